"""Facts: the shop's rows as plain values, read anew each time they are asked for."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from saleor.channel.models import Channel
from saleor.checkout.models import Checkout
from saleor.order.models import Order

from ...core.event import (
    BACK_IN_STOCK,
    BOUGHT,
    CART_LEFT,
    FULFILLMENT_DELIVERED,
    FULFILLMENT_PACKING,
    FULFILLMENT_SHIPPED,
    GIFT_CARD_EXPIRING,
    JOINED,
    ORDER_CANCELLED,
    ORDER_CONFIRMED,
    ORDER_CREATED,
    ORDER_REFUNDED,
    PRICE_DROPPED,
    RECOMMENDATION_DUE,
    TRACKING_CHANGED,
    VIEW_LEFT,
    VOUCHER_EXPIRING,
    WIN_BACK,
)
from . import (
    buyers,
    carts,
    expiring,
    fulfillments,
    new_subscriber,
    offers,
    orders,
    product_views,
    recommendations,
    surveys,
)
from .loading import Loader, Pair, shared

# Which loader knows about the subjects of a kind of event.
_LOADERS: dict[str, Loader] = {
    PRICE_DROPPED: offers.load_dropped,
    BACK_IN_STOCK: offers.load_restocked,
    RECOMMENDATION_DUE: shared(recommendations.load),
    CART_LEFT: carts.load,
    JOINED: new_subscriber.load,
    VIEW_LEFT: product_views.load,
    BOUGHT: buyers.load,
    WIN_BACK: buyers.load,
    ORDER_CREATED: shared(orders.load),
    ORDER_CONFIRMED: shared(orders.load),
    ORDER_CANCELLED: shared(orders.load),
    ORDER_REFUNDED: shared(orders.load_refunded),
    FULFILLMENT_PACKING: shared(fulfillments.load),
    FULFILLMENT_SHIPPED: shared(fulfillments.load),
    TRACKING_CHANGED: shared(fulfillments.load_tracked),
    FULFILLMENT_DELIVERED: surveys.load,
    GIFT_CARD_EXPIRING: shared(expiring.load_gift_cards),
    VOUCHER_EXPIRING: shared(expiring.load_vouchers),
}


def load(kind: str, pairs: Iterable[Pair]) -> Mapping[Pair, Any]:
    """Facts about the subjects of events of a kind, for a person where the scenario is personal.

    What is gone from the shop is not in it. A bounded number of queries, however many pairs.
    """
    return _LOADERS[kind](list(pairs))


def channel_exists(slug: str) -> bool:
    return bool(Channel.objects.filter(slug=slug, is_active=True).exists())


def closed(slugs: Collection[str]) -> set[str]:
    """Those of these channels that are switched off."""
    rows = Channel.objects.filter(slug__in=slugs, is_active=False)
    return set(rows.values_list("slug", flat=True))


def checkout_exists(id: UUID) -> bool:
    """Whether there is such a checkout, or an order made from it."""
    return bool(
        Checkout.objects.filter(pk=id).exists()
        or Order.objects.filter(checkout_token=str(id)).exists()
    )
