"""Blocks push services that fail or refuse everybody for a while, and tells the operator why."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from ..core.outcome import (
    GONE,
    Busy,
    Denied,
    Gone,
    Outcome,
    Quarantining,
    Rest,
    Sent,
    Unexpected,
    response_text,
)
from ..core.reason import Reason
from ..core.service_health import ServiceVerdict, Witnesses
from ..models import PushService
from .notification_states import LONGEST_DETAIL

logger = logging.getLogger(__name__)
# A push that is accepted after a refusal shows that nothing, or nothing more, is wrong. It does not
# end a wait that was asked for.
_REFUSALS = (Reason.VAPID_KEY_REFUSED, Reason.UNEXPECTED_ANSWER)
# How long marketing goes slowly to a service that asked everybody to wait (outbox.service_rate).
# Chrome's limits of disruptive sites last a day, a week and two; each further 429 begins it anew.
SLOW_FOR = timedelta(days=1)
_ACCEPTED = """
    UPDATE saleor_push_plugin_pushservice SET witnesses = '{}', changed_at = %(now)s,
        blocked_until = CASE WHEN reason = ANY(%(refusals)s)
            THEN least(blocked_until, %(now)s) ELSE blocked_until END
    WHERE origin = ANY(%(origins)s)
        AND (witnesses <> '{}' OR reason = ANY(%(refusals)s) AND blocked_until > %(now)s)
"""
Answer = tuple[str, Outcome]


@dataclass(frozen=True, kw_only=True)
class _Block:
    """Until when nothing is sent to a push service, why, and what it answered."""

    until: datetime
    reason: Reason
    detail: str = ""


def doubted(outcomes: Sequence[tuple[str, str, Outcome]], *, now: datetime) -> list[Outcome]:
    """The outcomes of a batch, as for `record`; `Unexpected` for each `Gone` that is not certain.

    Nothing is written: `record` takes what this returns. Workers that ask at the same moment may
    believe a few more.
    """
    origins = {origin for origin, _, outcome in outcomes if isinstance(outcome, Gone)}
    rows = PushService.objects.filter(origin__in=origins).values_list("origin", "witnesses")
    known = defaultdict(Witnesses, {origin: Witnesses(heard=heard) for origin, heard in rows})
    return [
        known[origin].unless_doubted(witness, outcome, now) if origin in origins else outcome
        for origin, witness, outcome in outcomes
    ]


def record(outcomes: Iterable[tuple[str, str, Outcome]], *, now: datetime) -> None:
    """Update the push services after a batch.

    `outcomes` are (origin, witness, outcome) in the order in which they came; a witness is the
    person who was answered, and empty if the browser never worked (`core.service_health`).
    """
    by_origin: dict[str, list[Answer]] = defaultdict(list)
    for origin, witness, outcome in outcomes:
        by_origin[origin].append((witness, outcome))
    troubled = {origin: each for origin, each in by_origin.items() if _matters(each, now)}
    _accepted([o for o, each in by_origin.items() if o not in troubled and _has_sent(each)], now)
    for origin in sorted(troubled):
        _record(origin, troubled[origin], now)


def _matters(answers: Sequence[Answer], now: datetime) -> bool:
    return any(
        (isinstance(outcome, Quarantining | Gone) and witness)
        or (isinstance(outcome, Unexpected) and outcome.status in GONE)
        or (isinstance(outcome, Rest) and outcome.until > now)
        for witness, outcome in answers
    )


def _has_sent(answers: Sequence[Answer]) -> bool:
    return any(isinstance(outcome, Sent) for _, outcome in answers)


def _accepted(origins: list[str], now: datetime) -> None:
    if origins:
        values: dict[str, Any] = {"origins": origins, "refusals": list(_REFUSALS), "now": now}
        with connection.cursor() as cursor:
            cursor.execute(_ACCEPTED, values)


@transaction.atomic
def _record(origin: str, answers: Sequence[Answer], now: datetime) -> None:
    """Every worker adds what it saw; none shortens a pause that another was asked for."""
    new = {"blocked_until": now, "changed_at": now}
    row, _ = PushService.objects.select_for_update().get_or_create(origin=origin, defaults=new)
    witnesses = Witnesses(heard=row.witnesses)
    for witness, outcome in answers:
        if agreed := witnesses.hear(witness, outcome, now):
            _block(row, _agreed_block(origin, agreed, now))
            if isinstance(agreed.outcome, Busy) and agreed.by_customer:
                row.slow_until = now + agreed.wait + SLOW_FOR
        elif isinstance(outcome, Sent) and row.reason in _REFUSALS:
            row.blocked_until = min(row.blocked_until, now)
        elif isinstance(outcome, Rest):
            _block(row, _Block(until=outcome.until, reason=Reason.REPEATED_FAILURES))
    row.changed_at = now
    row.save()


def _block(row: PushService, block: _Block) -> None:
    if block.until > row.blocked_until:
        row.blocked_until, row.reason = block.until, block.reason
        row.detail = block.detail[:LONGEST_DETAIL]


def _agreed_block(origin: str, agreed: ServiceVerdict, now: datetime) -> _Block:
    match agreed.outcome:
        case Busy(status=status):
            reason, words = Reason.PUSH_SERVICE_BUSY, response_text(status)
            logger.warning("%s asks to wait for %s (%s).", origin, agreed.wait, words)
        case Denied(status=status, detail=detail):
            reason, words = Reason.VAPID_KEY_REFUSED, response_text(status, detail)
            logger.error(
                "%s refuses this shop's VAPID key (%s). No subscription is deleted; sending there "
                "is tried again in %s. Check the contact address and the key.",
                origin,
                words,
                agreed.wait,
            )
        case outcome:
            reason = Reason.UNEXPECTED_ANSWER
            words = response_text(outcome.status, outcome.detail)
            logger.error(
                "%s gives answers whose meaning is not known (%s). Nothing is given up; sending "
                "there is tried again in %s.",
                origin,
                words,
                agreed.wait,
            )
    return _Block(until=now + agreed.wait, reason=reason, detail=words)
