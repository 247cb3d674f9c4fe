"""Makes rows as a worker would claim them, for events that were planned nowhere."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from zlib import crc32

from django.db import connection

from .. import outbox
from ..core.event import Event
from ..core.person import Person
from ..core.scenario import Scenario
from ..models import Subscription, in_array
from ..outbox import Claimed
from . import audiences

# The most recipients of one event.
MOST = 5_000
# Audiences in one statement.
TOGETHER = 50
_COLUMNS = (
    *("id", "user_id", "topics", "paused_until", "weekly_limit", "endpoint", "origin", "p256dh"),
    *("auth", "vapid_public", "channel", "language", "chosen_language", "time_zone", "platform"),
    *("accepted_at", "proven_at", "refusals", "held_until", "held_detail"),
    *("seen_at", "updated_at", "unnoticed_at"),
)


class TooManyError(Exception):
    """More happened, or to more people, than one request can go through."""


class Row(NamedTuple):
    """A notification that would be made: of an event, for one subscription."""

    event: Event
    claimed: Claimed

    @property
    def person(self) -> Person:
        return self.claimed.person

    @property
    def channel(self) -> str:
        return self.claimed.channel

    # Claimed holds lists, and is never equal to another one.
    def __hash__(self) -> int:
        return self.claimed.id


class _Recipient(NamedTuple):
    """One of the recipients of the event with this number; see `outbox.Recipients`."""

    number: int
    position: int
    subscription_id: int
    user_id: int | None
    asked: bool


def rows(scenario: Scenario[Any], facts: Mapping[Event, Any], now: datetime) -> list[Row]:
    """The rows of some events, by the facts of each. Raises TooManyError."""
    events = list(facts)
    found = _recipients(scenario, facts.values())
    ids = {each.subscription_id for each in found}
    browsers = {
        row["id"]: row
        for row in Subscription.objects.filter(id__in=in_array(ids)).values(*_COLUMNS)
    }
    expires = (now + scenario.ttl).timestamp()
    return [
        Row(
            events[each.number],
            _claimed(
                -id, events[each.number], each, browsers[each.subscription_id], scenario
            )._replace(expires=expires, lease=now),
        )
        for id, each in enumerate(found, 1)
        if each.subscription_id in browsers
    ]


def _recipients(scenario: Scenario[Any], facts: Iterable[Any]) -> list[_Recipient]:
    queries = [
        (
            number,
            outbox.recipients_sql(audiences.select(scenario.audience(each), topic=scenario.topic)),
        )
        for number, each in enumerate(facts)
    ]
    some = [(number, each) for number, each in queries if each.query]
    return [
        recipient
        for start in range(0, len(some), TOGETHER)
        for recipient in _fetched(some[start : start + TOGETHER])
    ]


def _fetched(queries: list[tuple[int, outbox.RecipientsSql]]) -> list[_Recipient]:
    parts, values = [], []
    for number, each in queries:
        parts.append(f"(SELECT %s::int, r.* FROM ({each.query}) AS r(a, b, c, d) LIMIT {MOST + 1})")
        values += [number, *each.values]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        found = [_Recipient(*row) for row in cursor.fetchall()]
    if len(found) > MOST:
        raise TooManyError
    return found


def _claimed(
    id: int,
    event: Event,
    recipient: _Recipient,
    browser: Mapping[str, Any],
    scenario: Scenario[Any],
) -> Claimed:
    person = Person(subscription_id=browser["id"], user_id=recipient.user_id)
    seen: datetime = browser["seen_at"] or browser["updated_at"]
    same = {name: browser[name] for name in Claimed._fields if name in browser and name != "id"}
    return Claimed(
        **{
            **same,
            "id": id,
            "key": f"{event.key}/{scenario.code}/{browser['id']}",
            "event_id": -crc32(event.key.encode()) - 1,
            "scenario": scenario.code,
            "kind": event.kind,
            "subject": event.subject,
            "expires": 0.0,
            "happened": event.at.timestamp(),
            "attempts": 1,
            "subscription_id": browser["id"],
            "language": browser["chosen_language"] or browser["language"],
            "accepted": browser["accepted_at"] is not None,
            "proven": browser["proven_at"] is not None,
            "seen": seen.timestamp(),
            "unnoticed": (browser["unnoticed_at"] or seen) > seen,
            "asked": recipient.asked,
            "planned_for": person.key,
            "lease": event.at,
        }
    )
