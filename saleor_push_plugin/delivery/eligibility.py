"""Decides whether a claimed row is sent, from current facts and the person's recent pushes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from .. import outbox, scenarios
from ..core.audience import Access, Watchers
from ..core.facts.common import SeenInAnyChannel
from ..core.outcome import Later, Skip
from ..core.quiet_hours import QuietHours
from ..core.reason import AnyReason, Reason
from ..models import State, renamed_channels
from ..outbox import Claimed, previous_step
from ..settings.config import Config
from . import asked_alerts, audiences, fact_loading, frequency_cap, unproven_browsers
from .marketing_refusals import MarketingRefusals
from .unseen_order_news import unseen_until

# Also where the owner has no quiet hours: nobody is woken for what could come at any time.
NIGHT = QuietHours(start=time(21), end=time(8))
WAITING = {State.PENDING, State.SENDING}
# A paused campaign may go on, and a fault in what is read may be corrected, before a push expires.
LOOK_AGAIN = timedelta(minutes=5)


@dataclass
class Eligibility:
    """The eligibility of rows that were claimed together: sent now, later or never, and why."""

    rows: Sequence[Claimed]
    config: Config
    now: datetime
    # Until when what people did is known, by fact; else it is as of now.
    moments: Mapping[fact_loading.FactKey, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        keys = {row.id: fact_loading.key_of(row) for row in self.rows}
        self._loaded, unreadable = fact_loading.read(set(keys.values()), self.moments)
        # Asked once for each fact: to ask a protocol takes as long as to encrypt.
        self._anywhere = {k for k, x in self._loaded.items() if isinstance(x, SeenInAnyChannel)}
        self._seen: dict[tuple[fact_loading.FactKey, str], Any] = {}
        self._facts = {row.id: self._seen_by(row, keys[row.id]) for row in self.rows}
        self._unreadable = {id for id, key in keys.items() if key in unreadable}
        self._audiences = {row.id: audiences.of_row(row, self._facts[row.id]) for row in self.rows}
        self._unreadable |= self._in_renamed_channels()
        self._matching = audiences.still_matching(
            [(row.subscription_id, who) for row in self.rows if (who := self._audiences[row.id])]
        )
        self._previous = self.previous_keys()
        self._steps = previous_step.steps(self._previous.values())
        self._marketing = {
            code for code in {row.scenario for row in self.rows} if scenarios.is_marketing(code)
        }
        self._load_marketing_data([row for row in self.rows if row.scenario in self._marketing])

    def previous_keys(self) -> dict[int, str]:
        """The keys of the steps before, by row id, of rows whose scenario follows another."""
        keys = {row.id: previous_step.previous_key(row.key, row.scenario) for row in self.rows}
        return {id: key for id, key in keys.items() if key}

    def recent_pushes(self, people: Collection[str]) -> dict[str, set[frequency_cap.RecentPush]]:
        """The marketing pushes of the last week by person, without these rows."""
        return frequency_cap.recent_pushes(people, [row.id for row in self.rows], self.now)

    def _in_renamed_channels(self) -> set[int]:
        """Rows whose channel was renamed a moment ago: their watches still have its former slug."""
        watches = {row.id: watch for row in self.rows if (watch := self.watches(row))}
        slugs = renamed_channels.not_followed({watch.channel for watch in watches.values()})
        return {id for id, watch in watches.items() if watch.channel in slugs}

    def _seen_by(self, row: Claimed, key: fact_loading.FactKey) -> Any:
        """The facts as this reader sees them: of what has no channel of its own, in theirs.

        Readers of one channel share them, so that the text is rendered once.
        """
        facts: Any = self._loaded.get(key)
        if key not in self._anywhere:
            return facts
        place = key, row.channel
        if place not in self._seen:
            self._seen[place] = facts.seen_in(row.channel)
        return self._seen[place]

    def _load_marketing_data(self, rows: Sequence[Claimed]) -> None:
        self._refusals = MarketingRefusals(rows, self._facts, self.channels, self.now)
        people = {row.person.key for row in rows}
        self._recent = self.recent_pushes(people)
        self._answered = unproven_browsers.answered_watches(unproven_browsers.unproven(rows))
        self._turns = unproven_browsers.Turns(rows, self.now)
        watches = {row.id: (row.subscription_id, self.watches(row)) for row in rows}
        self._asked = asked_alerts.AskedAlerts(watches, self._recent, self.now)
        self._unseen = unseen_until(rows, self.now)

    def verdict(self, row: Claimed) -> Skip | Later | None:
        """Why a row is not sent now, or None."""
        if row.id in self._unreadable:
            return Later(until=self.now + LOOK_AGAIN, reason=Reason.FACTS_UNREADABLE)
        if reason := self._objection(row):
            asked = self.is_asked_for(row)
            return asked_alerts.waits_for(reason, asked, self.now) or Skip(reason=reason)
        if later := self._later(row):
            return later
        if row.scenario not in self._marketing:
            return None
        if self.is_asked_for(row):
            return self._asked.later(row, self.facts(row), self.watches(row))
        reason = self._frequency_objection(row)
        return self._over_limit(row, reason) if reason else None

    def _objection(self, row: Claimed) -> AnyReason | None:
        scenario, facts = scenarios.find(row.scenario), self.facts(row)
        if scenario is None or row.scenario in self.config.disabled:
            return Reason.SCENARIO_DISABLED
        if facts is None:
            return Reason.SUBJECT_NOT_FOUND
        if self.expires_at(row) <= self.now:
            return Reason.TOO_LATE
        if (row.subscription_id, self._audiences[row.id]) not in self._matching:
            return Reason.WATCH_ENDED if self.watches(row) else Reason.OWNER_CHANGED
        if scenario.topic not in row.topics:
            return Reason.NO_CONSENT
        is_marketing = row.scenario in self._marketing
        if is_marketing and (reason := self._refusals.reason(row, facts.channel)):
            return reason
        if is_marketing and row.unnoticed and not self._is_promised(row):
            return Reason.UNNOTICED
        return scenario.objection(facts) or self._step_objection(row)

    def is_asked_for(self, row: Claimed) -> bool:
        """Whether the shopper asked for this very push."""
        scenario, facts = scenarios.find(row.scenario), self.facts(row)
        return scenario is not None and facts is not None and scenario.is_asked_for(facts)

    def may_be_held_out(self, row: Claimed) -> bool:
        """Whether a row that is about to be sent is left out if its person is in the hold-out."""
        if not self.config.hold_out or row.scenario not in self._marketing:
            return False
        return not self._is_promised(row)

    def _is_promised(self, row: Claimed) -> bool:
        """Whether the shopper asked for it, or was promised it: a code, or the end of one."""
        owed = scenarios.SCENARIOS[row.scenario].is_owed(self.facts(row))
        return owed or self.is_asked_for(row)

    def _is_first_asked(self, row: Claimed) -> bool:
        watch = self.watches(row)
        key = watch and unproven_browsers.watch_key(row.subscription_id, watch)
        return key in self._answered

    def _step_objection(self, row: Claimed) -> Reason | None:
        key = self._previous.get(row.id)
        step = self._steps.get(key) if key else None
        if not key or (step and (step.held_out or step.state in {*WAITING, State.SENT})):
            return None
        return Reason.PREVIOUS_STEP_NOT_SENT

    def _later(self, row: Claimed) -> Later | None:
        later = self._while_halted(row) or self._after_step(row) or self._while_active(row)
        if later:
            return later
        if row.scenario not in self._marketing:
            return self._at_night(row)
        if row.paused_until and row.paused_until > self.now:
            return Later(until=row.paused_until, reason=Reason.PAUSED)
        if seen_by := self._unseen.get(row.subscription_id):
            return Later(until=seen_by, reason=Reason.ORDER_NEWS_UNSEEN)
        quiet = self.config.quiet_until(self.now, row.time_zone)
        return Later(until=quiet, reason=Reason.QUIET_HOURS) if quiet else self._turn(row)

    def _at_night(self, row: Claimed) -> Later | None:
        """An order update whose time we chose waits for the reader's day, like marketing."""
        if not scenarios.SCENARIOS[row.scenario].is_timed_by_us(self.facts(row)):
            return None
        morning = self.config.quiet_until(self.now, row.time_zone, otherwise=NIGHT)
        return Later(until=morning, reason=Reason.QUIET_HOURS) if morning else None

    def _turn(self, row: Claimed) -> Later | None:
        """Unproven browsers get what they asked for, and one other push in turn."""
        if row.is_proven or self._is_first_asked(row):
            return None
        return self.turn(row)

    def turn(self, row: Claimed) -> Later | None:
        """When a push to an unproven browser asks again; None: it takes a turn now."""
        return self._turns.refusal(row)

    def _after_step(self, row: Claimed) -> Later | None:
        key = self._previous.get(row.id)
        if not key:
            return None
        step, scenario = self._steps[key], scenarios.SCENARIOS[row.scenario]
        due = (step.seen_at or self.now) + scenario.delay
        if due <= self.now:
            return None
        return Later(until=due, reason=Reason.WAITS_FOR_PREVIOUS_STEP)

    def _while_halted(self, row: Claimed) -> Later | None:
        """For some minutes; then it is asked again whether it goes on."""
        reason = scenarios.SCENARIOS[row.scenario].halted(self.facts(row))
        if not reason:
            return None
        return Later(until=min(self.expires_at(row), self.now + LOOK_AGAIN), reason=reason)

    def _while_active(self, row: Claimed) -> Later | None:
        over = scenarios.SCENARIOS[row.scenario].busy_until(self.facts(row))
        if over is None or over <= self.now:
            return None
        return Later(until=over, reason=Reason.SHOPPER_ACTIVE)

    def _frequency_objection(self, row: Claimed) -> Reason | None:
        """Why the person gets no more marketing now. A push on two subscriptions counts once."""
        scenario, recent = scenarios.SCENARIOS[row.scenario], self._recent[row.person.key]
        others = {push for push in recent if not push.is_push(row.event_id, row.scenario)}
        if row.weekly_limit is not None and frequency_cap.count(others) >= row.weekly_limit:
            return Reason.SHOPPER_LIMIT_REACHED
        if others != recent:
            return None
        about = scenario.about(self.facts(row))
        if any(self._is_same_subject(push, row, about) for push in recent):
            return Reason.SAME_SUBJECT_RECENTLY
        counted = {push for push in recent if not push.asked}
        if frequency_cap.count(counted) >= self.config.weekly_share(scenario.priority):
            return Reason.WEEKLY_CAP_REACHED
        recent.add(
            frequency_cap.RecentPush(
                event_id=row.event_id, scenario=row.scenario, about=about, at=self.now
            )
        )
        return None

    def _over_limit(self, row: Claimed, reason: Reason) -> Skip | Later:
        """What becomes of a push over a weekly limit: a campaign's waits inside its expiry."""
        scenario = scenarios.SCENARIOS[row.scenario]
        share = self.config.weekly_share(scenario.priority)
        limits = frequency_cap.Limits(shop=share, shopper=row.weekly_limit)
        free = limits.free_at(reason, self._recent[row.person.key], self.now)
        waits = scenario.waits_for_cap and free and free < self.expires_at(row)
        return Later(until=free, reason=reason) if free and waits else Skip(reason=reason)

    def _is_same_subject(self, push: frequency_cap.RecentPush, row: Claimed, about: str) -> bool:
        """Whether another event led to a recent push of this subject. Steps share their event."""
        recent = push.at > self.now - frequency_cap.SAME_SUBJECT
        return recent and push.about == about and push.event_id != row.event_id

    def giving_way(self, ready: Sequence[Claimed]) -> dict[int, Later]:
        """Order updates that were put back, as a worker is sending another one of the subject."""
        urgent = [row.id for row in ready if row.scenario not in self._marketing]
        put_back = outbox.give_way(urgent, [row.id for row in self.rows], self.now)
        until = self.now + outbox.giving_way.WAIT
        return dict.fromkeys(put_back, Later(until=until, reason=Reason.WAITS_FOR_OTHER_UPDATE))

    def superseded(self, ready: Sequence[Claimed]) -> dict[int, Skip]:
        """Skip order updates whose subscription has, or now gets, a newer one of the same subject.

        The older one would replace the newer one on the screen.
        """
        urgent = [row for row in ready if row.scenario not in self._marketing]
        about = {row.id: scenarios.SCENARIOS[row.scenario].about(self.facts(row)) for row in urgent}
        old = frequency_cap.superseded_rows(urgent, about)
        return dict.fromkeys(old, Skip(reason=Reason.SUPERSEDED))

    def expires_at(self, row: Claimed) -> datetime:
        """The planned expiry, or the scenario's `valid_until` if that is earlier.

        What the shopper asked for does not expire; the message does.
        """
        scenario = scenarios.SCENARIOS[row.scenario]
        asked = self.is_asked_for(row)
        planned = max(row.expires_at, self.now + scenario.ttl) if asked else row.expires_at
        end = scenario.valid_until(self.facts(row))
        return min(planned, end) if end else planned

    def watches(self, row: Claimed) -> Watchers | None:
        """The audience of a push to watchers, which tells the watch it answers; else None."""
        audience = self._audiences[row.id]
        return audience if isinstance(audience, Watchers) else None

    def access(self, row: Claimed) -> Access:
        """What the subscription of a row that is sent may learn of what the push is about."""
        audience = self._audiences[row.id]
        return self._matching[row.subscription_id, audience] if audience else Access.NEWS

    @property
    def channels(self) -> set[str]:
        """The channels of the loaded facts."""
        return {facts.channel for facts in self._facts.values() if facts is not None}

    def facts(self, row: Claimed) -> Any:
        """The facts of a row's subject; None if the shop no longer has it."""
        return self._facts[row.id]
