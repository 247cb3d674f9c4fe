"""Consent per browser: the current topics of a subscription, and the log of all changes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from .. import outbox, scenarios
from ..core.consent import Choice, Evidence, Source
from ..core.event import INSTALLED, JOINED, Event
from ..core.person import Person
from ..core.reason import Reason
from ..core.scenario import Topic
from ..models import Consent, Subscription

# The topics of a browser's permission alone: it is no consent to marketing.
DEFAULT_TOPICS = frozenset({Topic.ORDER_UPDATES})


def set_topics(
    subscription: Subscription, choice: Choice, evidence: Evidence, now: datetime
) -> None:
    """Set the topics, log the change and cancel what waits of a withdrawn topic."""
    before, after = set(subscription.topics), choice.topics
    if after is None or before == after:
        return
    subscription.topics = [topic.value for topic in Topic if topic in after]
    subscription.updated_at = now
    subscription.save(update_fields=["topics", "updated_at"])
    withdrawn = before - after
    _log(subscription, choice, evidence, now, granted=after - before, withdrawn=withdrawn)
    _cancel(subscription, withdrawn)
    record_joined(subscription, now)


def record_joined(subscription: Subscription, now: datetime) -> None:
    """Record that a person joined, and has the app, if they agree to offers.

    One event of each a person, for ever.
    """
    _record(subscription, JOINED, now)
    record_installed(subscription, now)


def record_installed(subscription: Subscription, now: datetime) -> None:
    """Record that a person has the app, if they do and agree to offers."""
    if subscription.installed_at is not None:
        _record(subscription, INSTALLED, now)


def _record(subscription: Subscription, kind: str, now: datetime) -> None:
    if Topic.OFFERS in subscription.topics:
        person = Person(subscription_id=subscription.id, user_id=subscription.user_id)
        outbox.record([Event(kind=kind, subject=person.key, at=now)])


def skip_welcome(subscription: Subscription, now: datetime) -> None:
    """Record that a returning guest has joined before, so that no second welcome is sent.

    Nor is a second code for the app: whether they had one is not known any more.
    """
    guest = Person(subscription_id=subscription.id).key
    before = [Event(kind=kind, subject=guest, at=now) for kind in (JOINED, INSTALLED)]
    outbox.record_silenced(before, Reason.RETURNING_BROWSER, now)


def marketing_people(most: int) -> int:
    """How many people have agreed to marketing; `most` if there are more.

    Only those whose browser was shown to be one: anybody can make others.
    """
    marketing = [topic.value for topic in Topic if topic.marketing]
    agreed = Subscription.objects.filter(topics__overlap=marketing).exclude(Subscription.unproven())
    customers = agreed.exclude(user_id=None).values("user_id").distinct()[:most].count()
    return min(most, customers + agreed.filter(user_id=None)[:most].count())


def on_login(subscription: Subscription, evidence: Evidence, now: datetime) -> None:
    """After a login, withdraw the consent that another customer gave in this browser.

    Anonymous consent becomes the customer's, with the words the guest read: they were the guest.
    """
    consents = _marketing_consents(subscription)
    for words, topics in _by_words(consents).items():
        text_version, text_language = words
        choice = Choice(text_version=text_version, text_language=text_language, source=Source.LOGIN)
        _log(subscription, choice, evidence, now, granted=topics)
    others = {t for t, given in consents.items() if given.by not in (None, subscription.user_id)}
    _withdraw(subscription, others, Source.ANOTHER_CUSTOMER, evidence, now)


def withdraw_of(subscription: Subscription, user_id: int, source: Source, now: datetime) -> None:
    """Withdraw the marketing topics that this customer agreed to in this browser."""
    consents = _marketing_consents(subscription)
    theirs = {topic for topic, given in consents.items() if given.by == user_id}
    _withdraw(subscription, theirs, source, Evidence(), now)


def subscriptions_of(user_id: int) -> list[UUID]:
    """Public ids of the subscriptions in which a customer ever gave consent."""
    log = Consent.objects.filter(user_id=user_id)
    # A list, because OR with a subquery would read all subscriptions.
    return list(log.values_list("subscription_id", flat=True).distinct())


def withdraw_all(
    subscription: Subscription, source: Source, evidence: Evidence, now: datetime
) -> None:
    """Log the withdrawal of all topics of a subscription that is deleted."""
    if subscription.topics:
        choice = Choice(source=source)
        _log(subscription, choice, evidence, now, withdrawn=subscription.topics)


def erase(which: Q) -> None:
    """Delete entries of the consent log."""
    Consent.objects.filter(which).delete()


@dataclass(frozen=True, kw_only=True)
class _Given:
    """Who last agreed to a topic (None: a guest), and to which version and language of a text."""

    by: int | None = None
    words: tuple[str, str] = ("", "")


def _marketing_consents(subscription: Subscription) -> dict[str, _Given]:
    """The last consent to each marketing topic that a browser has."""
    rows = Consent.objects.filter(subscription_id=subscription.public_id).order_by("id")
    last: dict[str, _Given] = {}
    for by, granted, *words in rows.values_list(
        "user_id", "granted", "text_version", "text_language"
    ):
        last |= dict.fromkeys(granted, _Given(by=by, words=(words[0], words[1])))
    given = {topic: last.get(topic, _Given()) for topic in subscription.topics}
    return {topic: one for topic, one in given.items() if Topic(topic).marketing}


def _by_words(consents: dict[str, _Given]) -> dict[tuple[str, str], list[str]]:
    """What guests agreed to, by the words they read."""
    found: dict[tuple[str, str], list[str]] = {}
    for topic, given in consents.items():
        if given.by is None:
            found.setdefault(given.words, []).append(topic)
    return found


def _withdraw(
    subscription: Subscription,
    topics: Collection[str],
    source: Source,
    evidence: Evidence,
    now: datetime,
) -> None:
    left = frozenset(Topic(topic) for topic in subscription.topics if topic not in topics)
    set_topics(subscription, Choice(topics=left, source=source), evidence, now)


def _cancel(subscription: Subscription, withdrawn: Iterable[str]) -> None:
    for topic in withdrawn:
        codes = [code for code, each in scenarios.SCENARIOS.items() if each.topic == topic]
        outbox.cancel(Q(subscription=subscription, scenario__in=codes), Reason.NO_CONSENT)


def _log(
    subscription: Subscription,
    choice: Choice,
    evidence: Evidence,
    now: datetime,
    *,
    granted: Iterable[str] = (),
    withdrawn: Iterable[str] = (),
) -> None:
    """Write a line under the customer of the browser, or under nobody's id."""
    spoken = subscription.language if choice.text_version else ""
    owner = subscription.user_id
    Consent.objects.create(
        subscription_id=subscription.public_id,
        user_id=owner,
        granted=sorted(granted),
        withdrawn=sorted(withdrawn),
        text_version=choice.text_version,
        text_language=choice.text_language or spoken,
        source=choice.source or "",
        token_shown=owner is not None and evidence.token_of == owner,
        proof=evidence.proof or "",
        at=now,
    )
