"""Consent per browser: the current topics of a subscription, and the log of all changes."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from .. import outbox, scenarios
from ..core.consent import Choice, Preferences
from ..core.event import JOINED, Event
from ..core.person import Person
from ..core.reason import Reason
from ..core.scenario import Topic
from ..models import Consent, Subscription

# The topics of a browser's permission alone: it is no consent to marketing.
DEFAULT_TOPICS = frozenset({Topic.ORDER_UPDATES})


def set_topics(subscription: Subscription, choice: Choice, now: datetime) -> None:
    """Set the topics, log the change and cancel what waits of a withdrawn topic."""
    before, after = set(subscription.topics), choice.topics
    if after is None or before == after:
        return
    subscription.topics = [topic.value for topic in Topic if topic in after]
    subscription.updated_at = now
    subscription.save(update_fields=["topics", "updated_at"])
    withdrawn = before - after
    _log(subscription, choice, now, granted=after - before, withdrawn=withdrawn)
    _cancel(subscription, withdrawn)
    record_joined(subscription, now)


def record_joined(subscription: Subscription, now: datetime) -> None:
    """Record that a person joined, if they agree to offers; one event a person, for ever."""
    if Topic.OFFERS in subscription.topics:
        person = Person(subscription_id=subscription.id, user_id=subscription.user_id)
        outbox.record([Event(kind=JOINED, subject=person.key, at=now)])


def skip_welcome(subscription: Subscription, now: datetime) -> None:
    """Record that a returning guest has joined before, so that no second welcome is sent."""
    guest = Person(subscription_id=subscription.id)
    joined = Event(kind=JOINED, subject=guest.key, at=now)
    outbox.record_silenced([joined], Reason.RETURNING_BROWSER, now)


def set_preferences(subscription: Subscription, preferences: Preferences, now: datetime) -> None:
    set_topics(subscription, preferences.choice, now)
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
    subscription.updated_at = now
    fields = ["paused_until", "chosen_language", "weekly_limit", "updated_at"]
    subscription.save(update_fields=fields)


def on_login(subscription: Subscription, now: datetime) -> None:
    """After a login, withdraw the consent that another customer gave in this browser.

    Anonymous consent becomes the customer's: they were the guest.
    """
    consenters = _consenters(subscription)
    if anonymous := [topic for topic, consenter in consenters.items() if consenter is None]:
        _log(subscription, Choice(source="login"), now, granted=anonymous)
    others = {
        t for t, consenter in consenters.items() if consenter not in (None, subscription.user_id)
    }
    _withdraw(subscription, others, "another customer", now)


def withdraw_of(subscription: Subscription, user_id: int, source: str, now: datetime) -> None:
    """Withdraw the marketing topics that this customer agreed to in this browser."""
    theirs = {
        topic for topic, consenter in _consenters(subscription).items() if consenter == user_id
    }
    _withdraw(subscription, theirs, source, now)


def subscriptions_of(user_id: int) -> list[UUID]:
    """Public ids of the subscriptions in which a customer ever gave consent."""
    log = Consent.objects.filter(user_id=user_id)
    # A list, because OR with a subquery would read all subscriptions.
    return list(log.values_list("subscription_id", flat=True).distinct())


def withdraw_all(subscriptions: Iterable[Subscription], now: datetime) -> None:
    """Log the withdrawal of all topics of subscriptions that are deleted."""
    for subscription in subscriptions:
        if subscription.topics:
            choice = Choice(source="unsubscribed")
            _log(subscription, choice, now, withdrawn=subscription.topics)


def erase(which: Q) -> None:
    """Delete entries of the consent log."""
    Consent.objects.filter(which).delete()


def _consenters(subscription: Subscription) -> dict[str, int | None]:
    """The account that last agreed to each marketing topic of a browser; None: a guest."""
    rows = Consent.objects.filter(subscription_id=subscription.public_id).order_by("id")
    log = rows.values_list("user_id", "granted")
    last = {topic: user_id for user_id, granted in log for topic in granted}
    return {topic: last.get(topic) for topic in subscription.topics if Topic(topic).marketing}


def _withdraw(
    subscription: Subscription, topics: Collection[str], source: str, now: datetime
) -> None:
    left = frozenset(Topic(topic) for topic in subscription.topics if topic not in topics)
    set_topics(subscription, Choice(topics=left, source=source), now)


def _cancel(subscription: Subscription, withdrawn: Iterable[str]) -> None:
    for topic in withdrawn:
        codes = [code for code, each in scenarios.SCENARIOS.items() if each.topic == topic]
        outbox.cancel(Q(subscription=subscription, scenario__in=codes), Reason.NO_CONSENT)


def _end_pause(subscription: Subscription, now: datetime) -> None:
    """Make due what a pause had postponed, because it ended early."""
    outbox.make_due(Q(subscription=subscription, reason=Reason.PAUSED), now)


def _log(
    subscription: Subscription,
    choice: Choice,
    now: datetime,
    *,
    granted: Iterable[str] = (),
    withdrawn: Iterable[str] = (),
) -> None:
    Consent.objects.create(
        subscription_id=subscription.public_id,
        user_id=subscription.user_id,
        granted=sorted(granted),
        withdrawn=sorted(withdrawn),
        text_version=choice.text_version,
        source=choice.source,
        at=now,
    )
