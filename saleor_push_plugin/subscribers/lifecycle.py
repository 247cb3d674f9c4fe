"""The life of a subscription: subscribe, renew, attach to a customer, detach, delete."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from .. import outbox
from ..core.consent import Choice, Preferences
from ..core.push_subscription import BrowserSubscription, origin_of
from ..core.reason import Reason
from ..models import Subscription
from ..settings import vapid
from . import checkout_binding, consent, identity

NOTHING = Choice()


@transaction.atomic
def subscribe(
    device: BrowserSubscription,
    *,
    user_id: int | None,
    checkout_id: UUID | None,
    now: datetime,
    choice: Choice = NOTHING,
    returning: bool = False,
) -> Subscription:
    """Store a checked subscription, new or known by its endpoint, and attach it.

    `returning`: this browser was subscribed before, with an endpoint that is not stored any more.
    """
    fields = _fields(device, now)
    keys = {name: fields[name] for name in ("p256dh", "auth", "vapid_public")}
    _endpoint(device.endpoint).exclude(**keys).update(accepted_at=None)
    row = Subscription(endpoint=device.endpoint, created_at=now, **fields)
    Subscription.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["endpoint"], update_fields=list(fields)
    )
    stored = _endpoint(device.endpoint).get()
    if stored.public_id == row.public_id and choice.topics is None:
        choice = replace(choice, topics=consent.DEFAULT_TOPICS)
    if returning and stored.public_id == row.public_id:
        consent.skip_welcome(stored, now)
    # Attach first: the consent of a previous customer must not count for this one.
    attached = _attach(stored, user_id, checkout_id, now)
    consent.set_topics(attached, choice, now)
    return attached


@transaction.atomic
def renew(
    old_endpoint: str,
    device: BrowserSubscription,
    *,
    user_id: int | None,
    checkout_id: UUID | None,
    now: datetime,
    choice: Choice = NOTHING,
) -> Subscription:
    """Store the new endpoint and keys of a subscription that its browser has renewed."""
    if old_endpoint != device.endpoint and not _endpoint(device.endpoint).exists():
        _endpoint(old_endpoint).update(endpoint=device.endpoint, accepted_at=None)
    elif old_endpoint != device.endpoint:
        _delete(_endpoint(old_endpoint), Reason.SUBSCRIPTION_REPLACED)
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
    """Delete a subscription and its waiting notifications; whether it existed.

    `erase`: also the consent log and the texts of survey answers of this browser.
    """
    leaving = list(_endpoint(endpoint))
    consent.withdraw_all(leaving, now)
    if erase:
        consent.erase(Q(subscription_id__in=[each.public_id for each in leaving]))
        identity.erase_survey_texts(Q(notification__subscription__in=leaving))
    return delete([each.id for each in leaving], Reason.UNSUBSCRIBED) > 0


@transaction.atomic
def set_preferences(
    endpoint: str, preferences: Preferences, *, now: datetime
) -> Subscription | None:
    """Store changes from the preference centre; None if the endpoint is unknown."""
    subscription = _endpoint(endpoint).select_for_update().first()
    if subscription:
        consent.set_preferences(subscription, preferences, now)
    return subscription


def find(endpoint: str) -> Subscription | None:
    return _endpoint(endpoint).first()


@transaction.atomic
def attach(
    endpoint: str, *, user_id: int | None, checkout_id: UUID | None, now: datetime
) -> Subscription | None:
    """Attach the subscription to a customer, a guest's checkout or both; None if unknown."""
    subscription = _endpoint(endpoint).select_for_update().first()
    return subscription and _attach(subscription, user_id, checkout_id, now)


@transaction.atomic
def detach(endpoint: str, *, now: datetime) -> Subscription | None:
    """Logout: detach customer and checkouts; the browser stays subscribed."""
    subscription = _endpoint(endpoint).select_for_update().first()
    return subscription and _detach(subscription, now)


@transaction.atomic
def delete(ids: list[int], reason: Reason) -> int:
    """Delete subscriptions and skip their waiting notifications; how many were deleted."""
    outbox.cancel(Q(subscription_id__in=ids), reason)
    return (
        Subscription.objects.filter(id__in=ids)
        .delete()[1]
        .get("saleor_push_plugin.Subscription", 0)
    )


def delete_gone(gone: Mapping[int, str]) -> set[int]:
    """Delete subscriptions, by id, whose push services call their endpoints gone.

    Returns those that stay: their browsers have renewed since the push was posted.
    """
    current = dict(Subscription.objects.filter(id__in=gone).values_list("id", "endpoint"))
    renewed = {id for id, endpoint in current.items() if endpoint != gone[id]}
    delete([id for id in gone if id not in renewed], Reason.SUBSCRIPTION_GONE)
    return renewed


@transaction.atomic
def erase_user(user_id: int, *, now: datetime, email: str = "") -> None:
    """The account was deleted: remove every link from subscriptions and history to it.

    `email`: the account's, which finds orders that Saleor has already taken it off.
    """
    linked = Q(user_id=user_id) | Q(public_id__in=consent.subscriptions_of(user_id))
    for subscription in Subscription.objects.filter(linked):
        if subscription.user_id == user_id:
            _detach(subscription, now)
        consent.withdraw_of(subscription, user_id, "account deleted", now)
    consent.erase(Q(user_id=user_id))
    identity.erase(user_id, email)


def _attach(
    subscription: Subscription, user_id: int | None, checkout_id: UUID | None, now: datetime
) -> Subscription:
    if user_id is not None and subscription.user_id not in (None, user_id):
        _detach(subscription, now)
    if user_id is not None and subscription.user_id != user_id:
        subscription.user_id, subscription.updated_at = user_id, now
        subscription.save(update_fields=["user_id", "updated_at"])
        identity.merge(subscription.id, user_id)
        consent.on_login(subscription, now)
        consent.record_joined(subscription, now)
    if checkout_id is not None:
        checkout_binding.bind(subscription, checkout_id, now)
    return subscription


def _detach(subscription: Subscription, now: datetime) -> Subscription:
    if subscription.user_id is not None:
        # Includes what was planned for the guest during the login.
        identity.merge(subscription.id, subscription.user_id)
    outbox.cancel(Q(subscription=subscription), Reason.OWNER_CHANGED)
    subscription.checkouts.all().delete()
    subscription.product_views.all().delete()
    subscription.watches.all().delete()
    subscription.user_id, subscription.updated_at = None, now
    subscription.chosen_language = ""
    subscription.save(update_fields=["user_id", "chosen_language", "updated_at"])
    return subscription


def _fields(device: BrowserSubscription, now: datetime) -> dict[str, Any]:
    optional = {"display_mode": device.display_mode, "platform": device.platform}
    return {
        **{name: value for name, value in optional.items() if value},
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


def _delete(which: QuerySet[Subscription], reason: Reason) -> None:
    delete(list(which.values_list("id", flat=True)), reason)


def _endpoint(endpoint: str) -> QuerySet[Subscription]:
    return Subscription.objects.filter(endpoint=endpoint)
