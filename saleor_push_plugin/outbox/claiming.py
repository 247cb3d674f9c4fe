"""Taking due rows: locked shortly, given to one worker until its lease ends."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction

from ..core.audience import Person
from ..core.platform import shows_pictures
from . import lanes, rate_limit

LEASE = timedelta(seconds=120)


class Claimed(NamedTuple):
    """A row to be sent by whoever holds `lease`, with the device it goes to.

    A tuple and not a dataclass: a campaign makes a million of them, and it is eight times cheaper.
    Moments come as seconds since 1970: a number is read ten times faster than a date.
    """

    id: int
    key: str
    event_id: int
    scenario: str
    kind: str
    subject: str
    expires: float
    happened: float
    attempts: int
    subscription_id: int
    user_id: int | None
    topics: list[str]
    paused_until: datetime | None
    weekly_limit: int | None
    endpoint: str
    origin: str
    p256dh: str
    auth: str
    vapid_public: str
    channel: str
    language: str
    time_zone: str
    platform: str
    lease: datetime

    @property
    def expires_at(self) -> datetime:
        return datetime.fromtimestamp(self.expires, UTC)

    @property
    def event_at(self) -> datetime:
        return datetime.fromtimestamp(self.happened, UTC)

    @property
    def person(self) -> Person:
        return Person(subscription_id=self.subscription_id, user_id=self.user_id)

    @property
    def shows_pictures(self) -> bool:
        return shows_pictures(self.platform, self.origin)


# MATERIALIZED: a join must not look for free rows a second time and lock others. As an array, or
# PostgreSQL, which cannot know how few they are, reads a million rows to find five hundred.
# A row planned for a guest while that guest logged in is the user's all the same.
_TAKE = """
    WITH picked AS MATERIALIZED ({picked})
    UPDATE saleor_push_plugin_notification n
    SET state = 'sending', lease = %(lease)s, attempts = n.attempts + 1,
        person = CASE WHEN s.user_id IS NOT NULL AND n.person = 's' || s.id
            THEN 'u' || s.user_id ELSE n.person END
    FROM saleor_push_plugin_subscription s, saleor_push_plugin_event e
    WHERE n.id = ANY (ARRAY(SELECT id FROM picked))
        AND s.id = n.subscription_id AND e.id = n.event_id
    RETURNING n.id, n.key, n.event_id, n.scenario, e.kind, e.subject,
        extract(epoch FROM n.expires_at)::float8, extract(epoch FROM e.at)::float8, n.attempts,
        s.id, s.user_id, s.topics, s.paused_until, s.weekly_limit, s.endpoint, s.origin, s.p256dh,
        s.auth, s.vapid_public, s.channel, coalesce(nullif(s.chosen_language, ''), s.language),
        s.time_zone, s.platform
"""
_OF_LANES = _TAKE.format(
    picked="""
        SELECT c.id FROM unnest(%(lanes)s::bigint[], %(shares)s::int[]) AS l(id, share)
        CROSS JOIN LATERAL (
            SELECT n.id FROM saleor_push_plugin_notification n
            WHERE n.lane_id = l.id AND n.state = 'pending' AND n.due_at <= %(now)s
            ORDER BY n.due_at LIMIT l.share FOR UPDATE SKIP LOCKED) c"""
)
_OF_EVENT = _TAKE.format(
    picked="""
        SELECT c.id FROM saleor_push_plugin_notification c
        JOIN saleor_push_plugin_lane l ON l.id = c.lane_id
        LEFT JOIN saleor_push_plugin_pushservice p
            ON p.origin = l.origin AND p.blocked_until > %(now)s
        WHERE c.event_id = %(event)s AND c.state = 'pending' AND c.due_at <= %(now)s
            AND NOT c.bulk AND p.origin IS NULL
        ORDER BY c.due_at LIMIT %(limit)s FOR UPDATE OF c SKIP LOCKED"""
)


@transaction.atomic
def claim(
    now: datetime,
    *,
    limit: int,
    event_id: int | None = None,
    bulk: bool | None = None,
    rate: int = 0,
) -> list[Claimed]:
    """Take up to `limit` due rows for LEASE.

    Transactional ones of one event; or of all, those first and then bulk, unless `bulk` says which,
    each lane its share. `rate`: pushes a minute through one push service, 0 for any number.
    """
    if event_id is not None:
        return _of_event(event_id, now, limit, rate)
    found = [] if bulk else _of_lanes(now, limit, bulk=False, rate=rate)
    if bulk is not False and len(found) < limit:
        found += _of_lanes(now, limit - len(found), bulk=True, rate=rate)
    return found


def _of_event(event_id: int, now: datetime, limit: int, rate: int) -> list[Claimed]:
    values = {"now": now, "lease": now + LEASE, "limit": limit, "event": event_id}
    return _charged(_take(_OF_EVENT, values), rate, now)


def _of_lanes(now: datetime, limit: int, *, bulk: bool, rate: int) -> list[Claimed]:
    found = lanes.opened(now, bulk=bulk)
    if not found:
        return []
    share = -(-limit // len(found))
    room = rate_limit.room([lane.origin for lane in found], rate, now) if rate and bulk else {}
    values = {
        "now": now,
        "lease": now + LEASE,
        "lanes": [lane.id for lane in found],
        "shares": _shares(found, share, room),
    }
    return _charged(_take(_OF_LANES, values), rate, now)


def _shares(found: Sequence[lanes.Open], share: int, room: dict[str, int]) -> list[int]:
    """The same for each; where a service has less room, its lanes use it up one after the other."""
    shares = []
    for lane in found:
        fitting = min(share, room.get(lane.origin, share))
        shares.append(fitting)
        if lane.origin in room:
            room[lane.origin] -= fitting
    return shares


def _charged(rows: list[Claimed], rate: int, now: datetime) -> list[Claimed]:
    if rate and rows:
        rate_limit.charge(Counter(row.origin for row in rows), rate, now)
    return rows


def _take(statement: str, values: dict[str, Any]) -> list[Claimed]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [Claimed._make((*row, values["lease"])) for row in cursor.fetchall()]
