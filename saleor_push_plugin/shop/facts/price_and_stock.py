"""Load watched offers: current price and stock, and what the watching person knows and bought."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from saleor.order.models import OrderLine
from saleor.product.models import ProductVariantChannelListing

from ...core.event import BACK_IN_STOCK, PRICE_DROPPED
from ...core.facts.common import Money
from ...core.facts.price_and_stock import Drop, OfferFacts, Restock, WatchState
from ...core.order_status import CANCELLED
from ...core.person import Person
from ...core.text.languages import Name, compose_names
from ...models import Watch, in_array
from ...settings.config import Config
from .. import config, price_record, selling_points, translations
from ..compat import prior_price
from ..current_prices_and_stock import Offer, current_offers
from . import own_carts, person_orders
from .registry import Pair, loads

# (variant id, channel id).
_Place = tuple[int, int]


@loads(PRICE_DROPPED)
def load_dropped(pairs: list[Pair]) -> Mapping[Pair, OfferFacts]:
    """Return offers with a lower price by (subject, person), with the person's watch."""
    subjects = {subject: Drop.parse(subject) for subject, _ in pairs}
    found = offers({(s.variant_id, s.channel_id) for s in subjects.values()})
    by_pair = {
        (subject, person): found[place]
        for subject, person in pairs
        if (place := _place(subjects[subject])) in found
    }
    return _with_watches(by_pair, Watch.PRICE)


@loads(BACK_IN_STOCK)
def load_restocked(pairs: list[Pair]) -> Mapping[Pair, OfferFacts]:
    """Return offers with new stock by (subject, person), with the watches that are notified now."""
    subjects = {subject: Restock.parse(subject) for subject, _ in pairs}
    found = offers({_place(s) for s in subjects.values()})
    by_pair = {
        (subject, person): replace(found[place], after=turn.after, ration=turn.ration)
        for subject, person in pairs
        if (place := _place(turn := subjects[subject])) in found
    }
    return _with_watches(by_pair, Watch.STOCK)


def _place(subject: Drop | Restock) -> _Place:
    return subject.variant_id, subject.channel_id


def offers(places: Collection[_Place]) -> Mapping[_Place, OfferFacts]:
    """Return what a shop asks now, by (variant id, channel id); unlisted variants are left out."""
    listings = ProductVariantChannelListing.objects.filter(
        variant_id__in={variant for variant, _ in places},
        channel_id__in={channel for _, channel in places},
    )
    rows = list(listings.select_related("variant__product", "channel"))
    pairs = [(row.variant_id, row.channel.slug) for row in rows]
    current, points = current_offers(pairs), selling_points.load(pairs)
    settings = config.load()
    names = _names(rows, say_sku=settings.say_sku)
    found = {
        (row.variant_id, row.channel_id): replace(
            _offer(row, current[pair], names),
            minimum_drop=settings.smallest_drop,
            eu_rules=not settings.outside_eu,
            selling_points=points[pair],
        )
        for row, pair in zip(rows, pairs, strict=True)
        if pair in current
    }
    return found if settings.outside_eu else _with_lowest(found, current, settings)


def _with_lowest(
    offers: Mapping[_Place, OfferFacts], current: Mapping[tuple[int, str], Offer], settings: Config
) -> Mapping[_Place, OfferFacts]:
    """Return the offers with the lowest price before the reduction, where the record tells it."""
    views = {place: current[place[0], offer.channel] for place, offer in offers.items()}
    prices = {place: (o.view, o.listed) for place, o in views.items() if o.listed is not None}
    lows = price_record.lowest(prices, progressive=settings.progressive_reductions)
    return {
        place: replace(offer, lowest=_money(lows.get(place), views[place].currency))
        for place, offer in offers.items()
    }


def _names(rows: Collection[Any], *, say_sku: bool) -> translations.Names:
    return translations.load(
        say_sku=say_sku,
        products={row.variant.product_id for row in rows},
        variants={row.variant_id for row in rows},
    )


def _offer(row: Any, current: Offer, names: translations.Names) -> OfferFacts:
    product = row.variant.product
    return OfferFacts(
        variant_id=row.variant_id,
        product_id=product.pk,
        slug=product.slug,
        name=_name(row.variant, names),
        channel=row.channel.slug,
        price=_money(current.amount, row.currency),
        is_price_certain=current.view.is_certain,
        prior=current.view.money(prior_price(row)),
        available=current.available,
    )


def _name(variant: Any, names: translations.Names) -> Name:
    product = names.of_product(variant.product_id, variant.product.name)
    said = names.of_variant(variant.pk, variant.name, sku=variant.sku)
    if said is None or said.original == product.original:
        return product
    return compose_names("{}, {}", product, said)


def _money(amount: Any, currency: str) -> Money | None:
    return None if amount is None else Money(amount=amount, currency=currency)


def _with_watches(by_pair: Mapping[Pair, OfferFacts], kind: str) -> Mapping[Pair, OfferFacts]:
    """Return the offers with the persons' watches; unchanged where no person is given (planning).

    Equal facts are the same object, so that the text for many persons is rendered once.
    """
    watches = _watches({pair for pair in by_pair if pair[1]}, by_pair, kind)
    identities = person_orders.identities({person for _, person in watches if person})
    bought = _bought(watches, identities)
    carted = _carted(watches, by_pair, identities) if kind == Watch.STOCK else set()
    states = {
        pair: replace(_watch_state(watch, pair in bought), in_cart=pair in carted)
        for pair, watch in watches.items()
    }
    shared = cache(lambda offer, watch: replace(offer, watch=watch))
    return {pair: shared(offer, states.get(pair)) for pair, offer in by_pair.items()}


def _watches(
    pairs: Collection[Pair], offers: Mapping[Pair, OfferFacts], kind: str
) -> Mapping[Pair, Watch]:
    rows = Watch.objects.filter(
        kind=kind,
        variant_id__in={offers[pair].variant_id for pair in pairs},
        subscription_id__in=in_array({person.subscription_id for _, person in pairs if person}),
    )
    by_key = {(row.subscription_id, row.variant_id, row.channel): row for row in rows}
    keys = {pair: _key(pair[1], offers[pair]) for pair in pairs}
    return {pair: by_key[key] for pair, key in keys.items() if key in by_key}


def _key(person: Person | None, offer: OfferFacts) -> tuple[int, int, str]:
    return (person.subscription_id if person else 0), offer.variant_id, offer.channel


def _watch_state(watch: Watch, bought: bool) -> WatchState:
    amounts = [amount for amount in (watch.seen, watch.told) if amount is not None]
    return WatchState(
        reference_price=min(amounts, default=None),
        notified=watch.told is not None,
        target=watch.target,
        bought=bought,
        asked=watch.asked,
        missed=_missed(watch),
    )


def _missed(watch: Watch) -> tuple[Decimal, datetime] | None:
    if not watch.missed or watch.told is None or watch.told_at is None:
        return None
    return watch.told, watch.told_at


def _carted(
    watches: Mapping[Pair, Watch],
    offers: Mapping[Pair, OfferFacts],
    identities: Mapping[Person, person_orders.Identity],
) -> set[Pair]:
    """Return the pairs whose person has what is in stock in their own cart, in one query."""
    if not watches:
        return set()
    carts = own_carts.load(identities.values(), {watch.variant_id for watch in watches.values()})
    return {
        pair
        for pair, watch in watches.items()
        if pair[1]
        for line in carts.of(identities[pair[1]], watch.variant_id)
        if line.is_what_is_left(offers[pair].available, watch.created_at)
    }


def _bought(
    watches: Mapping[Pair, Watch], identities: Mapping[Person, person_orders.Identity]
) -> set[Pair]:
    """Return the pairs whose person bought the watched variant since, in two queries."""
    if not watches:
        return set()
    since = min(watch.created_at for watch in watches.values())
    orders = person_orders.purchases(identities.values(), since=since)
    by_pair = {
        pair: orders.of(identities[pair[1]], since=watch.created_at)
        for pair, watch in watches.items()
        if pair[1]
    }
    lines = _order_lines(
        {order.id for bought in by_pair.values() for order in bought}, watches.values()
    )
    return {
        pair
        for pair, bought in by_pair.items()
        if any((order.id, watches[pair].variant_id) in lines for order in bought)
    }


def _order_lines(orders: Collection[UUID], watches: Iterable[Watch]) -> set[tuple[UUID, int]]:
    """Return (order id, variant id) of the lines with watched variants, of orders not cancelled."""
    variants = {watch.variant_id for watch in watches}
    rows = OrderLine.objects.filter(order_id__in=orders, variant_id__in=variants)
    kept = rows.exclude(order__status__in=CANCELLED).order_by()
    return set(kept.values_list("order_id", "variant_id")) if orders else set()
