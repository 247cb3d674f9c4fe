"""How a claimed row ends, or when it is due again: the meaning of an outcome for its row."""

import random
from datetime import datetime, timedelta

from ..core.backoff import backoff
from ..core.outcome import (
    Answer,
    Busy,
    Denied,
    Failed,
    Gone,
    Later,
    Outcome,
    Rest,
    Retry,
    Sent,
    Skip,
)
from ..models import State
from ..outbox import Claimed, Settlement

# A refused key is mended by a person: no need to ask every few seconds.
DENIED_WAIT = timedelta(minutes=5)


def settlement(row: Claimed, outcome: Outcome, now: datetime, note: str = "") -> Settlement:
    """`note` is what is to be said of it where it went well."""
    state, reason, due_at, sent_at = _ending(row, outcome, now)
    return Settlement(
        id=row.id,
        lease=row.lease,
        state=state,
        reason=(reason or note)[:200],
        due_at=due_at,
        sent_at=sent_at,
        posted_at=now if isinstance(outcome, Retry) and outcome.posted else None,
        tried=not isinstance(outcome, Later | Rest),
    )


_Ending = tuple[State, str, datetime | None, datetime | None]


def _ending(row: Claimed, outcome: Outcome, now: datetime) -> _Ending:
    match outcome:
        case Sent(at=at):
            return State.SENT, "", None, at
        case Skip(reason=reason):
            return State.SKIPPED, reason, None, None
        case Later(until=until, reason=reason) | Rest(until=until, reason=reason):
            return State.PENDING, reason, until, None
        case Gone(status=status):
            return State.FAILED, f"{status}: the subscription is gone", None, None
        case Failed(detail=detail):
            return State.FAILED, detail, None, None
        case _:
            return _again(row, outcome, now)


def _again(row: Claimed, outcome: Answer, now: datetime) -> _Ending:
    wait, reason = _wait(row.attempts, outcome)
    if now + wait > row.expires_at:
        return State.EXPIRED, f"too late after {reason}", None, None
    return State.PENDING, reason, now + wait, None


def _wait(attempts: int, outcome: Answer) -> tuple[timedelta, str]:
    # Not a secret, only a spread: so that many rows do not come back in the same second.
    jitter = random.random()
    match outcome:
        case Busy(wait=wait, status=status):
            return wait * (1 + jitter / 10), f"{status}: asked to wait"
        case Denied(status=status, detail=detail):
            return DENIED_WAIT, f"{status}: key refused {detail}".strip()
        case Retry(detail=detail):
            return backoff(attempts, jitter), detail
    return backoff(attempts, jitter), type(outcome).__name__
