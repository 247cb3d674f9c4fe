"""What a browser that proved its possession changes: preferences, owner, or that it leaves."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from .. import outbox
from ..core.consent import Source
from ..core.person import USER, Person, user_key
from ..core.preferences import Preferences
from ..core.reason import Reason
from ..models import Subscription
from . import consent, ownership, personal_history, possession, removal
from .preferences import change_preferences

# What becomes of a browser's waiting notifications, by why it is subscribed no more.
_ENDINGS = {
    Source.UNSUBSCRIBED: Reason.UNSUBSCRIBED,
    Source.PERMISSION_DENIED: Reason.PERMISSION_DENIED,
    Source.PERMISSION_RESET: Reason.PERMISSION_RESET,
}
# Those of them that the last push may be the cause of.
_SHOPPERS_WISH = {Source.UNSUBSCRIBED, Source.PERMISSION_DENIED}


@transaction.atomic
def unsubscribe(
    endpoint: str,
    proof: str,
    *,
    now: datetime,
    erase: bool = False,
    user_id: int | None = None,
    why: Source = Source.UNSUBSCRIBED,
) -> bool:
    """Delete a subscription and its waiting notifications; whether it was the caller's.

    `erase`: also what a guest left in this browser, in the consent log and in the texts of survey
    answers, and what the customer `user_id` left there, whose valid token was shown. What another
    customer left is evidence of theirs, and stays. `why`: a key of `_ENDINGS`.
    """
    found = possession.find(endpoint, proof, lock=True)
    if found is None:
        return False
    leaving = found.subscription
    consent.withdraw_all(leaving, why, found.evidence(user_id), now)
    if why in _SHOPPERS_WISH:
        person = Person(subscription_id=leaving.id, user_id=leaving.user_id)
        outbox.note_unsubscribed(leaving.id, person.key, now)
    if erase:
        _erase(leaving, user_id)
    return removal.delete([leaving.id], _ENDINGS[why]) > 0


def _erase(leaving: Subscription, user_id: int | None) -> None:
    theirs, written = Q(user_id=None), ~Q(notification__person__startswith=USER)
    if user_id is not None:
        theirs |= Q(user_id=user_id)
        written |= Q(notification__person=user_key(user_id))
    consent.erase(Q(subscription_id=leaving.public_id) & theirs)
    personal_history.erase_survey_texts(Q(notification__subscription=leaving) & written)


@transaction.atomic
def set_preferences(
    endpoint: str,
    proof: str,
    preferences: Preferences,
    *,
    now: datetime,
    user_id: int | None = None,
) -> Subscription | None:
    """Store changes from the preference centre; None if the endpoint is unknown or unproven."""
    found = possession.find(endpoint, proof, lock=True)
    if found is None:
        return None
    change_preferences(found.subscription, preferences, found.evidence(user_id), now)
    return found.subscription


@transaction.atomic
def attach(
    endpoint: str,
    proof: str,
    *,
    user_id: int | None,
    checkout_id: UUID | None,
    now: datetime,
) -> Subscription | None:
    """Attach the subscription to a customer, a guest's checkout or both; None if unproven."""
    found = possession.find(endpoint, proof, lock=True)
    if found is None:
        return None
    evidence = found.evidence(user_id)
    return ownership.attach(found.subscription, user_id, checkout_id, evidence, now)


@transaction.atomic
def detach(endpoint: str, proof: str, *, now: datetime) -> Subscription | None:
    """Logout: detach customer and checkouts; the browser stays subscribed."""
    found = possession.find(endpoint, proof, lock=True)
    return ownership.detach(found.subscription, now) if found else None


@transaction.atomic
def erase_user(user_id: int, *, now: datetime, email: str = "") -> None:
    """The account was deleted: remove every link from subscriptions and history to it.

    `email`: the account's, which finds orders that Saleor has already taken it off.
    """
    linked = Q(user_id=user_id) | Q(public_id__in=consent.subscriptions_of(user_id))
    for subscription in Subscription.objects.filter(linked):
        if subscription.user_id == user_id:
            ownership.detach(subscription, now)
        consent.withdraw_of(subscription, user_id, Source.ACCOUNT_DELETED, now)
    consent.erase(Q(user_id=user_id))
    personal_history.erase(user_id, email)
