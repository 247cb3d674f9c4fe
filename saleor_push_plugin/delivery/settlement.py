"""How a claimed row ends, or when it is due again: the meaning of an outcome for its row."""

import random
from dataclasses import dataclass
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
    said,
)
from ..core.reason import AnyReason, Reason
from ..models import State
from ..outbox import LONGEST_DETAIL, Claimed, Settlement

# A refused key is mended by a person: no need to ask every few seconds.
DENIED_WAIT = timedelta(minutes=5)


def settlement(
    row: Claimed, outcome: Outcome, now: datetime, note: Reason | None = None
) -> Settlement:
    """`note`: what a push that was sent lacks."""
    ending = _ending(row, outcome, now)
    return Settlement(
        id=row.id,
        lease=row.lease,
        state=ending.state,
        reason=ending.reason or note or "",
        detail=ending.detail[:LONGEST_DETAIL],
        due_at=ending.due_at,
        sent_at=ending.sent_at,
        posted_at=now if isinstance(outcome, Retry) and outcome.posted else None,
        tried=not isinstance(outcome, Later | Rest),
    )


@dataclass(frozen=True, kw_only=True)
class _Ending:
    state: State
    reason: AnyReason | None = None
    detail: str = ""
    due_at: datetime | None = None
    sent_at: datetime | None = None


def _ending(row: Claimed, outcome: Outcome, now: datetime) -> _Ending:
    match outcome:
        case Sent(at=at):
            return _Ending(state=State.SENT, sent_at=at)
        case Skip(reason=skipped):
            return _Ending(state=State.SKIPPED, reason=skipped)
        case Later(until=until, reason=reason) | Rest(until=until, reason=reason):
            return _Ending(state=State.PENDING, reason=reason, due_at=until)
        case Gone(status=status):
            detail = said(status)
            return _Ending(state=State.FAILED, reason=Reason.SUBSCRIPTION_GONE, detail=detail)
        case Failed(reason=reason, detail=detail):
            return _Ending(state=State.FAILED, reason=reason, detail=detail)
        case _:
            return _again(row, outcome, now)


def _again(row: Claimed, outcome: Answer, now: datetime) -> _Ending:
    """It is due again, or expired: then the reason says why its last attempt failed."""
    wait, reason, detail = _wait(row.attempts, outcome)
    if now + wait > row.expires_at:
        return _Ending(state=State.EXPIRED, reason=reason, detail=detail)
    return _Ending(state=State.PENDING, reason=reason, detail=detail, due_at=now + wait)


def _wait(attempts: int, outcome: Answer) -> tuple[timedelta, Reason, str]:
    # Not a secret, only a spread: so that many rows do not come back in the same second.
    jitter = random.random()
    match outcome:
        case Busy(wait=wait, status=status):
            return wait * (1 + jitter / 10), Reason.PUSH_SERVICE_BUSY, said(status)
        case Denied(status=status, detail=detail):
            return DENIED_WAIT, Reason.VAPID_KEY_REFUSED, said(status, detail)
        case Retry(reason=reason, detail=detail):
            return backoff(attempts, jitter), reason, detail
    return backoff(attempts, jitter), Reason.NOT_PREPARED, type(outcome).__name__
