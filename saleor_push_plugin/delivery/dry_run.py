"""Asks what a scenario would send, or would have sent: no row is made, nothing is sent or stored.

Events are found as sweeps find them, and asked for the objections of the planner and the worker.
Each scenario is asked for itself, as if it were switched on.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from .. import scenarios
from ..core.dry_run import DryRun, Loss
from ..core.event import Event
from ..core.outcome import Later, Skip
from ..core.person import Person
from ..core.reason import Reason
from ..core.scenario import Scenario
from ..experiments import assigning
from ..settings.config import Config
from ..shop import facts as shop_facts
from ..shop import past_events
from ..shop.past_events import PastEvents
from ..shop.vouchers import Promise
from . import dry_rows, fact_loading, planner, voucher_codes
from .dry_eligibility import DryEligibility, Recent
from .dry_rows import Row, TooManyError
from .dry_tally import Tally

DAY = timedelta(days=1)
# Events that are asked together, and events of a scenario in all.
BATCH, MOST_EVENTS = 500, 20_000


@dataclass(frozen=True, kw_only=True)
class Period:
    """What is due in [since, until). `is_past`: what people did after it was due is left out."""

    since: datetime
    until: datetime
    is_past: bool = False


def today(now: datetime) -> Period:
    """What was due in the last 24 hours, as of now."""
    return Period(since=now - DAY, until=now)


def last_days(days: int, now: datetime) -> Period:
    """What was due in so many days, as of then."""
    return Period(since=now - days * DAY, until=now, is_past=True)


def run(
    scenario: Scenario[Any],
    period: Period,
    config: Config,
    *,
    channels: Collection[str] | None = None,
    past: PastEvents | None = None,
    go_on: Callable[[], object] = lambda: None,
) -> DryRun:
    """What a scenario would have sent. Raises TooManyError.

    `channels`: only what happened in these, None: in all. `past`: shared by several scenarios,
    which have events in common. `go_on` is called before each batch and each person, and may raise
    to end it. Only reads: the caller makes sure of that (shop.read_only).
    """
    asked = _Asked(scenario=scenario, period=period, config=_switched_on(config, scenario))
    tally = Tally(quota=voucher_codes.quota(scenario, config))
    for events in _batches(_events(asked, past or PastEvents(), go_on), asked):
        go_on()
        _count(events, asked, channels, tally, go_on)
    return tally.result()


def _switched_on(config: Config, scenario: Scenario[Any]) -> Config:
    """The configuration with this scenario, and without quiet hours: they only move a push."""
    return replace(config, disabled=config.disabled - {scenario.code}, quiet=None)


@dataclass(kw_only=True)
class _Asked:
    """A scenario and a period, and what its people would have got by then."""

    scenario: Scenario[Any]
    period: Period
    config: Config
    recent: Recent = field(default_factory=dict)

    def due(self, event: Event) -> datetime:
        return event.at + scenarios.delay(self.scenario)

    def now(self, events: Sequence[Event]) -> datetime:
        """As of when a batch is asked."""
        if self.period.is_past:
            return max(self.due(event) for event in events)
        return self.period.until


def _events(asked: _Asked, past: PastEvents, go_on: Callable[[], object]) -> list[Event]:
    """The events whose push was due in the period, each once, the first due first."""
    period, kind, wait = asked.period, asked.scenario.trigger, scenarios.delay(asked.scenario)
    reported = period.since - wait, period.until - wait
    stored = past_events.stored(kind, *reported, most=MOST_EVENTS + 1)
    events = {event.key: event for event in stored}
    if len(events) > MOST_EVENTS:
        raise TooManyError
    for part in past.found(kind, period.since - wait, period.until):
        go_on()
        for event in part:
            if period.since <= asked.due(event) < period.until:
                events.setdefault(event.key, event)
        if len(events) > MOST_EVENTS:
            raise TooManyError
    return sorted(events.values(), key=lambda event: (event.at, event.key))


def _batches(events: Sequence[Event], asked: _Asked) -> Iterator[Sequence[Event]]:
    """Events that are asked together: in the past those of one day (UTC)."""
    for _, group in groupby(events, lambda event: asked.due(event).astimezone(UTC).date()):
        of_day = list(group)
        for start in range(0, len(of_day), BATCH):
            yield of_day[start : start + BATCH]


def _count(
    events: Sequence[Event],
    asked: _Asked,
    channels: Collection[str] | None,
    tally: Tally,
    go_on: Callable[[], object],
) -> None:
    """Ask a batch of events, and count what becomes of each, for each person."""
    facts = _shared_facts(events, asked)
    ended = {
        event: reason
        for event in events
        if (reason := planner.objection(asked.scenario, facts.get(event), asked.config))
    }
    going = {event: facts[event] for event in events if event not in ended}
    rows = dry_rows.rows(asked.scenario, going, asked.now(events))
    seen = [row for row in rows if _is_seen(facts[row.event].channel or row.channel, channels)]
    nobody = set(going) - {row.event for row in rows}
    shown = {
        event: reason
        for event, reason in (ended | dict.fromkeys(nobody, Reason.NO_SUBSCRIPTION)).items()
        if _is_seen(getattr(facts.get(event), "channel", ""), channels)
    }
    tally.events += len(shown) + len({row.event for row in seen})
    tally.lost.update(Loss(reason) for reason in shown.values())
    if seen:
        _count_rows(seen, asked, asked.now(events), tally, go_on)


def _shared_facts(events: Sequence[Event], asked: _Asked) -> Mapping[Event, Any]:
    """What is the same for everybody, by event; without what the shop no longer has."""
    pairs: dict[Event, tuple[str, Person | None]] = {
        event: (event.subject, None) for event in events
    }
    then = {pairs[e]: asked.due(e) for e in events} if asked.period.is_past else {}
    found = shop_facts.load(asked.scenario.trigger, pairs.values(), then)
    return {event: found[pair] for event, pair in pairs.items() if pair in found}


def _is_seen(channel: str, channels: Collection[str] | None) -> bool:
    return channels is None or channel in channels


def _count_rows(
    rows: Sequence[Row],
    asked: _Asked,
    now: datetime,
    tally: Tally,
    go_on: Callable[[], object],
) -> None:
    eligibility = _eligibility(rows, asked, now)
    losses = {row: _loss(row, eligibility) for row in rows}
    going = [row for row in rows if losses[row] is None]
    held_out = assigning.held_out({r.person.key for r in going if _holdable(r, eligibility)})
    for row in going:
        if row.person.key in held_out and _holdable(row, eligibility):
            losses[row] = Loss(Reason.HELD_OUT)
    for row, loss in _best_of_each_person(losses).items():
        # The voucher of each takes some questions.
        go_on()
        if loss is None:
            tally.send(row.person.key)
            tally.promise(_promise(row, eligibility, asked), now.astimezone(UTC).date())
        else:
            tally.lost[loss] += 1


def _eligibility(rows: Sequence[Row], asked: _Asked, now: datetime) -> DryEligibility:
    claimed = [row.claimed for row in rows]
    then = {fact_loading.key_of(row.claimed): asked.due(row.event) for row in rows}
    return DryEligibility(
        claimed,
        asked.config,
        now,
        since=asked.period.since,
        moments=then if asked.period.is_past else {},
        recent=asked.recent,
    )


def _loss(row: Row, eligibility: DryEligibility) -> Loss | None:
    match eligibility.loss(row.claimed):
        case Skip(reason=reason):
            return Loss(reason)
        case Later(until=until, reason=reason):
            asked = eligibility.is_asked_for(row.claimed)
            return Loss(reason, waits=asked or until < eligibility.expires_at(row.claimed))
    return None


def _holdable(row: Row, eligibility: DryEligibility) -> bool:
    return eligibility.may_be_held_out(row.claimed)


def _best_of_each_person(losses: Mapping[Row, Loss | None]) -> Mapping[Row, Loss | None]:
    """Of each event and person one row: one that is sent, else one that waits, else any."""
    best: dict[tuple[Event, str], Row] = {}
    for row, loss in losses.items():
        place = row.event, row.person.key
        if place not in best or _rank(loss) > _rank(losses[best[place]]):
            best[place] = row
    return {row: losses[row] for row in best.values()}


def _rank(loss: Loss | None) -> int:
    return 2 if loss is None else int(loss.waits)


def _promise(row: Row, eligibility: DryEligibility, asked: _Asked) -> Promise | Reason | None:
    """The code of a push, of the voucher as it is set now."""
    return voucher_codes.looked_up(
        asked.scenario,
        eligibility.facts(row.claimed),
        person=row.person,
        config=asked.config,
        since=row.claimed.event_at,
        now=asked.period.until,
    )
