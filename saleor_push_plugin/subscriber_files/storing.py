"""Stores imported subscriptions, a batch in one transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.db import connection, transaction

from .. import outbox
from ..core.consent import Source
from ..core.event import INSTALLED, JOINED, Event
from ..core.imported_subscription import ImportedSubscription
from ..core.person import Person
from ..core.preferences import LONGEST_PAUSE
from ..core.push_subscription import STANDALONE, origin_of
from ..core.reason import Reason
from ..core.scenario import Topic
from ..core.sql_files import statements
from ..models import Consent
from ..subscribers import growth_log, removal, segmentation_objections

# Until the browser's first visit, which begins it anew.
NEVER = datetime(2999, 1, 1, tzinfo=UTC)
_SQL = statements(__package__, "storing.sql")


@dataclass(frozen=True, kw_only=True)
class Stored:
    """How many of a batch were stored, were here already, and had left or were gone."""

    new: int
    known: int
    left: int


@transaction.atomic
def store(lines: Sequence[ImportedSubscription], now: datetime, *, held: bool) -> Stored:
    """Store subscriptions; those that are here, and those that left, stay as they are.

    `held`: nothing is sent to them before their first visit; else those that are here and have not
    visited the shop are sent to as well.
    """
    wanted = _not_left(lines)
    if not held:
        _release_known(wanted)
    made = _insert(wanted, now, held=held)
    growth_log.joined([id for id, _, _ in made], Source.IMPORTED)
    _object(made, now)
    _log(made, now)
    return Stored(new=len(made), known=len(wanted) - len(made), left=len(lines) - len(wanted))


def foresee(lines: Sequence[ImportedSubscription]) -> Stored:
    """What `store` would answer; nothing is stored."""
    wanted = _not_left(lines)
    with connection.cursor() as cursor:
        cursor.execute(_SQL["count_new"], _columns(wanted, ("endpoint", "p256dh", "auth")))
        new = int(cursor.fetchone()[0])
    return Stored(new=new, known=len(wanted) - new, left=len(lines) - len(wanted))


def _not_left(lines: Sequence[ImportedSubscription]) -> list[ImportedSubscription]:
    marks = removal.remembered(
        [(each.browser.endpoint, each.browser.p256dh, each.browser.auth) for each in lines]
    )
    return [each for each, is_left in zip(lines, marks, strict=True) if not is_left]


def _release_known(lines: Sequence[ImportedSubscription]) -> None:
    values: dict[str, Any] = {**_columns(lines, ("endpoint", "p256dh", "auth"))}
    values["reason"] = Reason.NOT_VISITED_YET
    with connection.cursor() as cursor:
        cursor.execute(_SQL["release_known"], values)


def _columns(
    lines: Collection[ImportedSubscription], names: Collection[str]
) -> dict[str, list[Any]]:
    return {name: [getattr(each.browser, name) for each in lines] for name in names}


def release() -> int:
    """Let imported browsers be sent to that have not visited the shop; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL["release"], {"reason": Reason.NOT_VISITED_YET})
        return int(cursor.rowcount)


Made = tuple[int, Any, ImportedSubscription]


def _insert(lines: Collection[ImportedSubscription], now: datetime, *, held: bool) -> list[Made]:
    by_id = {uuid4(): each for each in lines}
    names = (
        *("endpoint", "p256dh", "auth", "vapid_public", "channel", "language"),
        *("time_zone", "display_mode", "platform"),
    )
    values = {
        **_columns(lines, names),
        "public_ids": list(by_id),
        "origins": [origin_of(each.browser.endpoint) for each in lines],
        "topics": [" ".join(_topics(each)) for each in lines],
        "seen": [min(each.seen or now, now) for each in lines],
        "chosen": [each.language for each in lines],
        "paused": [_pause(each, now) for each in lines],
        "limits": [each.weekly_limit for each in lines],
        "now": now,
        "app": STANDALONE,
        "until": NEVER if held else None,
        "reason": Reason.NOT_VISITED_YET if held else "",
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL["insert"], values)
        return [(id, public_id, by_id[public_id]) for id, public_id in cursor.fetchall()]


def _topics(line: ImportedSubscription) -> list[str]:
    return [topic.value for topic in Topic if topic in (line.choice.topics or ())]


def _pause(line: ImportedSubscription, now: datetime) -> datetime | None:
    """Until when it is paused, as the preference centre lets a shopper choose it."""
    until = min(line.paused_until or now, now + LONGEST_PAUSE)
    return until if until > now else None


def _object(made: Sequence[Made], now: datetime) -> None:
    """Store the objections to segmentation."""
    for id, _, each in made:
        if each.objects:
            person = Person(subscription_id=id).key
            segmentation_objections.change(person, objects=True, now=now)


def _log(made: Sequence[Made], now: datetime) -> None:
    """Log what each agreed to, by the file, and that none is to be welcomed."""
    Consent.objects.bulk_create(
        Consent(
            subscription_id=public_id,
            granted=sorted(each.choice.topics or ()),
            withdrawn=[],
            text_version=each.choice.text_version,
            text_language=each.choice.text_language
            or (each.browser.language if each.choice.text_version else ""),
            source=Source.IMPORTED,
            at=now,
        )
        for _, public_id, each in made
    )
    known = [
        Event(kind=kind, subject=Person(subscription_id=id).key, at=now)
        for id, _, each in made
        for kind in (JOINED, *_had(each))
    ]
    outbox.record_silenced(known, Reason.RETURNING_BROWSER, now)


def _had(each: ImportedSubscription) -> Sequence[str]:
    """Who had the app already is not thanked for it."""
    return [INSTALLED] if each.browser.display_mode == STANDALONE else []
