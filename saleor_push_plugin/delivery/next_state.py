"""Maps the outcome of a push to the settlement of its row: its final state or next due time."""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from ..core.backoff import backoff, quarantine
from ..core.outcome import (
    Busy,
    Denied,
    Failed,
    Gone,
    Held,
    Later,
    Outcome,
    Quarantining,
    Rejected,
    Rest,
    Retry,
    SendOutcome,
    Sent,
    Skip,
    Unexpected,
    response_text,
)
from ..core.reason import AnyReason, Reason
from ..core.result_kinds import Kind
from ..experiments.assigning import Arm
from ..models import State
from ..outbox import LONGEST_DETAIL, Claimed, Settlement

_HELD_OUT = Skip(reason=Reason.HELD_OUT)
# What is counted of answers that are no acceptance.
_ANSWERS: Mapping[type[Outcome], Kind] = {
    Gone: Kind.GONE,
    Busy: Kind.THROTTLED,
    Denied: Kind.REFUSED,
    Rejected: Kind.REFUSED,
    Unexpected: Kind.REFUSED,
    Retry: Kind.UNANSWERED,
}


def next_state(
    row: Claimed,
    outcome: Outcome,
    now: datetime,
    note: Reason | None = None,
    arm: Arm | None = None,
) -> Settlement:
    """The settlement of a row. `note`: why a sent push lacks its voucher code.

    `arm`: that of the experiment its text is part of, if it was rendered.
    """
    result, answer = _row_state(row, outcome, now), _ANSWERS.get(type(outcome), "")
    return Settlement(
        id=row.id,
        lease=row.lease,
        state=result.state,
        reason=result.reason or note or "",
        detail=result.detail[:LONGEST_DETAIL],
        due_at=result.due_at,
        sent_at=result.sent_at,
        posted_at=now if isinstance(outcome, Retry) and outcome.posted else None,
        tried=not isinstance(outcome, Later | Rest | Held),
        held_out_at=now if outcome == _HELD_OUT else None,
        experiment_id=arm.experiment_id if arm else None,
        arm=arm.position if arm else None,
        answer=answer,
        answered_at=now if answer else None,
    )


class _RowState(NamedTuple):
    """A tuple, because one is made for every row that is sent."""

    state: State
    reason: AnyReason | None = None
    detail: str = ""
    due_at: datetime | None = None
    sent_at: datetime | None = None


def _row_state(row: Claimed, outcome: Outcome, now: datetime) -> _RowState:
    match outcome:
        case Sent(at=at):
            return _RowState(state=State.SENT, sent_at=at)
        case Skip(reason=skipped):
            return _RowState(state=State.SKIPPED, reason=skipped)
        case Later(until=until, reason=reason) | Rest(until=until, reason=reason):
            return _RowState(state=State.PENDING, reason=reason, due_at=until)
        case Held(until=until, detail=detail):
            return _due_or_expired(row, until, Reason.BROWSER_QUARANTINED, detail)
        case Gone(status=status):
            detail = response_text(status)
            return _RowState(state=State.FAILED, reason=Reason.SUBSCRIPTION_GONE, detail=detail)
        case Failed(reason=reason, detail=detail):
            return _RowState(state=State.FAILED, reason=reason, detail=detail)
        case _:
            return _retry_or_expire(row, outcome, now)


def _retry_or_expire(row: Claimed, outcome: SendOutcome, now: datetime) -> _RowState:
    # Spreads the rows, so that they are not all due in the same second. It need not be secret.
    wait, reason, detail = _wait(row, outcome, random.random())
    return _due_or_expired(row, now + wait, reason, detail)


def _due_or_expired(row: Claimed, due_at: datetime, reason: Reason, detail: str) -> _RowState:
    """Due again, or expired. The reason is that of the last failed attempt.

    What the shopper asked for does not expire.
    """
    if due_at > row.expires_at and not row.asked:
        return _RowState(state=State.EXPIRED, reason=reason, detail=detail)
    return _RowState(state=State.PENDING, reason=reason, detail=detail, due_at=due_at)


def _wait(row: Claimed, outcome: SendOutcome, jitter: float) -> tuple[timedelta, Reason, str]:
    match outcome:
        case Busy() | Denied() | Unexpected():
            pause, reason, detail = quarantine_for(outcome, row.refusals)
            return pause * (1 + jitter / 10), reason, detail
        case Rejected(status=status, detail=detail):
            return quarantine(row.attempts), Reason.PUSH_REJECTED, response_text(status, detail)
        case Retry(reason=reason, detail=detail):
            return backoff(row.attempts, jitter), reason, detail
    return backoff(row.attempts, jitter), Reason.NOT_PREPARED, type(outcome).__name__


def quarantine_for(outcome: Quarantining, refusals: int) -> tuple[timedelta, Reason, str]:
    """How long nothing is sent to a browser that was refused so often before, and why."""
    match outcome:
        case Busy(wait=wait, status=status):
            # As long as it asked; longer each time if it asks again.
            longest = max(wait, backoff(refusals + 1, 0.5))
            return longest, Reason.PUSH_SERVICE_BUSY, response_text(status)
        case Denied(status=status, detail=detail):
            reason = Reason.VAPID_KEY_REFUSED
        case Unexpected(status=status, detail=detail):
            reason = Reason.UNEXPECTED_ANSWER
    return quarantine(refusals + 1), reason, response_text(status, detail)
