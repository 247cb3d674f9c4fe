"""When a browser was last seen in the shop, and what becomes of one that is not seen any more."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from ..core.reason import Reason
from ..models import Subscription
from . import removal

# A browser is written once in this time, however often it visits.
_EVERY = timedelta(days=1)
# Subscriptions that are read, and that are deleted, in one statement.
STRIDE, BATCH = 10_000, 500


def note(subscription: Subscription, now: datetime) -> None:
    """Remember that the browser has visited the shop; rarely a write."""
    seen = subscription.seen_at
    if seen is None or seen <= now - _EVERY:
        Subscription.objects.filter(id=subscription.id).update(seen_at=now)


def count_resting(since: datetime) -> int:
    """How many browsers get no marketing: last seen before then, or nobody takes notice there."""
    rows = Subscription.objects.annotate(seen=Coalesce(F("seen_at"), F("updated_at")))
    return rows.filter(Q(seen__lt=since) | Subscription.unnoticed()).count()


def remove_unseen(before: datetime) -> int:
    """Delete subscriptions that were last seen before then; how many."""
    removed = 0
    for stride in _strides():
        ids = [id for id, seen in stride if seen < before]
        for start in range(0, len(ids), BATCH):
            removed += removal.delete(ids[start : start + BATCH], Reason.NOT_SEEN)
    return removed


def _strides() -> Iterator[Sequence[tuple[int, datetime]]]:
    """All ids with when their browsers were seen, STRIDE rows at a time: ids may have wide gaps."""
    seen = Coalesce(F("seen_at"), F("updated_at"))
    rows = Subscription.objects.order_by("id").annotate(seen=seen).values_list("id", "seen")
    after = 0
    while stride := list(rows.filter(id__gt=after)[:STRIDE]):
        yield stride
        after = stride[-1][0]
