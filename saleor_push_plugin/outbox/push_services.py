"""Blocks push services that fail or refuse our key for a while, and tells the operator why."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from ..core.outcome import Busy, Denied, Outcome, Rest, Sent
from ..models import PushService

logger = logging.getLogger(__name__)
# One refusal may come from a subscription made with another key; three in a row concern our key.
ALARM_AFTER = 3
DENIED_FOR = timedelta(minutes=5)
# Every worker writes what it saw: none shortens a pause that another was asked for, and refusals
# add up until a push is accepted.
_STORE = """
    INSERT INTO saleor_push_plugin_pushservice AS p
        (origin, blocked_until, denials, reason, changed_at)
    VALUES (%(origin)s, %(until)s, %(denials)s, %(reason)s, %(now)s)
    ON CONFLICT (origin) DO UPDATE SET
        blocked_until = greatest(p.blocked_until, excluded.blocked_until),
        denials = p.denials + excluded.denials,
        reason = CASE WHEN excluded.blocked_until < p.blocked_until
            THEN p.reason ELSE excluded.reason END,
        changed_at = excluded.changed_at
    RETURNING denials
"""


def record(outcomes: Iterable[tuple[str, Outcome]], *, now: datetime) -> None:
    """Update the push services after a batch; `outcomes` are (origin, outcome)."""
    by_origin: dict[str, list[Outcome]] = defaultdict(list)
    for origin, outcome in outcomes:
        by_origin[origin].append(outcome)
    for origin, its_outcomes in by_origin.items():
        _record(origin, its_outcomes, now)


def _record(origin: str, outcomes: list[Outcome], now: datetime) -> None:
    busy = [outcome for outcome in outcomes if isinstance(outcome, Busy)]
    denied = [outcome for outcome in outcomes if isinstance(outcome, Denied)]
    if busy:
        wait = max(outcome.wait for outcome in busy)
        _store(origin, now, until=now + wait, reason=f"{busy[0].status}: asked to wait")
    if (until := max((o.until for o in outcomes if isinstance(o, Rest)), default=now)) > now:
        _store(origin, now, until=until, reason="several failures in a row")
    if any(isinstance(outcome, Sent) for outcome in outcomes):
        PushService.objects.filter(origin=origin, denials__gt=0).update(denials=0, changed_at=now)
    elif denied:
        _deny(origin, denied, now)


def _deny(origin: str, denied: list[Denied], now: datetime) -> None:
    reason = f"{denied[0].status}: key refused {denied[0].detail}".strip()
    denials = _store(origin, now, until=now, reason=reason, denials=len(denied))
    if denials < ALARM_AFTER:
        return
    _store(origin, now, until=now + DENIED_FOR, reason=reason)
    logger.error(
        "%s refuses this shop's VAPID key (%s). No subscription is deleted; sending there is "
        "tried again in %s. Check the contact address and the key.",
        origin,
        reason,
        DENIED_FOR,
    )


def _store(origin: str, now: datetime, *, until: datetime, reason: str, denials: int = 0) -> int:
    """Block a service until then and add refusals; returns how many there are in a row."""
    values: dict[str, Any] = {"origin": origin, "now": now, "until": until, "denials": denials}
    with connection.cursor() as cursor:
        cursor.execute(_STORE, {**values, "reason": reason[:200]})
        return int(cursor.fetchone()[0])
