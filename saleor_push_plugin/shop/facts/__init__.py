"""Facts: the shop's rows as plain values, read anew each time they are asked for."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from saleor.channel.models import Channel
from saleor.checkout.models import Checkout
from saleor.order.models import Order

from ...core.event import ORDER_CREATED
from . import orders
from .loading import Loader, Pair, shared

# Which loader knows about the subjects of a kind of event.
_LOADERS: dict[str, Loader] = {ORDER_CREATED: shared(orders.load)}


def load(kind: str, pairs: Iterable[Pair]) -> Mapping[Pair, Any]:
    """Facts about the subjects of events of a kind, for a person where the scenario is personal.

    What is gone from the shop is not in it. A bounded number of queries, however many pairs.
    """
    return _LOADERS[kind](list(pairs))


def channel_exists(slug: str) -> bool:
    return bool(Channel.objects.filter(slug=slug, is_active=True).exists())


def checkout_exists(id: UUID) -> bool:
    """Whether there is such a checkout, or an order made from it."""
    return bool(
        Checkout.objects.filter(pk=id).exists()
        or Order.objects.filter(checkout_token=str(id)).exists()
    )
