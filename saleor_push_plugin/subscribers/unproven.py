"""Makes room: of browsers that nobody has proven, the shop keeps the newest only.

A script can subscribe any number of endpoints. It is never refused for that, because a shopper
might be: the oldest unproven browser gives way instead. What was stored for it goes as well.
Browsers that are bound to a guest's checkout, which brings the news of its order, or that asked for
a watch go last. A script can do both, so half of the room is left to those that did neither yet.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from .. import outbox
from ..core.event import INSTALLED, JOINED, key_of
from ..core.person import Person
from ..core.reason import Reason
from ..models import Consent, GuestCheckout, Subscription, Watch
from . import removal

BATCH = 500
# Browsers that wait for something: for news of a guest's cart or order, or for a watch.
_EXPECTING = Q(Exists(GuestCheckout.objects.filter(subscription=OuterRef("pk")))) | Q(
    Exists(Watch.objects.filter(subscription=OuterRef("pk"), asked=True))
)


def make_room(ceiling: int) -> int:
    """Delete the oldest unproven browsers beyond `ceiling`, at most BATCH; how many.

    Ids follow `created_at`, and a proven browser never becomes unproven by a renewal: the oldest
    are those that are unproven for longest.
    """
    unproven = Subscription.objects.filter(Subscription.unproven())
    to_go = min(unproven.count() - ceiling, BATCH)
    if to_go <= 0:
        return 0
    expecting = unproven.filter(_EXPECTING)
    idle = unproven.exclude(_EXPECTING)
    idle_to_go = min(to_go, max(0, idle.count() - max(1, ceiling // 2)))
    return _remove([*_oldest(idle, idle_to_go), *_oldest(expecting, to_go - idle_to_go)])


def _oldest(rows: QuerySet[Subscription], number: int) -> list[tuple[int, UUID]]:
    return list(rows.order_by("id").values_list("id", "public_id")[:number])


@transaction.atomic
def _remove(rows: Sequence[tuple[int, UUID]]) -> int:
    # One that was proven meanwhile stays.
    locked = Subscription.objects.filter(Subscription.unproven(), id__in=[id for id, _ in rows])
    ids = set(locked.select_for_update(skip_locked=True).values_list("id", flat=True))
    removed = removal.delete(sorted(ids), Reason.MADE_ROOM)
    guests = [Person(subscription_id=id).key for id in ids]
    outbox.delete_events(key_of(kind, guest) for guest in guests for kind in (JOINED, INSTALLED))
    gone = [public_id for id, public_id in rows if id in ids]
    Consent.objects.filter(Q(subscription_id__in=gone)).delete()
    return removed
