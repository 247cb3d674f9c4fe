"""Whose browser is whose: subscribing, changing hands, leaving."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from .. import outbox
from ..core.consent import Choice, Preferences
from ..core.push_subscription import Device, origin_of
from ..core.reason import Reason
from ..models import Subscription
from ..settings import vapid
from . import consent, identity

NOTHING = Choice()


@transaction.atomic
def subscribe(
    device: Device,
    *,
    user_id: int | None,
    checkout_id: UUID | None,
    now: datetime,
    choice: Choice = NOTHING,
    returning: bool = False,
) -> Subscription:
    """Store a checked device, new or known by its endpoint, and bind it.

    `returning`: it was here before, under an endpoint the shop has forgotten.
    """
    changing = _fields(device, now)
    row = Subscription(endpoint=device.endpoint, created_at=now, **changing)
    Subscription.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["endpoint"], update_fields=list(changing)
    )
    stored = _endpoint(device.endpoint).get()
    if stored.public_id == row.public_id and choice.topics is None:
        choice = replace(choice, topics=consent.DEFAULT)
    if returning and stored.public_id == row.public_id:
        consent.recognise(stored, now)
    # First whose it is: consent of whoever used it before must not be taken for theirs.
    bound = _bind(stored, user_id, checkout_id, now)
    consent.choose(bound, choice, now)
    return bound


@transaction.atomic
def sync(
    old_endpoint: str,
    device: Device,
    *,
    user_id: int | None,
    checkout_id: UUID | None,
    now: datetime,
    choice: Choice = NOTHING,
) -> Subscription:
    """The browser renewed its subscription: the same device goes on under the new endpoint."""
    if old_endpoint != device.endpoint and not _endpoint(device.endpoint).exists():
        _endpoint(old_endpoint).update(endpoint=device.endpoint)
    elif old_endpoint != device.endpoint:
        _forget(_endpoint(old_endpoint), Reason.SUBSCRIPTION_REPLACED)
    return subscribe(
        device,
        user_id=user_id,
        checkout_id=checkout_id,
        now=now,
        choice=choice,
        returning=True,
    )


@transaction.atomic
def unsubscribe(endpoint: str, *, now: datetime, erase: bool = False) -> bool:
    """Forget a device and what waits for it; whether it was known.

    With `erase` also its consent log, and what was written there in answer to surveys.
    """
    leaving = list(_endpoint(endpoint))
    consent.leave(leaving, now)
    if erase:
        consent.erase(Q(subscription_id__in=[each.public_id for each in leaving]))
        identity.erase_survey_texts(Q(notification__subscription__in=leaving))
    return forget([each.id for each in leaving], Reason.UNSUBSCRIBED) > 0


@transaction.atomic
def prefer(endpoint: str, wish: Preferences, *, now: datetime) -> Subscription | None:
    """What the shopper said in the preference centre; None if the endpoint is unknown."""
    subscription = _endpoint(endpoint).select_for_update().first()
    if subscription:
        consent.apply(subscription, wish, now)
    return subscription


def find(endpoint: str) -> Subscription | None:
    return _endpoint(endpoint).first()


@transaction.atomic
def bind(
    endpoint: str, *, user_id: int | None, checkout_id: UUID | None, now: datetime
) -> Subscription | None:
    """Say whose device it is now; None if the endpoint is unknown."""
    subscription = _endpoint(endpoint).select_for_update().first()
    return subscription and _bind(subscription, user_id, checkout_id, now)


@transaction.atomic
def unbind(endpoint: str, *, now: datetime) -> Subscription | None:
    """Logout: the device stays subscribed and forgets who used it."""
    subscription = _endpoint(endpoint).select_for_update().first()
    return subscription and _release(subscription, now)


@transaction.atomic
def forget(ids: list[int], reason: Reason) -> int:
    """Delete devices that are gone, skipping what waits for them; how many."""
    outbox.cancel(Q(subscription_id__in=ids), reason)
    return (
        Subscription.objects.filter(id__in=ids)
        .delete()[1]
        .get("saleor_push_plugin.Subscription", 0)
    )


def forget_gone(gone: Mapping[int, str]) -> set[int]:
    """Forget devices whose endpoints their push services call gone, by id.

    Gives those that stay: the browser has renewed its subscription since the push was posted.
    """
    now_at = dict(Subscription.objects.filter(id__in=gone).values_list("id", "endpoint"))
    renewed = {id for id, endpoint in now_at.items() if endpoint != gone[id]}
    forget([id for id in gone if id not in renewed], Reason.SUBSCRIPTION_GONE)
    return renewed


@transaction.atomic
def forget_user(user_id: int, *, now: datetime) -> None:
    """The customer's account is gone: nothing may tie a device or a push to it."""
    theirs = Q(user_id=user_id) | Q(public_id__in=consent.places(user_id))
    for subscription in Subscription.objects.filter(theirs):
        if subscription.user_id == user_id:
            _release(subscription, now)
        consent.disown(subscription, user_id, "account deleted", now)
    consent.erase(Q(user_id=user_id))
    identity.erase(user_id)


def _bind(
    subscription: Subscription, user_id: int | None, checkout_id: UUID | None, now: datetime
) -> Subscription:
    if user_id is not None and subscription.user_id not in (None, user_id):
        _release(subscription, now)
    if user_id is not None and subscription.user_id != user_id:
        subscription.user_id, subscription.updated_at = user_id, now
        subscription.save(update_fields=["user_id", "updated_at"])
        identity.merge(subscription.id, user_id)
        consent.meet(subscription, now)
        consent.greet(subscription, now)
    if checkout_id is not None:
        subscription.checkouts.get_or_create(checkout_id=checkout_id, defaults={"bound_at": now})
    return subscription


def _release(subscription: Subscription, now: datetime) -> Subscription:
    if subscription.user_id is not None:
        # What was planned for a guest in the moment of the login.
        identity.merge(subscription.id, subscription.user_id)
    outbox.cancel(Q(subscription=subscription), Reason.OWNER_CHANGED)
    subscription.checkouts.all().delete()
    subscription.product_views.all().delete()
    subscription.watches.all().delete()
    subscription.user_id, subscription.updated_at = None, now
    subscription.chosen_language = ""
    subscription.save(update_fields=["user_id", "chosen_language", "updated_at"])
    return subscription


def _fields(device: Device, now: datetime) -> dict[str, Any]:
    told = {"display_mode": device.display_mode, "platform": device.platform}
    return {
        **{name: value for name, value in told.items() if value},
        "origin": origin_of(device.endpoint),
        "p256dh": device.p256dh.rstrip("="),
        "auth": device.auth.rstrip("="),
        "vapid_public": device.vapid_public or vapid.current() or "",
        "channel": device.channel,
        "language": device.language,
        "time_zone": device.time_zone,
        "updated_at": now,
        "seen_at": now,
    }


def _forget(which: QuerySet[Subscription], reason: Reason) -> None:
    forget(list(which.values_list("id", flat=True)), reason)


def _endpoint(endpoint: str) -> QuerySet[Subscription]:
    return Subscription.objects.filter(endpoint=endpoint)
