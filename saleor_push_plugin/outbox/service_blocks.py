"""Blocks push services that fail or refuse our key for a while, and tells the operator why."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from ..core.outcome import Busy, Denied, Outcome, Rest, Sent, response_text
from ..core.reason import Reason
from ..models import PushService
from .notification_states import LONGEST_DETAIL

logger = logging.getLogger(__name__)
# One refusal may come from a subscription made with another key; three in a row concern our key.
ALARM_AFTER = 3
DENIED_FOR = timedelta(minutes=5)
# Every worker writes what it saw: none shortens a pause that another was asked for, and refusals
# add up until a push is accepted.
_STORE = """
    INSERT INTO saleor_push_plugin_pushservice AS p
        (origin, blocked_until, denials, reason, detail, changed_at)
    VALUES (%(origin)s, %(until)s, %(denials)s, %(reason)s, %(detail)s, %(now)s)
    ON CONFLICT (origin) DO UPDATE SET
        blocked_until = greatest(p.blocked_until, excluded.blocked_until),
        denials = p.denials + excluded.denials,
        reason = CASE WHEN excluded.blocked_until < p.blocked_until
            THEN p.reason ELSE excluded.reason END,
        detail = CASE WHEN excluded.blocked_until < p.blocked_until
            THEN p.detail ELSE excluded.detail END,
        changed_at = excluded.changed_at
    RETURNING denials
"""


@dataclass(frozen=True, kw_only=True)
class _Trouble:
    """Why nothing is sent to a push service for a while, and what it answered."""

    reason: Reason
    detail: str = ""


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
        asked = _Trouble(reason=Reason.PUSH_SERVICE_BUSY, detail=response_text(busy[0].status))
        _store(origin, now, asked, until=now + wait)
    if (until := max((o.until for o in outcomes if isinstance(o, Rest)), default=now)) > now:
        _store(origin, now, _Trouble(reason=Reason.REPEATED_FAILURES), until=until)
    if any(isinstance(outcome, Sent) for outcome in outcomes):
        PushService.objects.filter(origin=origin, denials__gt=0).update(denials=0, changed_at=now)
    elif denied:
        _deny(origin, denied, now)


def _deny(origin: str, denied: list[Denied], now: datetime) -> None:
    words = response_text(denied[0].status, denied[0].detail)
    refused = _Trouble(reason=Reason.VAPID_KEY_REFUSED, detail=words)
    if _store(origin, now, refused, until=now, denials=len(denied)) < ALARM_AFTER:
        return
    _store(origin, now, refused, until=now + DENIED_FOR)
    logger.error(
        "%s refuses this shop's VAPID key (%s). No subscription is deleted; sending there is "
        "tried again in %s. Check the contact address and the key.",
        origin,
        words,
        DENIED_FOR,
    )


def _store(
    origin: str, now: datetime, trouble: _Trouble, *, until: datetime, denials: int = 0
) -> int:
    """Block a service until then and add refusals; returns how many there are in a row."""
    values: dict[str, Any] = {"origin": origin, "now": now, "until": until, "denials": denials}
    values |= {"reason": trouble.reason, "detail": trouble.detail[:LONGEST_DETAIL]}
    with connection.cursor() as cursor:
        cursor.execute(_STORE, values)
        return int(cursor.fetchone()[0])
