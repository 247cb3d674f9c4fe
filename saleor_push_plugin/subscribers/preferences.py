"""What a shopper sets in the preference centre: topics, pause, language, limit, objection."""

from datetime import datetime

from django.db.models import Q

from .. import outbox
from ..core.consent import Evidence
from ..core.person import Person
from ..core.preferences import Preferences
from ..core.reason import Reason
from ..models import Subscription
from . import consent, segmentation_objections


def change_preferences(
    subscription: Subscription, preferences: Preferences, evidence: Evidence, now: datetime
) -> None:
    """Store the changes; what is None stays. Making a pause end also makes due what it held."""
    consent.set_topics(subscription, preferences.choice, evidence, now)
    if preferences.paused_until is not None:
        subscription.paused_until = (
            preferences.paused_until if preferences.paused_until > now else None
        )
        if subscription.paused_until is None:
            _end_pause(subscription, now)
    if preferences.language is not None:
        subscription.chosen_language = preferences.language
    if preferences.weekly_limit is not None:
        subscription.weekly_limit = preferences.weekly_limit or None
    if preferences.no_segments is not None:
        person = Person(subscription_id=subscription.id, user_id=subscription.user_id)
        segmentation_objections.change(person.key, objects=preferences.no_segments, now=now)
    subscription.updated_at = now
    fields = ["paused_until", "chosen_language", "weekly_limit", "updated_at"]
    subscription.save(update_fields=fields)


def _end_pause(subscription: Subscription, now: datetime) -> None:
    """Make due what a pause had postponed, because it ended early."""
    outbox.make_due(Q(subscription=subscription, reason=Reason.PAUSED), now)
