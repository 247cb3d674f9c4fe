"""Facts: the shop's rows as plain values, read anew each time they are asked for."""

from collections.abc import Collection, Iterable, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any
from uuid import UUID

from saleor.channel.models import Channel
from saleor.checkout.models import Checkout
from saleor.order.models import Order

from .loading import LOADERS, Pair

# A new module beside these needs to be listed nowhere: its loaders register themselves.
for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")


def load(kind: str, pairs: Iterable[Pair]) -> Mapping[Pair, Any]:
    """Facts about the subjects of events of a kind, for a person where the scenario is personal.

    What is gone from the shop is not in it. A bounded number of queries, however many pairs.
    """
    return LOADERS[kind](list(pairs))


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
