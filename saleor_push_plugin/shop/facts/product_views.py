"""Looks at products: what it was, what it costs now, and whether it is in a cart or bought."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Max, Min, Q
from saleor.channel.models import Channel
from saleor.checkout.models import Checkout, CheckoutLine
from saleor.order.models import OrderLine
from saleor.product.models import (
    Product,
    ProductVariantChannelListing,
)

from ...core.audience import Person
from ...core.event import VIEW_LEFT, id_of
from ...core.facts.availability import low_stock
from ...core.facts.common import Money
from ...core.facts.product_proof import ProductProof
from ...core.facts.product_views import ViewFacts
from ...core.reason import Reason
from ...models import ProductView
from .. import listings, offers, product_proof, translations
from . import people
from .loading import Pair, loads

# The variant, its price, how many there are.
_Variant = tuple[int, Money, int]


def lowest_price(product_id: int, channel: str) -> Decimal | None:
    """What its cheapest variant costs there now; None if it has no price."""
    listed = ProductVariantChannelListing.objects.filter(
        variant__product_id=product_id, channel__slug=channel
    )
    found: Decimal | None = listed.aggregate(lowest=Min(listings.price()))["lowest"]
    return found


@loads(VIEW_LEFT)
def load(pairs: Collection[Pair]) -> Mapping[Pair, ViewFacts]:
    """Looks by (subject, person); a bounded number of queries however many."""
    ids = {id_of(subject) for subject, _ in pairs}
    views = {str(view.pk): view for view in ProductView.objects.filter(pk__in=ids)}
    standing = [pair for pair in pairs if id_of(pair[0]) in views]
    world = _World.of(views.values(), {person for _, person in standing if person})
    found = {pair: world.told(views[id_of(pair[0])], pair) for pair in standing}
    return {pair: facts for pair, facts in found.items() if facts}


@dataclass(frozen=True, kw_only=True)
class _World:
    """What is looked up once for all of them."""

    products: Mapping[int, Product]
    called: translations.Names
    buyable: Mapping[tuple[int, str], _Variant]
    proofs: Mapping[offers.Pair, ProductProof]
    newest: Mapping[int, Any]
    who: Mapping[Person, people.Identity]
    orders: people.Purchases
    bought: Collection[tuple[Any, int]]
    carted: Collection[tuple[Any, int, Any]]

    @classmethod
    def of(cls, views: Collection[ProductView], persons: Collection[Person]) -> "_World":
        ids = {view.product_id for view in views}
        products = Product.objects.prefetch_related("variants").in_bulk(ids)
        who = people.identities(persons)
        orders = people.purchases(who.values())
        buyable = _buyable(views, products)
        devices = ProductView.objects.filter(
            subscription_id__in={view.subscription_id for view in views}
        )
        newest = devices.order_by().values("subscription_id").annotate(at=Max("viewed_at"))
        return cls(
            products=products,
            called=translations.load(products=ids),
            buyable=buyable,
            proofs=product_proof.of([(there[0], slug) for (_, slug), there in buyable.items()]),
            newest=dict(newest.values_list("subscription_id", "at")),
            who=who,
            orders=orders,
            bought=_bought(orders, ids),
            carted=in_carts(who.values()),
        )

    def told(self, view: ProductView, pair: Pair) -> ViewFacts | None:
        product = self.products.get(view.product_id)
        if product is None:
            return None
        facts = ViewFacts(
            subscription_id=view.subscription_id,
            product_id=product.pk,
            channel=view.channel,
            name=self.called.of_product(product.pk, product.name),
            slug=product.slug,
        )
        facts = self._priced(facts)
        subject, person = pair
        return replace(facts, ended=facts.ended or self._ended(view, subject, person))

    def _priced(self, facts: ViewFacts) -> ViewFacts:
        there = self.buyable.get((facts.product_id, facts.channel))
        if there is None:
            return replace(facts, ended=Reason.NOT_AVAILABLE)
        variant, price, available = there
        return replace(
            facts,
            variant_id=variant,
            price=price,
            stock_left=low_stock(available),
            product_proof=self.proofs[variant, facts.channel],
        )

    def _ended(self, view: ProductView, subject: str, person: Person | None) -> Reason | None:
        if subject.partition("@")[2] != str(int(view.viewed_at.timestamp())):
            return Reason.VIEWED_AGAIN
        if self.newest[view.subscription_id] > view.viewed_at:
            return Reason.VIEWED_SOMETHING_ELSE
        return self._taken(view, self.who[person]) if person else None

    def _taken(self, view: ProductView, who: people.Identity) -> Reason | None:
        theirs = {order.id for order in self.orders.of(who)}
        if self.orders.of(who, since=view.viewed_at) or any(
            product == view.product_id and order in theirs for order, product in self.bought
        ):
            return Reason.BOUGHT_MEANWHILE
        marks = who.users | who.checkouts
        if any(
            mark in marks and (product == view.product_id or at >= view.viewed_at)
            for mark, product, at in self.carted
        ):
            return Reason.IN_CART
        return None


def _buyable(
    views: Iterable[ProductView], products: Mapping[int, Product]
) -> Mapping[tuple[int, str], _Variant]:
    """The cheapest variant that is in stock, of each product in each channel."""
    wanted = {
        (variant.pk, view.channel): view.product_id
        for view in views
        if view.product_id in products
        for variant in products[view.product_id].variants.all()
    }
    currencies = _currencies({channel for _, channel in wanted})
    found: dict[tuple[int, str], _Variant] = {}
    for (variant, channel), standing in sorted(
        offers.standing(list(wanted)).items(), key=lambda each: -(each[1].amount or 0)
    ):
        if standing.amount is not None and standing.available > 0:
            key = (wanted[(variant, channel)], channel)
            price = Money(amount=standing.amount, currency=currencies[channel])
            found[key] = (variant, price, standing.available)
    return found


def _currencies(channels: Collection[str]) -> Mapping[str, str]:
    rows = Channel.objects.filter(slug__in=channels)
    return dict(rows.values_list("slug", "currency_code"))


def _bought(orders: people.Purchases, products: Collection[int]) -> set[tuple[Any, int]]:
    """(order, product) of these products in these orders."""
    ids = {order.id for theirs in orders.by_checkout.values() for order in theirs}
    lines = OrderLine.objects.filter(order_id__in=ids, variant__product_id__in=products)
    return set(lines.order_by().values_list("order_id", "variant__product_id"))


def in_carts(who: Collection[people.Identity]) -> set[tuple[Any, int, Any]]:
    """(user or checkout, product, when) of what stands in these people's carts."""
    everybody = people.Identity.of_all(who)
    theirs = Q(user_id__in=everybody.users) | Q(pk__in=everybody.checkouts)
    found: set[tuple[Any, int, Any]] = set()
    lines = CheckoutLine.objects.filter(checkout__in=Checkout.objects.filter(theirs)).order_by()
    columns = ("checkout__user_id", "checkout_id", "variant__product_id", "created_at")
    for user, checkout, product, at in lines.values_list(*columns):
        found |= {(user, product, at), (str(checkout), product, at)}
    return found
