"""Removes subscriptions, and remembers those whose push services called them gone."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from .. import outbox
from ..core.person import Person, user_key
from ..core.reason import Reason
from ..models import GoneSubscription, Subscription, in_array
from ..shop import person_facts
from . import growth_log, segmentation_objections

# After these a shopper does not come back by an import.
_LEFT = (Reason.UNSUBSCRIBED, Reason.PERMISSION_DENIED, Reason.ERASED)
# How long that is remembered: no file of another vendor's is so old.
LEFT_KEPT = timedelta(days=3 * 365)
_REMEMBER_LEFT = """
    INSERT INTO saleor_push_plugin_gonesubscription (hash, at, has_left)
    SELECT encode(sha256(convert_to(concat_ws(' ', s.endpoint, s.p256dh, s.auth), 'UTF8')), 'hex'),
        clock_timestamp(), true
    FROM saleor_push_plugin_subscription s
    WHERE s.id = ANY(%(ids)s) AND (s.imported_at IS NOT NULL
        OR %(left)s AND (s.proven_at IS NOT NULL OR s.user_id IS NOT NULL))
    ON CONFLICT DO NOTHING
"""


@transaction.atomic
def delete(ids: list[int], reason: Reason) -> int:
    """Delete subscriptions and skip their waiting notifications; how many were deleted.

    Those that left, and those that were imported, are remembered: no import brings them back.
    """
    remember_left(ids, all=reason in _LEFT)
    outbox.cancel(Q(subscription_id__in=ids), reason)
    growth_log.left(ids, reason)
    segmentation_objections.forget([Person(subscription_id=id).key for id in ids])
    _forget_facts(ids)
    return (
        Subscription.objects.filter(id__in=ids)
        .delete()[1]
        .get("saleor_push_plugin.Subscription", 0)
    )


def remember_left(ids: list[int], *, all: bool = False) -> None:
    """Remember subscriptions that were imported, or all that somebody has proven, as they are now.

    No import takes them in again.
    """
    with connection.cursor() as cursor:
        cursor.execute(_REMEMBER_LEFT, {"ids": ids, "left": all})


def remembered(subscriptions: Sequence[tuple[str, str, str]]) -> list[bool]:
    """Which of (endpoint, p256dh, auth) are gone or have left, in their order."""
    hashes = [_hash(*each) for each in subscriptions]
    known = GoneSubscription.objects.filter(hash__in=in_array(hashes)) if hashes else None
    found = set(known.values_list("hash", flat=True)) if known is not None else set()
    return [hash in found for hash in hashes]


def _forget_facts(ids: list[int]) -> None:
    """Delete the facts of the browsers' guests; those of accounts are made anew."""
    owners = Subscription.objects.filter(id__in=ids).exclude(user_id=None)
    person_facts.forget([Person(subscription_id=id).key for id in ids])
    users = owners.values_list("user_id", flat=True)
    person_facts.mark(user_key(user) for user in users if user is not None)


@transaction.atomic
def delete_gone(gone: Mapping[int, str], now: datetime) -> set[int]:
    """Delete subscriptions, by id, whose push services call their endpoints gone (404, 410).

    They are remembered, because a browser that does not know it yet would bring them back. Returns
    those that stay: their browsers have renewed since the push was posted.
    """
    current = list(Subscription.objects.filter(id__in=gone).select_for_update().order_by("id"))
    renewed = {row.id for row in current if row.endpoint != gone[row.id]}
    _remember([row for row in current if row.id not in renewed], now)
    delete([id for id in gone if id not in renewed], Reason.SUBSCRIPTION_GONE)
    return renewed


def is_gone(endpoint: str, p256dh: str, auth: str) -> bool:
    """Whether a push service has called this very subscription gone."""
    gone = GoneSubscription.objects.filter(has_left=False)
    return gone.filter(hash=_hash(endpoint, p256dh, auth)).exists()


def forget_gone(before: datetime) -> int:
    """Forget what was gone before then; how many. No browser still has such a subscription.

    Who left is remembered for LEFT_KEPT longer.
    """
    over = Q(has_left=False, at__lt=before) | Q(at__lt=before - LEFT_KEPT)
    return GoneSubscription.objects.filter(over).delete()[0]


def _remember(rows: list[Subscription], now: datetime) -> None:
    hashes = [_hash(row.endpoint, row.p256dh, row.auth) for row in rows]
    marks = [GoneSubscription(hash=hash, at=now) for hash in sorted(hashes)]
    GoneSubscription.objects.bulk_create(
        marks, update_conflicts=True, unique_fields=["hash"], update_fields=["at", "has_left"]
    )


def _hash(endpoint: str, p256dh: str, auth: str) -> str:
    return hashlib.sha256(f"{endpoint} {p256dh} {auth}".encode()).hexdigest()
