"""Sends due notifications: claim, check again, render, send, settle.

Notifications are settled as their outcomes come, and the next are claimed meanwhile: a batch never
waits for the three whose push service hangs.
"""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from .. import outbox, webpush
from ..core.audience import Watchers
from ..core.outcome import Failed, Gone, Later, Outcome, Rest, Sent, Skip
from ..core.reason import Reason
from ..messages import overrides
from ..outbox import Claimed, push_services
from ..settings import operator
from ..settings.config import Config
from ..subscribers import lifecycle
from ..subscribers import watches as watching
from . import planner, settlement
from .eligibility import Deciding
from .rendering import Saying

logger = logging.getLogger(__name__)
BATCH = 500
# Claimed and not settled, by one task: enough to keep every connection busy meanwhile.
MAX_IN_FLIGHT = 2 * BATCH
# Outcomes are settled so many at a time, or as many as came within PATIENCE seconds.
SETTLE_SIZE, PATIENCE = 250, 0.5
# An unplanned event older than this waits behind this task: its own task would have planned it.
OVERLOOKED = timedelta(seconds=0.25)


def deliver(config: Config, *, now: datetime, event_id: int | None = None) -> int:
    """Send up to BATCH due rows (of one event, if given); how many were taken."""
    run = _Run(config=config, now=now)
    taken = run.claim(event_id=event_id)
    while run.goes_on:
        run.settle_completed(at_least=BATCH)
    return taken


def pump(config: Config, *, now: datetime, bulk: bool, seconds: float) -> bool:
    """Send what is due of a lane, for so many seconds; whether there may be more.

    For bulk it also turns chunks into notifications. Transactional notifications go first, and
    events that wait for a worker are planned, so that with a single worker, too, a campaign delays
    no order confirmation. After its time it only waits for the last outcomes.
    """
    run, more = _Run(config=config, now=now), True
    while True:
        in_time = run.elapsed < seconds
        run.plan_what_was_overlooked()
        made = bulk and in_time and planner.make_rows(config, now=run.clock)
        if run.has_room:
            taken = run.claim(bulk=None if bulk and in_time else False)
            # What is taken after time are orders; of the rest it says nothing.
            more = made or taken > 0 if in_time else more
        if not run.goes_on and not (more and in_time):
            return more
        run.settle_completed(at_least=SETTLE_SIZE)


@dataclass(kw_only=True)
class _Run:
    """What one task has under way."""

    config: Config
    now: datetime
    _rows: dict[int, tuple[Claimed, Deciding, Saying]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._batch = webpush.Batch(contact=self.config.contact, now=self.now)
        self._looked_at = self.now

    @property
    def clock(self) -> datetime:
        return self._batch.now

    @property
    def elapsed(self) -> float:
        return (self.clock - self.now).total_seconds()

    @property
    def has_room(self) -> bool:
        return self._batch.in_flight <= MAX_IN_FLIGHT - BATCH

    @property
    def goes_on(self) -> bool:
        return self._batch.in_flight > 0 and not self._batch.is_overdue

    def plan_what_was_overlooked(self) -> None:
        now = self.clock
        if now - self._looked_at < OVERLOOKED:
            return
        self._looked_at = now
        overlooked = outbox.unplanned(now, limit=100, grace=OVERLOOKED)
        if [id for id in overlooked if planner.plan(id, self.config, now=now)]:
            self.claim(bulk=False)

    def claim(self, *, event_id: int | None = None, bulk: bool | None = None) -> int:
        now, rate = self.clock, operator.rate()
        claimed = outbox.claim(now, limit=BATCH, event_id=event_id, bulk=bulk, rate=rate)
        if not claimed:
            return 0
        deciding = Deciding(claimed, self.config, now)
        own = overrides.load({row.scenario for row in claimed}, deciding.channels)
        saying = Saying(self.config, now, own)
        ready = {row.id: _ready(row, deciding, saying) for row in claimed}
        going = [row for row in claimed if isinstance(ready[row.id], webpush.Message)]
        ready |= deciding.overtaken(going)
        self._rows |= {row.id: (row, deciding, saying) for row in claimed}
        self._settle({id: x for id, x in ready.items() if not isinstance(x, webpush.Message)})
        messages = ((id, x) for id, x in ready.items() if isinstance(x, webpush.Message))
        webpush.send(self._batch, messages, services=self.config.services)
        return len(claimed)

    def settle_completed(self, *, at_least: int) -> None:
        completed = self._batch.take(at_least=at_least, seconds=PATIENCE)
        self._settle({int(str(key)): answer for key, answer in completed})

    def _settle(self, outcomes: Mapping[int, Outcome]) -> None:
        ended = [_ended(*self._rows.pop(id), outcome) for id, outcome in outcomes.items()]
        if ended:
            _settle(ended, self.clock)


class _Ended(NamedTuple):
    """How a row ended; which watch of the device's it has answered, and what else to say of it."""

    row: Claimed
    outcome: Outcome
    watch: Watchers | None
    note: Reason | None


def _ended(row: Claimed, deciding: Deciding, saying: Saying, outcome: Outcome) -> _Ended:
    watch = deciding.watches(row) if isinstance(outcome, Sent) else None
    return _Ended(row=row, outcome=outcome, watch=watch, note=saying.note(row))


def _settle(ended: Sequence[_Ended], now: datetime) -> None:
    ended = _without_the_gone(ended, now)
    watches = [(end.row.subscription_id, end.watch) for end in ended if end.watch]
    with outbox.atomic():
        outbox.settle([settlement.settlement(end.row, end.outcome, now, end.note) for end in ended])
        watching.mark_notified(watches, now)
    push_services.record([(end.row.origin, end.outcome) for end in ended], now=now)
    _log(ended)


def _without_the_gone(ended: Sequence[_Ended], now: datetime) -> Sequence[_Ended]:
    """Forgets them; whose browser has renewed its subscription meanwhile is told there."""
    gone = [end.row for end in ended if isinstance(end.outcome, Gone)]
    if not gone:
        return ended
    renewed = lifecycle.delete_gone({row.subscription_id: row.endpoint for row in gone})
    again = Rest(until=now, reason=Reason.SUBSCRIPTION_RENEWED)
    return [
        end._replace(outcome=again)
        if isinstance(end.outcome, Gone) and end.row.subscription_id in renewed
        else end
        for end in ended
    ]


def _ready(
    row: Claimed, deciding: Deciding, saying: Saying
) -> webpush.Message | Skip | Later | Failed:
    """One row that cannot be read must not hold up the other four hundred and ninety-nine."""
    try:
        return deciding.verdict(row) or saying.message(
            row, deciding.known(row), expires_at=deciding.expires_at(row)
        )
    except Exception as error:
        logger.exception("push %s could not be prepared", row.id)
        return Failed(reason=Reason.NOT_PREPARED, detail=type(error).__name__)


def _log(ended: Sequence[_Ended]) -> None:
    """A line for many rows; one for each only for who asks for it: it costs as much as sending."""
    counts = Counter(_word(end.outcome) for end in ended)
    logger.info("pushes: %s", ", ".join(f"{n} {word}" for word, n in counts.most_common()))
    if logger.isEnabledFor(logging.DEBUG):
        for row, outcome, *_ in ended:
            logger.debug("push %s %s of %s:%s", row.id, _word(outcome), row.kind, row.subject)


def _word(outcome: Outcome) -> str:
    return type(outcome).__name__.lower()
