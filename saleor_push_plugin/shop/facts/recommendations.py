"""Choose what to recommend after an order: bought together with it, else of its category."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any
from uuid import UUID

from saleor.order.models import Order, OrderLine
from saleor.product.models import Product

from ...core.event import RECOMMENDATION_DUE
from ...core.facts.common import Money
from ...core.facts.price_and_stock import OfferFacts
from ...core.facts.recommendation import RecommendationFacts
from ...core.paid_back import goods_paid_back
from ...core.text.languages import Name
from .. import refunds, selling_points, translations
from ..current_prices_and_stock import Offer, Pair, current_offers
from . import person_orders, related_products
from .product_views import in_carts
from .registry import loads_shared

# The most candidates that are checked, best first, and how many per query, until one can be bought.
MAX_CANDIDATES, BATCH = 100, 10


@dataclass(frozen=True, kw_only=True)
class _Contents:
    """An order's product ids and category ids, and the name of its first product."""

    products: list[int]
    categories: list[int]
    name: str


@loads_shared(RECOMMENDATION_DUE)
def load(ids: list[str]) -> dict[str, RecommendationFacts]:
    """Return recommendations by order id, in a bounded number of queries."""
    orders = {row.pk: row for row in Order.objects.filter(pk__in=ids).select_related("channel")}
    slugs = {pk: order.channel.slug for pk, order in orders.items()}
    contents, owned = _contents(orders), _owned_products([*orders.values()])
    candidates = {
        pk: _without(ranked, {*contents[pk].products, *owned[pk]})
        for pk, ranked in _ranked(contents, slugs).items()
    }
    offers = _first_buyable(candidates, slugs)
    names, refunded = _names(contents.values(), offers.values()), refunds.load(list(orders))
    return _add_selling_points(
        {
            str(pk): _facts(orders[pk], each, offers.get(pk), names, refunded.get(pk))
            for pk, each in contents.items()
        }
    )


def _names(contents: Iterable[_Contents], offers: Iterable[OfferFacts]) -> translations.Names:
    products = {offer.product_id for offer in offers} | {each.products[0] for each in contents}
    return translations.load(products=products)


def _add_selling_points(
    by_order: dict[str, RecommendationFacts],
) -> dict[str, RecommendationFacts]:
    """Return the recommendations with the selling points of their offers."""
    chosen = {
        id: (each.offer.variant_id, each.channel) for id, each in by_order.items() if each.offer
    }
    points = selling_points.load(set(chosen.values()))
    return {
        id: replace(each, offer=replace(each.offer, selling_points=points[chosen[id]]))
        if each.offer
        else each
        for id, each in by_order.items()
    }


def _facts(
    order: Order,
    contents: _Contents,
    offer: OfferFacts | None,
    names: translations.Names,
    refund: refunds.Refunds | None,
) -> RecommendationFacts:
    if offer:
        name = names.of_product(offer.product_id, offer.name.original)
        offer = replace(offer, name=name)
    return RecommendationFacts(
        order_id=str(order.pk),
        status=order.status,
        paid_back=refund is not None
        and goods_paid_back(
            total=order.total_gross_amount,
            shipping=order.shipping_price_gross_amount,
            refunded=refund.total,
        ),
        channel=order.channel.slug,
        language=order.language_code,
        user_id=order.user_id,
        checkout_id=order.checkout_token,
        bought=names.of_product(contents.products[0], contents.name),
        offer=offer,
    )


def _contents(orders: Iterable[UUID]) -> Mapping[UUID, _Contents]:
    """Return the contents of orders by id; orders of deleted products only are left out."""
    lines = OrderLine.objects.filter(order_id__in=list(orders), variant__isnull=False)
    rows = lines.order_by("created_at", "pk").values_list(
        "order_id", "variant__product_id", "variant__product__category_id", "product_name"
    )
    contents: dict[UUID, _Contents] = {}
    for order, product, category, name in rows:
        each = contents.setdefault(order, _Contents(products=[], categories=[], name=name))
        each.products.append(product)
        if category is not None:
            each.categories.append(category)
    return contents


def _ranked(
    contents: Mapping[UUID, _Contents], slugs: Mapping[UUID, str]
) -> Mapping[UUID, list[int]]:
    """Return product ids, best first: bought together, then best sellers of the categories."""
    together = related_products.bought_together(
        {(p, slugs[pk]) for pk, each in contents.items() for p in each.products}
    )
    best_sellers = related_products.best_sellers(
        {(c, slugs[pk]) for pk, each in contents.items() for c in each.categories}
    )
    return {
        pk: [o for p in each.products for o in together.get((p, slugs[pk]), ())]
        + [o for c in each.categories for o in best_sellers.get((c, slugs[pk]), ())]
        for pk, each in contents.items()
    }


def _without(ranked: list[int], owned: Collection[int]) -> list[int]:
    return [other for other in dict.fromkeys(ranked) if other not in owned][:MAX_CANDIDATES]


def _owned_products(orders: list[Order]) -> Mapping[UUID, set[int]]:
    """Return the product ids that the shopper of each order ever bought, or has in a cart."""
    shoppers = {
        order.pk: person_orders.identity(
            user_id=order.user_id, email=order.user_email, checkouts=[order.checkout_token]
        )
        for order in orders
    }
    purchases = person_orders.purchases(shoppers.values())
    order_ids = {pk: {each.id for each in purchases.of(who)} for pk, who in shoppers.items()}
    products: dict[UUID, set[int]] = defaultdict(set)
    lines = OrderLine.objects.filter(order_id__in=set().union(*order_ids.values()))
    for order, product in lines.order_by().values_list("order_id", "variant__product_id"):
        products[order].add(product)
    carted: dict[Any, set[int]] = defaultdict(set)
    for owner, product, _ in in_carts(shoppers.values()):
        carted[owner].add(product)
    return {
        pk: set().union(
            *(products[id] for id in order_ids[pk]),
            *(carted[owner] for owner in who.users | who.checkouts),
        )
        for pk, who in shoppers.items()
    }


def _first_buyable(
    candidates: Mapping[UUID, list[int]], slugs: Mapping[UUID, str]
) -> Mapping[UUID, OfferFacts]:
    """Return the first candidate of each order that can be bought.

    It is mostly among the first, so they are checked in batches.
    """
    chosen: dict[UUID, OfferFacts] = {}
    for start in range(0, MAX_CANDIDATES, BATCH):
        batch = {
            pk: ids[start : start + BATCH] for pk, ids in candidates.items() if pk not in chosen
        }
        if not any(batch.values()):
            break
        offers = _offers({(id, slugs[pk]) for pk, ids in batch.items() for id in ids})
        for pk, ids in batch.items():
            buyable = (offer for id in ids if (offer := offers.get((id, slugs[pk]))))
            chosen.update((pk, best) for best in islice(buyable, 1))
    return chosen


def _offers(pairs: Collection[tuple[int, str]]) -> Mapping[Pair, OfferFacts]:
    """Return the cheapest variant that can be bought, by (product id, channel slug)."""
    products = Product.objects.prefetch_related("variants").in_bulk({p for p, _ in pairs})
    variants = {
        (variant.pk, slug): product
        for id, slug in pairs
        if (product := products.get(id))
        for variant in product.variants.all()
    }
    current = current_offers(variants.keys())
    cheapest: dict[Pair, OfferFacts] = {}
    for (variant, slug), offer in sorted(current.items(), key=_dearest_first):
        if offer.amount is not None and offer.available > 0:
            product = variants[variant, slug]
            cheapest[product.pk, slug] = _offer(product, variant, slug, offer)
    return cheapest


def _dearest_first(item: tuple[Pair, Offer]) -> Any:
    return -(item[1].amount or 0)


def _offer(product: Product, variant: int, slug: str, current: Offer) -> OfferFacts:
    assert current.amount is not None
    return OfferFacts(
        variant_id=variant,
        product_id=product.pk,
        slug=product.slug,
        name=Name(original=product.name),
        channel=slug,
        price=Money(amount=current.amount, currency=current.currency),
        is_price_certain=current.view.is_certain,
        available=current.available,
    )
