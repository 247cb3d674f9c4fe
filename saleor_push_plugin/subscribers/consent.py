"""What was agreed to in which browser, now (the subscription's topics) and ever (the log)."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from .. import outbox, scenarios
from ..core.audience import Person
from ..core.consent import Choice, Preferences
from ..core.event import JOINED, Event
from ..core.reason import Reason
from ..core.scenario import Topic
from ..models import Consent, Subscription

# What "yes" to the browser's own prompt means by itself: a permission is no consent to marketing.
DEFAULT = frozenset({Topic.ORDER_UPDATES})


def choose(subscription: Subscription, choice: Choice, now: datetime) -> None:
    """Set the topics and note what changed; what waits of a withdrawn topic is cancelled."""
    before, after = set(subscription.topics), choice.topics
    if after is None or before == after:
        return
    subscription.topics = [topic.value for topic in Topic if topic in after]
    subscription.updated_at = now
    subscription.save(update_fields=["topics", "updated_at"])
    withdrawn = before - after
    _log(subscription, choice, now, granted=after - before, withdrawn=withdrawn)
    _cancel(subscription, withdrawn)
    greet(subscription, now)


def greet(subscription: Subscription, now: datetime) -> None:
    """Who agrees to offers may be welcomed: once, as the same person is the same fact for ever."""
    if Topic.OFFERS in subscription.topics:
        person = Person(subscription_id=subscription.id, user_id=subscription.user_id)
        outbox.record([Event(kind=JOINED, subject=person.key, at=now)])


def recognise(subscription: Subscription, now: datetime) -> None:
    """Whoever sits there was here before: without an account they are not welcomed again."""
    guest = Person(subscription_id=subscription.id)
    known = Event(kind=JOINED, subject=guest.key, at=now)
    outbox.record_silenced([known], Reason.RETURNING_BROWSER, now)


def apply(subscription: Subscription, wish: Preferences, now: datetime) -> None:
    choose(subscription, wish.choice, now)
    if wish.paused_until is not None:
        subscription.paused_until = wish.paused_until if wish.paused_until > now else None
        if subscription.paused_until is None:
            _wake(subscription, now)
    if wish.language is not None:
        subscription.chosen_language = wish.language
    if wish.weekly_limit is not None:
        subscription.weekly_limit = wish.weekly_limit or None
    subscription.updated_at = now
    fields = ["paused_until", "chosen_language", "weekly_limit", "updated_at"]
    subscription.save(update_fields=fields)


def meet(subscription: Subscription, now: datetime) -> None:
    """Somebody logged in: what another customer agreed to in this browser is not their word.

    What nobody known agreed to is: they were the guest.
    """
    givers = _givers(subscription)
    if nobodys := [topic for topic, giver in givers.items() if giver is None]:
        _log(subscription, Choice(source="login"), now, granted=nobodys)
    others = {t for t, giver in givers.items() if giver not in (None, subscription.user_id)}
    _withdraw(subscription, others, "another customer", now)


def disown(subscription: Subscription, user_id: int, source: str, now: datetime) -> None:
    """The marketing that this customer agreed to in this browser ends."""
    theirs = {topic for topic, giver in _givers(subscription).items() if giver == user_id}
    _withdraw(subscription, theirs, source, now)


def places(user_id: int) -> list[UUID]:
    """The browsers (by public id) that a customer ever agreed to something in."""
    lines = Consent.objects.filter(user_id=user_id)
    # As a list, or an OR with it reads all browsers.
    return list(lines.values_list("subscription_id", flat=True).distinct())


def leave(subscriptions: Iterable[Subscription], now: datetime) -> None:
    """The shopper unsubscribed: all is withdrawn, and the log says so."""
    for subscription in subscriptions:
        if subscription.topics:
            choice = Choice(source="unsubscribed")
            _log(subscription, choice, now, withdrawn=subscription.topics)


def erase(which: Q) -> None:
    """Nothing of these devices or people stays in the log."""
    Consent.objects.filter(which).delete()


def _givers(subscription: Subscription) -> dict[str, int | None]:
    """Who agreed to each marketing topic of a browser, the last one counts; None: nobody known."""
    rows = Consent.objects.filter(subscription_id=subscription.public_id).order_by("id")
    log = rows.values_list("user_id", "granted")
    last = {topic: user_id for user_id, granted in log for topic in granted}
    return {topic: last.get(topic) for topic in subscription.topics if Topic(topic).marketing}


def _withdraw(
    subscription: Subscription, topics: Collection[str], source: str, now: datetime
) -> None:
    left = frozenset(Topic(topic) for topic in subscription.topics if topic not in topics)
    choose(subscription, Choice(topics=left, source=source), now)


def _cancel(subscription: Subscription, withdrawn: Iterable[str]) -> None:
    for topic in withdrawn:
        codes = [code for code, each in scenarios.SCENARIOS.items() if each.topic == topic]
        outbox.cancel(Q(subscription=subscription, scenario__in=codes), Reason.NO_CONSENT)


def _wake(subscription: Subscription, now: datetime) -> None:
    """A pause moved what was due to its end; it ended early."""
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
