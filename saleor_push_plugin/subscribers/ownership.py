"""Whose a browser is: a customer, a guest's checkouts, or nobody."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from .. import outbox
from ..core.consent import Evidence
from ..core.person import Person
from ..core.reason import Reason
from ..models import Subscription
from ..shop import person_facts
from . import checkout_binding, consent, device_limits, personal_history


def attach(
    subscription: Subscription,
    user_id: int | None,
    checkout_id: UUID | None,
    evidence: Evidence,
    now: datetime,
) -> Subscription:
    """Attach a locked subscription to a customer, a guest's checkout or both.

    Raises CheckoutRefusedError for a checkout that may not be bound.
    """
    if user_id is not None and subscription.user_id not in (None, user_id):
        detach(subscription, now)
    if user_id is not None and subscription.user_id != user_id:
        subscription.user_id, subscription.updated_at = user_id, now
        subscription.save(update_fields=["user_id", "updated_at"])
        personal_history.merge(subscription.id, user_id)
        consent.on_login(subscription, evidence, now)
        consent.record_joined(subscription, now)
        device_limits.keep_customers(subscription, user_id)
    if checkout_id is not None:
        checkout_binding.bind(subscription, checkout_id, now)
        device_limits.keep_checkouts(subscription, checkout_id)
    return subscription


def detach(subscription: Subscription, now: datetime) -> Subscription:
    """Detach a locked subscription from its customer and checkouts, and cancel what waits."""
    if subscription.user_id is not None:
        # Includes what was planned for the guest during the login.
        personal_history.merge(subscription.id, subscription.user_id)
    outbox.cancel(Q(subscription=subscription), Reason.OWNER_CHANGED)
    subscription.checkouts.all().delete()
    subscription.product_views.all().delete()
    subscription.watches.all().delete()
    subscription.user_id, subscription.updated_at = None, now
    subscription.chosen_language = ""
    subscription.save(update_fields=["user_id", "chosen_language", "updated_at"])
    person_facts.mark([Person(subscription_id=subscription.id).key])
    return subscription
