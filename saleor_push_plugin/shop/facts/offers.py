"""Offers that somebody waits for: how they stand, and what that person knows and has bought."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any
from uuid import UUID

from saleor.order.models import OrderLine
from saleor.product.models import ProductVariantChannelListing

from ...core.audience import Person
from ...core.event import BACK_IN_STOCK, PRICE_DROPPED
from ...core.facts.availability import Drop, OfferFacts, Restock, WatchState
from ...core.facts.common import Money
from ...core.order_status import CANCELLED
from ...core.text.languages import Name, compose_names
from ...models import Watch, in_array
from .. import config, product_proof, translations
from ..compat import prior_price
from ..offers import Standing, standing
from . import people
from .loading import Pair, loads

_Where = tuple[int, int]


@loads(PRICE_DROPPED)
def load_dropped(pairs: list[Pair]) -> Mapping[Pair, OfferFacts]:
    """Offers whose price fell, with what each person knows of it."""
    subjects = {subject: Drop.parse(subject) for subject, _ in pairs}
    offers = _offers({(s.variant_id, s.channel_id) for s in subjects.values()})
    found = {
        (subject, person): offers[where]
        for subject, person in pairs
        if (where := _where(subjects[subject])) in offers
    }
    return _with_waiting(found, Watch.PRICE)


@loads(BACK_IN_STOCK)
def load_restocked(pairs: list[Pair]) -> Mapping[Pair, OfferFacts]:
    """Offers with new stock, with whose turn it is."""
    subjects = {subject: Restock.parse(subject) for subject, _ in pairs}
    offers = _offers({_where(s) for s in subjects.values()})
    found = {
        (subject, person): replace(offers[where], after=turn.after, ration=turn.ration)
        for subject, person in pairs
        if (where := _where(turn := subjects[subject])) in offers
    }
    return _with_waiting(found, Watch.STOCK)


def _where(subject: Drop | Restock) -> _Where:
    return subject.variant_id, subject.channel_id


def _offers(wheres: Collection[_Where]) -> Mapping[_Where, OfferFacts]:
    listings = ProductVariantChannelListing.objects.filter(
        variant_id__in={variant for variant, _ in wheres},
        channel_id__in={channel for _, channel in wheres},
    )
    rows = list(listings.select_related("variant__product", "channel"))
    there = [(row.variant_id, row.channel.slug) for row in rows]
    stand, proofs = standing(there), product_proof.of(there)
    smallest, called = config.load().smallest_drop, _names(rows)
    return {
        (row.variant_id, row.channel_id): replace(
            _offer(row, stand[where], called), minimum_drop=smallest, product_proof=proofs[where]
        )
        for row, where in zip(rows, there, strict=True)
        if where in stand
    }


def _names(rows: Collection[Any]) -> translations.Names:
    return translations.load(
        products={row.variant.product_id for row in rows},
        variants={row.variant_id for row in rows},
    )


def _offer(row: Any, stands: Standing, called: translations.Names) -> OfferFacts:
    product = row.variant.product
    return OfferFacts(
        variant_id=row.variant_id,
        product_id=product.pk,
        slug=product.slug,
        name=_name(row.variant, called),
        channel=row.channel.slug,
        price=_money(stands.amount, row.currency),
        prior=_money(prior_price(row), row.currency),
        available=stands.available,
    )


def _name(variant: Any, called: translations.Names) -> Name:
    product = called.of_product(variant.product_id, variant.product.name)
    if not variant.name or variant.name == product.original:
        return product
    return compose_names("{}, {}", product, called.of_variant(variant.pk, variant.name))


def _money(amount: Any, currency: str) -> Money | None:
    return None if amount is None else Money(amount=amount, currency=currency)


def _with_waiting(found: Mapping[Pair, OfferFacts], kind: str) -> Mapping[Pair, OfferFacts]:
    """The personal part: nothing of it where no person is meant, as when planning.

    Who knows the same gets the very same facts, so that a crowd's text is made once.
    """
    watches = _watches({pair for pair in found if pair[1]}, found, kind)
    bought = _bought(watches)
    told = {pair: _waiting(watch, pair in bought) for pair, watch in watches.items()}
    shared = cache(lambda offer, watch: replace(offer, watch=watch))
    return {pair: shared(offer, told.get(pair)) for pair, offer in found.items()}


def _watches(
    pairs: Collection[Pair], offers: Mapping[Pair, OfferFacts], kind: str
) -> Mapping[Pair, Watch]:
    rows = Watch.objects.filter(
        kind=kind,
        variant_id__in={offers[pair].variant_id for pair in pairs},
        subscription_id__in=in_array({person.subscription_id for _, person in pairs if person}),
    )
    by_key = {(row.subscription_id, row.variant_id, row.channel): row for row in rows}
    keyed = {pair: _key(pair[1], offers[pair]) for pair in pairs}
    return {pair: by_key[key] for pair, key in keyed.items() if key in by_key}


def _key(person: Person | None, offer: OfferFacts) -> tuple[int, int, str]:
    return (person.subscription_id if person else 0), offer.variant_id, offer.channel


def _waiting(watch: Watch, bought: bool) -> WatchState:
    known = [amount for amount in (watch.seen, watch.told) if amount is not None]
    return WatchState(
        reference_price=min(known, default=None),
        notified=watch.told is not None,
        target=watch.target,
        bought=bought,
    )


def _bought(watches: Mapping[Pair, Watch]) -> set[Pair]:
    """Of people's watches, those for what they bought since; four queries however many."""
    if not watches:
        return set()
    known = people.identities({person for _, person in watches if person})
    since = min(watch.created_at for watch in watches.values())
    orders = people.purchases(known.values(), since=since)
    theirs = {
        pair: orders.of(known[pair[1]], since=watch.created_at)
        for pair, watch in watches.items()
        if pair[1]
    }
    lines = _lines({order.id for bought in theirs.values() for order in bought}, watches.values())
    return {
        pair
        for pair, bought in theirs.items()
        if any((order.id, watches[pair].variant_id) in lines for order in bought)
    }


def _lines(orders: Collection[UUID], watches: Iterable[Watch]) -> set[tuple[UUID, int]]:
    variants = {watch.variant_id for watch in watches}
    rows = OrderLine.objects.filter(order_id__in=orders, variant_id__in=variants)
    kept = rows.exclude(order__status__in=CANCELLED).order_by()
    return set(kept.values_list("order_id", "variant_id")) if orders else set()
