"""What to recommend after an order: bought together with it, else of its category; buyable now."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any
from uuid import UUID

from saleor.order.models import Order, OrderLine
from saleor.product.models import Product

from ...core.event import RECOMMENDATION_DUE
from ...core.facts.availability import OfferFacts
from ...core.facts.common import Money
from ...core.facts.recommending import RecommendationFacts
from ...core.text.languages import Name
from .. import product_proof, refunds, translations
from ..offers import Pair, Standing, standing
from . import people, related_products
from .loading import loads_shared
from .product_views import in_carts

# So many are looked at, best first, and so many at a time until one can be bought.
MOST, FEW = 100, 10


@dataclass(frozen=True, kw_only=True)
class _Bought:
    """Of an order: the ids of its products and of their categories, and the first one's name."""

    products: list[int]
    categories: list[int]
    name: str


@loads_shared(RECOMMENDATION_DUE)
def load(ids: list[str]) -> dict[str, RecommendationFacts]:
    """Orders by id with what to recommend; a bounded number of queries however many."""
    orders = {row.pk: row for row in Order.objects.filter(pk__in=ids).select_related("channel")}
    slugs = {pk: order.channel.slug for pk, order in orders.items()}
    bought, had = _bought(orders), _had_already([*orders.values()])
    wanted = {
        pk: _new_to_them(best, {*bought[pk].products, *had[pk]})
        for pk, best in _ranked(bought, slugs).items()
    }
    offers = _first_buyable(wanted, slugs)
    called, back = _names(bought.values(), offers.values()), refunds.of(list(orders))
    return _with_appeal(
        {
            str(pk): _facts(orders[pk], its, offers.get(pk), called, back.get(pk))
            for pk, its in bought.items()
        }
    )


def _names(bought: Iterable[_Bought], offers: Iterable[OfferFacts]) -> translations.Names:
    products = {each.product_id for each in offers} | {its.products[0] for its in bought}
    return translations.load(products=products)


def _with_appeal(found: dict[str, RecommendationFacts]) -> dict[str, RecommendationFacts]:
    """What speaks for those that were chosen."""
    chosen = {id: (each.offer.variant_id, each.channel) for id, each in found.items() if each.offer}
    proofs = product_proof.of(set(chosen.values()))
    return {
        id: replace(each, offer=replace(each.offer, product_proof=proofs[chosen[id]]))
        if each.offer
        else each
        for id, each in found.items()
    }


def _facts(
    order: Order,
    bought: _Bought,
    offer: OfferFacts | None,
    called: translations.Names,
    back: refunds.Refunds | None,
) -> RecommendationFacts:
    if offer:
        name = called.of_product(offer.product_id, offer.name.original)
        offer = replace(offer, name=name)
    return RecommendationFacts(
        order_id=str(order.pk),
        status=order.status,
        paid_back=back is not None and back.total >= order.total_gross_amount,
        channel=order.channel.slug,
        language=order.language_code,
        user_id=order.user_id,
        checkout_id=order.checkout_token,
        bought=called.of_product(bought.products[0], bought.name),
        offer=offer,
    )


def _bought(orders: Iterable[UUID]) -> Mapping[UUID, _Bought]:
    lines = OrderLine.objects.filter(order_id__in=list(orders), variant__isnull=False)
    rows = lines.order_by("created_at", "pk").values_list(
        "order_id", "variant__product_id", "variant__product__category_id", "product_name"
    )
    found: dict[UUID, _Bought] = {}
    for order, product, category, name in rows:
        its = found.setdefault(order, _Bought(products=[], categories=[], name=name))
        its.products.append(product)
        if category is not None:
            its.categories.append(category)
    return found


def _ranked(bought: Mapping[UUID, _Bought], slugs: Mapping[UUID, str]) -> Mapping[UUID, list[int]]:
    """Best first: what others bought with it, then what is of its kind."""
    beside = related_products.together(
        {(p, slugs[pk]) for pk, its in bought.items() for p in its.products}
    )
    alike = related_products.alike(
        {(c, slugs[pk]) for pk, its in bought.items() for c in its.categories}
    )
    return {
        pk: [o for p in its.products for o in beside.get((p, slugs[pk]), ())]
        + [o for c in its.categories for o in alike.get((c, slugs[pk]), ())]
        for pk, its in bought.items()
    }


def _new_to_them(ranked: list[int], had: Collection[int]) -> list[int]:
    return [other for other in dict.fromkeys(ranked) if other not in had][:MOST]


def _had_already(orders: list[Order]) -> Mapping[UUID, set[int]]:
    """What the shopper of each order has ever bought, or has in a cart."""
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
    carted: dict[Any, set[int]] = defaultdict(set)
    for mark, product, _ in in_carts(who.values()):
        carted[mark].add(product)
    return {
        pk: set().union(
            *(products[id] for id in theirs[pk]),
            *(carted[mark] for mark in them.users | them.checkouts),
        )
        for pk, them in who.items()
    }


def _first_buyable(
    wanted: Mapping[UUID, list[int]], slugs: Mapping[UUID, str]
) -> Mapping[UUID, OfferFacts]:
    """The best of each that can be bought. Mostly one of the first: then no more is asked."""
    found: dict[UUID, OfferFacts] = {}
    for start in range(0, MOST, FEW):
        some = {pk: ids[start : start + FEW] for pk, ids in wanted.items() if pk not in found}
        if not any(some.values()):
            break
        offers = _offers({(id, slugs[pk]) for pk, ids in some.items() for id in ids})
        for pk, ids in some.items():
            there = (offer for id in ids if (offer := offers.get((id, slugs[pk]))))
            found.update((pk, best) for best in islice(there, 1))
    return found


def _offers(wanted: Collection[tuple[int, str]]) -> Mapping[Pair, OfferFacts]:
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
            found[product.pk, slug] = _offer(product, variant, slug, here)
    return found


def _dearest_first(item: tuple[Pair, Standing]) -> Any:
    return -(item[1].amount or 0)


def _offer(product: Product, variant: int, slug: str, here: Standing) -> OfferFacts:
    assert here.amount is not None
    return OfferFacts(
        variant_id=variant,
        product_id=product.pk,
        slug=product.slug,
        name=Name(original=product.name),
        channel=slug,
        price=Money(amount=here.amount, currency=here.currency),
        available=here.available,
    )
