"""Claims due notifications: a short lock, and then one worker holds them until its lease ends."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction

from ..core.person import Person
from ..core.person_key_sql import guest_key_sql, user_key_sql
from ..core.platform import shows_images
from ..core.sql_files import statements
from ..settings import sending_address
from . import lane_shares, lanes, service_rate

LEASE = timedelta(seconds=120)


class Claimed(NamedTuple):
    """A notification that the holder of `lease` sends, with the subscription it goes to.

    A tuple and not a dataclass: a campaign makes a million of them, and a tuple costs an eighth.
    `expires`, `happened` and `seen` are seconds since 1970: psycopg reads numbers ten times faster
    than dates. `accepted`: a push service has accepted a push for this endpoint and these
    keys; `proven`: for these or earlier ones, or it was imported. `seen`: the last visit to the
    shop; `unnoticed`: since then nobody took notice of its pushes. `planned_for`: the key of whom
    it was planned for; not `person`, once another customer has logged in.
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
    accepted: bool
    proven: bool
    refusals: int
    held_until: datetime | None
    held_detail: str
    seen: float
    unnoticed: bool
    asked: bool
    planned_for: str
    lease: datetime

    def __repr__(self) -> str:
        """Without endpoint and keys, because error trackers store the variables of a traceback."""
        return f"Claimed(id={self.id}, key={self.key!r})"

    @property
    def expires_at(self) -> datetime:
        return datetime.fromtimestamp(self.expires, UTC)

    @property
    def event_at(self) -> datetime:
        return datetime.fromtimestamp(self.happened, UTC)

    @property
    def seen_at(self) -> datetime:
        return datetime.fromtimestamp(self.seen, UTC)

    @property
    def is_proven(self) -> bool:
        """The opposite of `models.Subscription.unproven`."""
        return self.proven or self.user_id is not None

    @property
    def person(self) -> Person:
        return Person(subscription_id=self.subscription_id, user_id=self.user_id)

    @property
    def witness(self) -> str:
        """Whose answer says something about the push service; empty: nobody's.

        A browser that never worked may have been made to be refused, and one that was refused
        before says nothing new.
        """
        return self.person.key if self.accepted and not self.refusals else ""

    @property
    def gone_witness(self) -> str:
        """Whose answer that the browser is gone says something about the push service.

        Those that were refused before count as well: after a doubt all of them were.
        """
        return self.person.key if self.accepted else ""

    @property
    def shows_images(self) -> bool:
        return shows_images(self.platform, self.origin)


_SQL = statements(__package__, "claiming.sql")
_CLAIM_OF_LANES, _CLAIM_OF_EVENT = (
    _SQL["claim"].format(
        picked=_SQL[due], guest_key=guest_key_sql("s.id"), user_key=user_key_sql("s.user_id")
    )
    for due in ("due_of_lanes", "due_of_event")
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
    """Claim up to `limit` due notifications for LEASE.

    With `event_id` the transactional ones of that event. Without it transactional ones first and
    then bulk, or only the one kind that `bulk` says; each lane gets its share. `rate`: pushes a
    minute through one push service, 0 for no limit; marketing to one that asked everybody to wait
    has a limit in any case. Nothing is claimed in a shop that sending was
    not switched on for.
    """
    if sending_address.other_address():
        return []
    if event_id is not None:
        return _of_event(event_id, now, limit, rate)
    claimed = [] if bulk else _of_lanes(now, limit, bulk=False, rate=rate)
    if bulk is not False and len(claimed) < limit:
        claimed += _of_lanes(now, limit - len(claimed), bulk=True, rate=rate)
    return claimed


def _of_event(event_id: int, now: datetime, limit: int, rate: int) -> list[Claimed]:
    values = {"now": now, "lease": now + LEASE, "limit": limit, "event": event_id}
    claimed = _run(_CLAIM_OF_EVENT, values)
    return _charged(claimed, {row.origin: rate for row in claimed} if rate else {}, now)


def _of_lanes(now: datetime, limit: int, *, bulk: bool, rate: int) -> list[Claimed]:
    open_lanes = lanes.open_lanes(now, bulk=bulk)
    if not open_lanes:
        return []
    rates = service_rate.rates(open_lanes, rate)
    remaining = service_rate.remaining(rates, now) if rates and bulk else {}
    shares = lane_shares.shares(open_lanes, limit, remaining)
    values = {
        "now": now,
        "lease": now + LEASE,
        "lanes": list(shares),
        "shares": list(shares.values()),
    }
    return _charged(_run(_CLAIM_OF_LANES, values), rates, now)


def _charged(claimed: list[Claimed], rates: Mapping[str, int], now: datetime) -> list[Claimed]:
    if rates and claimed:
        service_rate.charge(Counter(row.origin for row in claimed), rates, now)
    return claimed


def _run(statement: str, values: dict[str, Any]) -> list[Claimed]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [Claimed._make((*row, values["lease"])) for row in cursor.fetchall()]
