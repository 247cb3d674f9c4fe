"""From due rows to the push services: claim, ask again, say it, send, settle."""

import logging
import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from . import outbox, push_services, sender, subscriptions
from .batch import Batch
from .conf import Config
from .core.outcome import Answer, Busy, Denied, Failed, Gone, Later, Outcome, Retry, Sent, Skip
from .core.timing import MAX_ATTEMPTS, backoff
from .models import State
from .outbox import Claimed, Settlement

logger = logging.getLogger(__name__)
BATCH = 500
# A refused key is mended by a person: no need to ask every few seconds.
DENIED_WAIT = timedelta(minutes=5)


def deliver(config: Config, *, now: datetime, event_id: int | None = None) -> int:
    """Send up to BATCH due rows (of one event, if given); how many were taken."""
    claimed = outbox.claim(now, limit=BATCH, event_id=event_id)
    if not claimed:
        return 0
    outcomes = _outcomes(claimed, config, now)
    gone = [row.subscription_id for row in claimed if isinstance(outcomes[row.id], Gone)]
    outbox.settle([_settlement(row, outcomes[row.id], now) for row in claimed])
    subscriptions.forget(gone, "the subscription is gone")
    push_services.learn([(row.origin, outcomes[row.id]) for row in claimed], now=now)
    _log(claimed, outcomes)
    return len(claimed)


def _outcomes(rows: Sequence[Claimed], config: Config, now: datetime) -> dict[int, Outcome]:
    batch = Batch(rows, config, now)
    ready = {row.id: _ready(batch, row) for row in rows}
    messages = {id: found for id, found in ready.items() if isinstance(found, sender.Message)}
    answers = sender.send(
        list(messages.values()), services=config.services, contact=config.contact, now=now
    )
    skipped = {id: found for id, found in ready.items() if not isinstance(found, sender.Message)}
    return {**skipped, **dict(zip(messages, answers, strict=True))}


def _ready(batch: Batch, row: Claimed) -> sender.Message | Skip | Later | Failed:
    """One row that cannot be read must not hold up the other four hundred and ninety-nine."""
    try:
        return batch.message(row)
    except Exception as error:
        logger.exception("push %s could not be prepared", row.id)
        return Failed(detail=f"could not be prepared: {type(error).__name__}")


def _settlement(row: Claimed, outcome: Outcome, now: datetime) -> Settlement:
    state, reason, due_at, sent_at = _ending(row, outcome, now)
    return Settlement(
        id=row.id, lease=row.lease, state=state, reason=reason[:200], due_at=due_at, sent_at=sent_at
    )


_Ending = tuple[State, str, datetime | None, datetime | None]


def _ending(row: Claimed, outcome: Outcome, now: datetime) -> _Ending:
    match outcome:
        case Sent(at=at):
            return State.SENT, "", None, at
        case Skip(reason=reason):
            return State.SKIPPED, reason, None, None
        case Later(until=until, reason=reason):
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
    if row.attempts >= MAX_ATTEMPTS:
        return State.FAILED, f"given up after {reason}", None, None
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


def _log(rows: Sequence[Claimed], outcomes: Mapping[int, Outcome]) -> None:
    for row in rows:
        logger.info(
            "push %s %s of %s:%s",
            row.id,
            _word(outcomes[row.id]),
            row.kind,
            row.subject,
            extra={"notification": row.id, "scenario": row.scenario},
        )


def _word(outcome: Outcome) -> str:
    return type(outcome).__name__.lower()
