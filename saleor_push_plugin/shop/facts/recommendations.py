"""What to recommend after an order: bought together with it, else of its category; buyable now."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import connection
from saleor.order.models import Order, OrderLine
from saleor.product.models import Product

from ...core.facts import Money
from ...core.languages import Name
from ...core.offers import OfferFacts
from ...core.recommending import RecommendationFacts
from .. import appeal, names
from ..offers import Pair, Standing, standing
from . import people

# So many others of each product are looked at, best first.
OTHERS = 10

_TOGETHER = f"""
    SELECT p.id, t.other_id FROM unnest(%s::bigint[]) p(id)
    CROSS JOIN LATERAL (
        SELECT other_id, orders FROM saleor_push_plugin_boughttogether
        WHERE product_id = p.id ORDER BY orders DESC, other_id LIMIT {OTHERS}
    ) t ORDER BY t.orders DESC, t.other_id
"""
_ALIKE = f"""
    SELECT p.id, t.id FROM unnest(%s::bigint[]) p(id)
    JOIN product_product mine ON mine.id = p.id
    CROSS JOIN LATERAL (
        SELECT id FROM product_product
        WHERE category_id = mine.category_id AND id <> mine.id ORDER BY slug LIMIT {OTHERS}
    ) t
"""


@dataclass(frozen=True, kw_only=True)
class _Bought:
    """Of an order: the product ids in it, and what the first was called then."""

    products: list[int]
    name: str

    def first(self, called: names.Names) -> Name:
        return called.of_product(self.products[0], self.name)


def load(ids: list[str]) -> dict[str, RecommendationFacts]:
    """Orders by id with what to recommend; a bounded number of queries however many."""
    orders = list(Order.objects.filter(pk__in=ids).select_related("channel"))
    bought = _bought(order.pk for order in orders)
    products = {product for each in bought.values() for product in each.products}
    ranked = _others(_TOGETHER, products), _others(_ALIKE, products)
    had = _had_already(orders)
    wanted = {
        order.pk: [o for o in _candidates(bought[order.pk], ranked) if o not in had[order.pk]]
        for order in orders
        if order.pk in bought
    }
    places = {order.pk: order.channel.slug for order in orders}
    called = names.load(products=products.union(*wanted.values()))
    offers = _offers({(o, places[pk]) for pk, others in wanted.items() for o in others}, called)
    return _with_appeal(
        {
            str(order.pk): _facts(order, bought[order.pk].first(called), wanted[order.pk], offers)
            for order in orders
            if order.pk in bought
        }
    )


def _with_appeal(found: dict[str, RecommendationFacts]) -> dict[str, RecommendationFacts]:
    """What speaks for those that were chosen."""
    chosen = {id: (each.offer.variant_id, each.channel) for id, each in found.items() if each.offer}
    appeals = appeal.of(set(chosen.values()))
    return {
        id: replace(each, offer=replace(each.offer, appeal=appeals[chosen[id]]))
        if each.offer
        else each
        for id, each in found.items()
    }


def _facts(
    order: Order, bought: Name, wanted: list[int], offers: Mapping[Pair, OfferFacts]
) -> RecommendationFacts:
    slug = order.channel.slug
    found = (offers[other, slug] for other in wanted if (other, slug) in offers)
    return RecommendationFacts(
        order_id=str(order.pk),
        status=order.status,
        channel=slug,
        language=order.language_code,
        user_id=order.user_id,
        checkout_id=order.checkout_token,
        bought=bought,
        offer=next(found, None),
    )


def _bought(orders: Iterable[UUID]) -> Mapping[UUID, _Bought]:
    lines = OrderLine.objects.filter(order_id__in=list(orders), variant__isnull=False)
    rows = lines.order_by("created_at", "pk").values_list(
        "order_id", "variant__product_id", "product_name"
    )
    found: dict[UUID, _Bought] = {}
    for order, product, name in rows:
        found.setdefault(order, _Bought(products=[], name=name)).products.append(product)
    return found


def _others(statement: str, products: Collection[int]) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(products)])
        for product, other in cursor.fetchall():
            found[product].append(other)
    return found


def _candidates(bought: _Bought, others: tuple[Mapping[int, list[int]], ...]) -> list[int]:
    """Best first, none twice; nothing that was in the order itself."""
    found = [o for each in others for product in bought.products for o in each.get(product, ())]
    return [o for o in dict.fromkeys(found) if o not in bought.products]


def _had_already(orders: list[Order]) -> Mapping[UUID, set[int]]:
    """What the shopper of each order has ever bought."""
    who = {
        order.pk: people.somebody(
            user_id=order.user_id, email=order.user_email, checkouts=[order.checkout_token]
        )
        for order in orders
    }
    purchases = people.purchases(who.values())
    theirs = {pk: {each.id for each in purchases.of(them)} for pk, them in who.items()}
    products: dict[UUID, set[int]] = defaultdict(set)
    lines = OrderLine.objects.filter(order_id__in=set().union(*theirs.values()))
    for order, product in lines.order_by().values_list("order_id", "variant__product_id"):
        products[order].add(product)
    return {pk: set().union(*(products[id] for id in ids)) for pk, ids in theirs.items()}


def _offers(wanted: Collection[tuple[int, str]], called: names.Names) -> Mapping[Pair, OfferFacts]:
    """The cheapest variant that can be bought, by (product, channel)."""
    products = Product.objects.prefetch_related("variants").in_bulk({p for p, _ in wanted})
    variants = {
        (variant.pk, slug): product
        for id, slug in wanted
        if (product := products.get(id))
        for variant in product.variants.all()
    }
    stands = standing(variants.keys())
    found: dict[Pair, OfferFacts] = {}
    for (variant, slug), here in sorted(stands.items(), key=_dearest_first):
        if here.amount is not None and here.available > 0:
            product = variants[variant, slug]
            name = called.of_product(product.pk, product.name)
            found[product.pk, slug] = _offer(product, name, variant, slug, here)
    return found


def _dearest_first(item: tuple[Pair, Standing]) -> Any:
    return -(item[1].amount or 0)


def _offer(product: Product, name: Name, variant: int, slug: str, here: Standing) -> OfferFacts:
    assert here.amount is not None
    return OfferFacts(
        variant_id=variant,
        product_id=product.pk,
        slug=product.slug,
        name=name,
        channel=slug,
        price=Money(amount=here.amount, currency=here.currency),
        available=here.available,
    )
