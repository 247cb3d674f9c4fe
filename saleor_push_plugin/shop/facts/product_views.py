"""Load viewed products: current price and stock, and whether the person bought or carted them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Max, Q
from saleor.checkout.models import Checkout, CheckoutLine
from saleor.order.models import OrderLine
from saleor.product.models import (
    Product,
    ProductVariantChannelListing,
)

from ...core.event import VIEW_LEFT, id_of
from ...core.facts.common import Money
from ...core.facts.price_and_stock import low_stock
from ...core.facts.product_views import ViewFacts
from ...core.facts.selling_points import SellingPoints
from ...core.person import Person
from ...core.reason import Reason
from ...models import ProductView
from .. import current_prices_and_stock, listings, selling_points, shown_prices, translations
from . import person_orders
from .registry import NOW, Moments, Pair, loads_as_of

# (variant id, price if it is certain, quantity that can be bought).
_Variant = tuple[int, Money | None, int]


def lowest_price(product_id: int, channel: str) -> Decimal | None:
    """Return the price of the cheapest variant as the page shows it; None if none has a price."""
    listed = ProductVariantChannelListing.objects.filter(
        variant__product_id=product_id, channel__slug=channel
    ).annotate(amount=listings.price())
    cheapest = listed.exclude(amount=None).order_by("amount", "variant_id").first()
    if cheapest is None:
        return None
    pair = (cheapest.variant_id, channel)
    return shown_prices.of_variants([pair])[pair].amount(cheapest.amount)


@loads_as_of(VIEW_LEFT)
def load(pairs: Collection[Pair], moments: Moments = NOW) -> Mapping[Pair, ViewFacts]:
    """Return product views by (subject, person), in a bounded number of queries.

    `moments`: what was ordered or put into a cart later is left out.
    """
    ids = {id_of(subject) for subject, _ in pairs}
    views = {str(view.pk): view for view in ProductView.objects.filter(pk__in=ids)}
    existing = [pair for pair in pairs if id_of(pair[0]) in views]
    lookups = _Lookups.of(views.values(), {person for _, person in existing if person})
    by_pair = {
        pair: lookups.facts(views[id_of(pair[0])], pair, moments.get(pair)) for pair in existing
    }
    return {pair: facts for pair, facts in by_pair.items() if facts}


@dataclass(frozen=True, kw_only=True)
class _Lookups:
    """What is queried once for all views.

    `newest`: the last view of each subscription. `bought`: (order id, product id). `carted`: as
    in_carts returns it.
    """

    products: Mapping[int, Product]
    names: translations.Names
    buyable: Mapping[tuple[int, str], _Variant]
    points: Mapping[current_prices_and_stock.Pair, SellingPoints]
    newest: Mapping[int, Any]
    identities: Mapping[Person, person_orders.Identity]
    orders: person_orders.Purchases
    bought: Collection[tuple[Any, int]]
    carted: Collection[tuple[Any, int, Any]]

    @classmethod
    def of(cls, views: Collection[ProductView], persons: Collection[Person]) -> "_Lookups":
        ids = {view.product_id for view in views}
        products = Product.objects.prefetch_related("variants").in_bulk(ids)
        identities = person_orders.identities(persons)
        orders = person_orders.purchases(identities.values())
        buyable = _buyable(views, products)
        of_subscriptions = ProductView.objects.filter(
            subscription_id__in={view.subscription_id for view in views}
        )
        newest = of_subscriptions.order_by().values("subscription_id").annotate(at=Max("viewed_at"))
        return cls(
            products=products,
            names=translations.load(products=ids),
            buyable=buyable,
            points=selling_points.load([(each[0], slug) for (_, slug), each in buyable.items()]),
            newest=dict(newest.values_list("subscription_id", "at")),
            identities=identities,
            orders=orders,
            bought=_bought(orders, ids),
            carted=in_carts(identities.values()),
        )

    def facts(self, view: ProductView, pair: Pair, until: datetime | None) -> ViewFacts | None:
        """Return the facts of a view, by a moment or by now; None if the product is deleted."""
        product = self.products.get(view.product_id)
        if product is None:
            return None
        facts = ViewFacts(
            subscription_id=view.subscription_id,
            product_id=product.pk,
            channel=view.channel,
            name=self.names.of_product(product.pk, product.name),
            slug=product.slug,
        )
        facts = self._with_variant(facts)
        subject, person = pair
        return replace(facts, ended=facts.ended or self._ended(view, subject, person, until))

    def _with_variant(self, facts: ViewFacts) -> ViewFacts:
        cheapest = self.buyable.get((facts.product_id, facts.channel))
        if cheapest is None:
            return replace(facts, ended=Reason.NOT_AVAILABLE)
        variant, price, available = cheapest
        return replace(
            facts,
            variant_id=variant,
            price=price,
            stock_left=low_stock(available),
            selling_points=self.points[variant, facts.channel],
        )

    def _ended(
        self, view: ProductView, subject: str, person: Person | None, until: datetime | None
    ) -> Reason | None:
        if subject.partition("@")[2] != str(int(view.viewed_at.timestamp())):
            return Reason.VIEWED_AGAIN
        if self.newest[view.subscription_id] > view.viewed_at:
            return Reason.VIEWED_SOMETHING_ELSE
        return self._ended_by_purchase(view, self.identities[person], until) if person else None

    def _ended_by_purchase(
        self, view: ProductView, viewer: person_orders.Identity, until: datetime | None
    ) -> Reason | None:
        ordered = {order.id for order in self.orders.of(viewer, until=until)}
        if self.orders.of(viewer, since=view.viewed_at, until=until) or any(
            product == view.product_id and order in ordered for order, product in self.bought
        ):
            return Reason.BOUGHT_MEANWHILE
        owners = viewer.users | viewer.checkouts
        if any(
            owner in owners and (product == view.product_id or at >= view.viewed_at)
            for owner, product, at in self.carted
            if until is None or at <= until
        ):
            return Reason.IN_CART
        return None


def _buyable(
    views: Iterable[ProductView], products: Mapping[int, Product]
) -> Mapping[tuple[int, str], _Variant]:
    """Return the cheapest variant in stock, by (product id, channel slug)."""
    products_by_pair = {
        (variant.pk, view.channel): view.product_id
        for view in views
        if view.product_id in products
        for variant in products[view.product_id].variants.all()
    }
    buyable: dict[tuple[int, str], _Variant] = {}
    # The dearest first, so that the cheapest is the one that the dict keeps.
    for (variant, channel), offer in sorted(
        current_prices_and_stock.current_offers(list(products_by_pair)).items(),
        key=lambda each: -(each[1].amount or 0),
    ):
        if offer.amount is not None and offer.available > 0:
            key = (products_by_pair[variant, channel], channel)
            buyable[key] = (variant, offer.price, offer.available)
    return buyable


def _bought(orders: person_orders.Purchases, products: Collection[int]) -> set[tuple[Any, int]]:
    """Return (order id, product id) of the lines with these products, in these orders."""
    ids = {order.id for group in orders.by_checkout.values() for order in group}
    lines = OrderLine.objects.filter(order_id__in=ids, variant__product_id__in=products)
    return set(lines.order_by().values_list("order_id", "variant__product_id"))


def in_carts(owners: Collection[person_orders.Identity]) -> set[tuple[Any, int, Any]]:
    """Return (user id or checkout id, product id, when added) of the lines of their carts."""
    everybody = person_orders.Identity.union(owners)
    is_theirs = Q(user_id__in=everybody.users) | Q(pk__in=everybody.checkouts)
    carted: set[tuple[Any, int, Any]] = set()
    lines = CheckoutLine.objects.filter(checkout__in=Checkout.objects.filter(is_theirs)).order_by()
    columns = ("checkout__user_id", "checkout_id", "variant__product_id", "created_at")
    for user, checkout, product, at in lines.values_list(*columns):
        carted |= {(user, product, at), (str(checkout), product, at)}
    return carted
