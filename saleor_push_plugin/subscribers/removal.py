"""Removes subscriptions, and remembers those whose push services called them gone."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from .. import outbox
from ..core.person import Person, user_key
from ..core.reason import Reason
from ..models import GoneSubscription, Subscription
from ..shop import person_facts
from . import segmentation_objections


@transaction.atomic
def delete(ids: list[int], reason: Reason) -> int:
    """Delete subscriptions and skip their waiting notifications; how many were deleted."""
    outbox.cancel(Q(subscription_id__in=ids), reason)
    segmentation_objections.forget([Person(subscription_id=id).key for id in ids])
    _forget_facts(ids)
    return (
        Subscription.objects.filter(id__in=ids)
        .delete()[1]
        .get("saleor_push_plugin.Subscription", 0)
    )


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
    return GoneSubscription.objects.filter(hash=_hash(endpoint, p256dh, auth)).exists()


def forget_gone(before: datetime) -> int:
    """Forget what was gone before then; how many. No browser still has such a subscription."""
    return GoneSubscription.objects.filter(at__lt=before).delete()[0]


def _remember(rows: list[Subscription], now: datetime) -> None:
    hashes = [_hash(row.endpoint, row.p256dh, row.auth) for row in rows]
    marks = [GoneSubscription(hash=hash, at=now) for hash in sorted(hashes)]
    GoneSubscription.objects.bulk_create(marks, ignore_conflicts=True)


def _hash(endpoint: str, p256dh: str, auth: str) -> str:
    return hashlib.sha256(f"{endpoint} {p256dh} {auth}".encode()).hexdigest()
