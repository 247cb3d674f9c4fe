"""Carts that are left, and time that passes over them."""

from datetime import datetime, timedelta
from typing import Any

from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.models import Subscription
from saleor_push_plugin.shop.connections import writer
from tests.hosts.refs import CheckoutRef, Customer
from tests.hosts.shop import Shop

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOON = HOUR + timedelta(minutes=2)


def agree(*topics: Topic) -> None:
    Subscription.objects.update(topics=list(topics))


def cart_of(shop: Shop, ada: Customer, product: str = "Linen shirt", n: int = 1) -> CheckoutRef:
    return shop.new_checkout(customer=ada, lines=[(shop.catalogue.variant(product), n)])


def touched_at(checkout: CheckoutRef, at: datetime) -> None:
    """As if somebody had looked at it then: `last_change` moves on any save."""
    changed(checkout, last_change=at)


def changed(checkout: CheckoutRef, **values: Any) -> None:
    import graphene
    from saleor.checkout.models import Checkout

    pk = graphene.Node.from_global_id(checkout.id)[1]
    with writer():
        Checkout.objects.filter(pk=pk).update(**values)
