"""Load facts: what a push needs to know of the shop, as plain values. Nothing is cached."""

from collections.abc import Collection, Iterable, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from saleor.channel.models import Channel

from .registry import LOADERS, NOW, Moments, Pair

# Import all modules of this package, so that their loaders are registered.
for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")


def load(kind: str, pairs: Iterable[Pair], moments: Moments = NOW) -> Mapping[Pair, Any]:
    """Return the facts of events of a kind by (subject, person), in a bounded number of queries.

    The person is None where the facts are the same for everybody. Subjects that the shop no longer
    has are left out. `moments`: what the person did later is left out, where the shop keeps when
    that was; prices, stock and the status of an order are those of now.
    """
    return LOADERS[kind](list(pairs), moments)


def channel_exists(slug: str) -> bool:
    """Whether there is an active channel with this slug."""
    return bool(Channel.objects.filter(slug=slug, is_active=True).exists())


def closed(slugs: Collection[str]) -> set[str]:
    """Return those of these slugs whose channels are inactive."""
    rows = Channel.objects.filter(slug__in=slugs, is_active=False)
    return set(rows.values_list("slug", flat=True))
