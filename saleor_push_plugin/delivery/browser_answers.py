"""What a push service's answer says of the browser it came for: it works, or it is quarantined."""

import logging
from collections.abc import Sequence
from datetime import datetime

from ..core.outcome import Held, Outcome, Quarantining, Sent
from ..outbox import LONGEST_DETAIL, Claimed, lanes
from ..subscribers import quarantine
from ..subscribers.quarantine import Acceptance, Quarantine
from .next_state import quarantine_for

logger = logging.getLogger(__name__)


def quarantine_of(row: Claimed, now: datetime) -> Held | None:
    """The quarantine of the row's browser, if it lasts."""
    if row.held_until is None or row.held_until <= now:
        return None
    return Held(until=row.held_until, detail=row.held_detail)


def record(outcomes: Sequence[tuple[Claimed, Outcome]], now: datetime) -> None:
    """Remember which browsers work and which are refused; seldom a statement."""
    accepted = [
        Acceptance(id=row.subscription_id, endpoint=row.endpoint, auth=row.auth, at=outcome.at)
        for row, outcome in outcomes
        if isinstance(outcome, Sent) and (not row.accepted or row.refusals)
    ]
    if accepted:
        quarantine.mark_accepted(accepted)
        lanes.prove(row.origin for row, outcome in outcomes if isinstance(outcome, Sent))
    refused = {
        row.subscription_id: _quarantine(row, outcome, now)
        for row, outcome in outcomes
        if isinstance(outcome, Quarantining)
    }
    if refused:
        quarantine.quarantine(list(refused.values()))
        _warn([one for one in refused.values() if not one.refusals])


def _quarantine(row: Claimed, outcome: Quarantining, now: datetime) -> Quarantine:
    pause, reason, detail = quarantine_for(outcome, row.refusals)
    return Quarantine(
        id=row.subscription_id,
        endpoint=row.endpoint,
        auth=row.auth,
        refusals=row.refusals,
        until=now + pause,
        reason=reason,
        detail=detail[:LONGEST_DETAIL],
    )


def _warn(refused: Sequence[Quarantine]) -> None:
    """Name browsers whose quarantine begins: at most one line for a batch."""
    if refused:
        first = refused[0]
        logger.warning(
            "%s browsers are quarantined; the first is subscription %s until %s: %s %s",
            len(refused),
            first.id,
            first.until,
            first.reason,
            first.detail,
        )
