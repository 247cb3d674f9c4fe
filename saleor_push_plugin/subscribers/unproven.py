"""Makes room: of browsers that nobody has proven, the shop keeps the newest only.

A script can subscribe any number of endpoints. It is never refused for that, because a shopper
might be: the oldest unproven browser gives way instead. What was stored for it goes as well.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from .. import outbox
from ..core.event import JOINED, key_of
from ..core.person import Person
from ..core.reason import Reason
from ..models import Consent, Subscription
from . import removal

BATCH = 500


def make_room(ceiling: int) -> int:
    """Delete the oldest unproven browsers beyond `ceiling`, at most BATCH; how many."""
    unproven = Subscription.objects.filter(Subscription.unproven())
    newest_to_go = unproven.order_by("-id").values_list("id", flat=True)[ceiling : ceiling + 1]
    if not newest_to_go:
        return 0
    oldest = unproven.filter(id__lte=newest_to_go[0]).order_by("id")
    return _remove(list(oldest.values_list("id", "public_id")[:BATCH]))


@transaction.atomic
def _remove(rows: Sequence[tuple[int, UUID]]) -> int:
    # One that was proven meanwhile stays.
    locked = Subscription.objects.filter(Subscription.unproven(), id__in=[id for id, _ in rows])
    ids = set(locked.select_for_update(skip_locked=True).values_list("id", flat=True))
    removed = removal.delete(sorted(ids), Reason.MADE_ROOM)
    joined = (key_of(JOINED, Person(subscription_id=id).key) for id in ids)
    outbox.delete_events(joined)
    gone = [public_id for id, public_id in rows if id in ids]
    Consent.objects.filter(Q(subscription_id__in=gone)).delete()
    return removed
