"""Sends due notifications: claim, check again, render, send, settle.

Notifications are settled as their outcomes come, and the next are claimed meanwhile. A push
service that does not answer never delays the rest of a batch.
"""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from .. import outbox, webpush
from ..core.audience import Watchers
from ..core.outcome import Failed, Gone, Held, Later, Outcome, Rest, Sent, Skip
from ..core.reason import Reason
from ..experiments import assigning
from ..experiments.assigning import Arm, Subject, tried_with
from ..messages import overrides
from ..outbox import Claimed, service_blocks
from ..settings import operator
from ..settings.config import Config
from ..shop import watched_variants
from ..subscribers import removal, watches
from . import browser_answers, next_state, planner
from .eligibility import Eligibility
from .rendering import Renderer

logger = logging.getLogger(__name__)
BATCH = 500
# Rows that one task has claimed and not settled: enough to keep every connection busy.
MAX_IN_FLIGHT = 2 * BATCH
# Outcomes are settled so many at a time, or as many as came within PATIENCE seconds.
SETTLE_SIZE, PATIENCE = 250, 0.5
# An unplanned event older than this waits behind this task: its own task would have planned it.
OVERLOOKED_AFTER = timedelta(seconds=0.25)
# Why a row is not sent, and what it is once it was looked at.
NotReady = Skip | Later | Held | Failed
Ready = webpush.Message | NotReady
UNAVAILABLE = {Reason.SOLD_OUT, Reason.NOT_FOR_SALE}


def deliver(config: Config, *, now: datetime, event_id: int | None = None) -> int:
    """Send up to BATCH due rows (of one event, if given); returns how many were claimed."""
    run = _DeliveryRun(config=config, now=now)
    claimed = run.claim(event_id=event_id)
    while run.is_unfinished:
        run.settle_completed(at_least=BATCH)
    return claimed


def pump(config: Config, *, now: datetime, bulk: bool, seconds: float) -> bool:
    """Send what is due of a lane, for so many seconds; whether there may be more.

    For bulk it also turns chunks into notifications. Transactional notifications go first, and
    events that wait for a worker are planned, so that with a single worker, too, a campaign delays
    no order confirmation. After its time it only waits for the last outcomes.
    """
    run, more = _DeliveryRun(config=config, now=now), True
    while True:
        in_time = run.elapsed < seconds
        run.plan_overlooked_events()
        made = bulk and in_time and planner.make_more_rows(config, now=run.clock)
        if run.has_room:
            claimed = run.claim(bulk=None if bulk and in_time else False)
            # Rows claimed after the time are transactional; they say nothing about the rest.
            more = made or claimed > 0 if in_time else more
        if not run.is_unfinished and not (more and in_time):
            return more
        run.settle_completed(at_least=SETTLE_SIZE)


@dataclass(kw_only=True)
class _DeliveryRun:
    """The rows that one task has claimed and not settled."""

    config: Config
    now: datetime
    _rows: dict[int, tuple[Claimed, Eligibility, Renderer]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._batch = webpush.Batch(contact=self.config.contact, now=self.now)
        self._last_check = self.now

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
    def is_unfinished(self) -> bool:
        return self._batch.in_flight > 0 and not self._batch.is_overdue

    def plan_overlooked_events(self) -> None:
        now = self.clock
        if now - self._last_check < OVERLOOKED_AFTER:
            return
        self._last_check = now
        overlooked = outbox.unplanned(now, limit=100, grace=OVERLOOKED_AFTER, urgent=True)
        if [id for id in overlooked if planner.plan(id, self.config, now=now)]:
            self.claim(bulk=False)

    def claim(self, *, event_id: int | None = None, bulk: bool | None = None) -> int:
        now, rate = self.clock, operator.rate()
        claimed = outbox.claim(now, limit=BATCH, event_id=event_id, bulk=bulk, rate=rate)
        if not claimed:
            return 0
        eligibility = Eligibility(claimed, self.config, now)
        texts = overrides.load({row.scenario for row in claimed}, eligibility.channels)
        renderer = Renderer(self.config, now, texts)
        ready: dict[int, Ready] = {}
        for row, subject in _subjects(claimed, eligibility, renderer, now):
            ready[row.id] = _ready(row, subject, eligibility, renderer)
        # First who waits for another worker, then who is older than what is sent by now: what that
        # worker sends between the two questions, the second one finds.
        ready |= eligibility.giving_way(_sendable(claimed, ready))
        ready |= eligibility.superseded(_sendable(claimed, ready))
        self._rows |= {row.id: (row, eligibility, renderer) for row in claimed}
        self._settle({id: x for id, x in ready.items() if not isinstance(x, webpush.Message)})
        messages = ((id, x) for id, x in ready.items() if isinstance(x, webpush.Message))
        webpush.send(self._batch, messages, services=self.config.services)
        return len(claimed)

    def settle_completed(self, *, at_least: int) -> None:
        completed = self._batch.take(at_least=at_least, seconds=PATIENCE)
        self._settle({int(str(key)): answer for key, answer in completed})

    def _settle(self, outcomes: Mapping[int, Outcome]) -> None:
        results = [_row_outcome(*self._rows.pop(id), outcome) for id, outcome in outcomes.items()]
        if results:
            _settle(results, self.clock)


class _RowOutcome(NamedTuple):
    """The outcome of a row, the watch it is for, the price, and why it lacks a voucher code."""

    row: Claimed
    outcome: Outcome
    watch: Watchers | None
    price: Decimal | None
    note: Reason | None
    arm: Arm | None


def _row_outcome(
    row: Claimed, eligibility: Eligibility, renderer: Renderer, outcome: Outcome
) -> _RowOutcome:
    watch = eligibility.watches(row)
    price = eligibility.facts(row).price if watch else None
    return _RowOutcome(
        row=row,
        outcome=outcome,
        watch=watch,
        price=price.amount if price else None,
        note=renderer.note(row),
        arm=renderer.arm(row, eligibility.facts(row)),
    )


def _sendable(claimed: Sequence[Claimed], ready: Mapping[int, object]) -> Sequence[Claimed]:
    return [row for row in claimed if isinstance(ready[row.id], webpush.Message)]


def _settle(outcomes: Sequence[_RowOutcome], now: datetime) -> None:
    outcomes = _delete_gone(_doubt_gone(outcomes, now), now)
    browser_answers.record([(one.row, one.outcome) for one in outcomes], now)
    notified = [
        watches.Told(subscription_id=one.row.subscription_id, watch=one.watch, price=one.price)
        for one in outcomes
        if one.watch and isinstance(one.outcome, Sent)
    ]
    with outbox.atomic():
        outbox.settle(
            [
                next_state.next_state(one.row, one.outcome, now, one.note, one.arm)
                for one in outcomes
            ]
        )
        watches.mark_notified(notified, now)
        watched_variants.found_unavailable(_unavailable(outcomes))
    service_blocks.record(_answers(outcomes), now=now)
    _log(outcomes)


def _unavailable(outcomes: Sequence[_RowOutcome]) -> list[tuple[int, str]]:
    return [
        (one.watch.variant_id, one.watch.channel)
        for one in outcomes
        if one.watch and isinstance(one.outcome, Skip) and one.outcome.reason in UNAVAILABLE
    ]


def _answers(outcomes: Sequence[_RowOutcome]) -> list[tuple[str, str, Outcome]]:
    """What `service_blocks` takes: origin, witness, outcome."""
    return [
        (row.origin, row.gone_witness if isinstance(outcome, Gone) else row.witness, outcome)
        for row, outcome, *_ in outcomes
    ]


def _doubt_gone(outcomes: Sequence[_RowOutcome], now: datetime) -> Sequence[_RowOutcome]:
    """A subscription is not deleted while its push service calls everybody's gone."""
    if not any(isinstance(one.outcome, Gone) for one in outcomes):
        return outcomes
    certain = service_blocks.doubted(_answers(outcomes), now=now)
    return [one._replace(outcome=x) for one, x in zip(outcomes, certain, strict=True)]


def _delete_gone(outcomes: Sequence[_RowOutcome], now: datetime) -> Sequence[_RowOutcome]:
    """Delete gone subscriptions. Rows whose browser has renewed its subscription are sent again."""
    gone = [one.row for one in outcomes if isinstance(one.outcome, Gone)]
    if not gone:
        return outcomes
    renewed = removal.delete_gone({row.subscription_id: row.endpoint for row in gone}, now)
    again = Rest(until=now, reason=Reason.SUBSCRIPTION_RENEWED)
    return [
        one._replace(outcome=again)
        if isinstance(one.outcome, Gone) and one.row.subscription_id in renewed
        else one
        for one in outcomes
    ]


def _subjects(
    claimed: Sequence[Claimed], eligibility: Eligibility, renderer: Renderer, now: datetime
) -> list[tuple[Claimed, Subject | NotReady]]:
    """What each row is about to say and to whom, or why it is not sent.

    The renderer learns who of them is held out, and whose texts are part of an experiment: one
    query, after every other objection.
    """
    pairs = [(row, _subject(row, eligibility, renderer, now)) for row in claimed]
    going = [subject for _, subject in pairs if isinstance(subject, Subject)]
    renderer.assigned = assigning.assign(going, now)
    return pairs


def _subject(
    row: Claimed, eligibility: Eligibility, renderer: Renderer, now: datetime
) -> Subject | NotReady:
    """An error affects no other row of the batch."""
    try:
        return (
            browser_answers.quarantine_of(row, now)
            or eligibility.verdict(row)
            or renderer.waits_for_key(row)
            or renderer.codes.refusal(row, eligibility.facts(row), eligibility.expires_at(row))
            or Subject(
                person=row.person.key,
                scenario=tried_with(row.scenario, eligibility.facts(row)),
                channel=eligibility.facts(row).channel,
                language=renderer.language(row, eligibility.facts(row)),
                holdable=eligibility.may_be_held_out(row),
            )
        )
    except Exception as error:
        logger.exception("push %s could not be checked", row.id)
        return Failed(reason=Reason.NOT_PREPARED, detail=type(error).__name__)


def _ready(
    row: Claimed, subject: Subject | NotReady, eligibility: Eligibility, renderer: Renderer
) -> Ready:
    """The message of a row, or why there is none. An error affects no other row of the batch."""
    if not isinstance(subject, Subject):
        return subject
    if subject.holdable and subject.person in renderer.assigned.held_out:
        return Skip(reason=Reason.HELD_OUT)
    try:
        return renderer.message(
            row,
            eligibility.facts(row),
            expires_at=eligibility.expires_at(row),
            access=eligibility.access(row),
        )
    except Exception as error:
        logger.exception("push %s could not be prepared", row.id)
        return Failed(reason=Reason.NOT_PREPARED, detail=type(error).__name__)


def _log(outcomes: Sequence[_RowOutcome]) -> None:
    """Log a line per batch. A line per row is logged at DEBUG only: it costs as much as sending."""
    counts = Counter(_word(one.outcome) for one in outcomes)
    logger.info("pushes: %s", ", ".join(f"{n} {word}" for word, n in counts.most_common()))
    if logger.isEnabledFor(logging.DEBUG):
        for row, outcome, *_ in outcomes:
            logger.debug("push %s %s of %s:%s", row.id, _word(outcome), row.kind, row.subject)


def _word(outcome: Outcome) -> str:
    return type(outcome).__name__.lower()
