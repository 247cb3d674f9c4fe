"""When a browser was last seen in the shop, and what becomes of one that is not seen any more."""

from datetime import datetime, timedelta

from django.db.models import F
from django.db.models.functions import Coalesce

from ..core.reason import Reason
from ..models import Subscription
from . import removal

# A browser is written once in this time, however often it visits.
_EVERY = timedelta(days=1)
# Subscriptions that are looked through or deleted in one statement.
STRIDE, BATCH = 10_000, 500


def note(subscription: Subscription, now: datetime) -> None:
    """Remember that the browser has visited the shop; rarely a write."""
    seen = subscription.seen_at
    if seen is None or seen <= now - _EVERY:
        Subscription.objects.filter(id=subscription.id).update(seen_at=now)


def remove_unseen(before: datetime) -> int:
    """Delete subscriptions that were last seen before then; how many."""
    removed, after, last = 0, 0, _last_id()
    seen = Coalesce(F("seen_at"), F("updated_at"))
    while after < last:
        stride = Subscription.objects.filter(id__gt=after, id__lte=after + STRIDE)
        old = stride.annotate(seen=seen).filter(seen__lt=before)
        ids = list(old.order_by("id").values_list("id", flat=True))
        for start in range(0, len(ids), BATCH):
            removed += removal.delete(ids[start : start + BATCH], Reason.NOT_SEEN)
        after += STRIDE
    return removed


def _last_id() -> int:
    return Subscription.objects.order_by("-id").values_list("id", flat=True).first() or 0
