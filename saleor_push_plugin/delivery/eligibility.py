"""Whether a claimed row may go: the shop's facts, asked again, and what the person was told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from .. import scenarios
from ..core.audience import Audience, Watchers
from ..core.outcome import Later, Skip
from ..core.reason import AnyReason, Reason
from ..core.scenario import Topic
from ..models import State
from ..outbox import Claimed, sequence
from ..settings.config import Config
from ..shop import customers, facts
from . import audiences, fact_loading, frequency

HELD = {State.PENDING, State.SENDING}
# A fault of ours or of the shop's data: somebody may mend it before the push is too late.
UNREAD_WAIT = timedelta(minutes=5)


@dataclass
class Deciding:
    """Decides for each of the rows claimed together: now, later, or not at all, and why."""

    rows: Sequence[Claimed]
    config: Config
    now: datetime

    def __post_init__(self) -> None:
        asked = {row.id: _fact(row) for row in self.rows}
        self._facts, unread = fact_loading.read(set(asked.values()))
        self._known = {id: self._facts.get(fact) for id, fact in asked.items()}
        self._unread = {id for id, fact in asked.items() if fact in unread}
        self._audiences = {row.id: _audience(row, self._known[row.id]) for row in self.rows}
        self._held = audiences.belonging(
            [(row.subscription_id, who) for row in self.rows if (who := self._audiences[row.id])]
        )
        keys = {row.id: sequence.previous_key(row.key, row.scenario) for row in self.rows}
        self._before = {id: key for id, key in keys.items() if key}
        self._steps = sequence.steps(self._before.values())
        self._marketing = {code for code in {row.scenario for row in self.rows} if _markets(code)}
        self._ask_for_marketing([row for row in self.rows if row.scenario in self._marketing])

    def _ask_for_marketing(self, rows: Sequence[Claimed]) -> None:
        users = {row.person.user_id for row in rows if row.person.user_id is not None}
        self._closed = facts.closed(self.channels) if rows else set()
        self._barred = customers.switched_off(users) if users else set()
        people = {row.person.key for row in rows}
        self._lately = frequency.lately(people, [row.id for row in rows], self.now)

    def verdict(self, row: Claimed) -> Skip | Later | None:
        """Why a row does not go now, or None."""
        if row.id in self._unread:
            return Later(until=self.now + UNREAD_WAIT, reason=Reason.FACTS_UNREADABLE)
        if reason := self._objection(row):
            return Skip(reason=reason)
        if later := self._later(row):
            return later
        if row.scenario in self._marketing and (reason := self._too_much(row)):
            return Skip(reason=reason)
        return None

    def _objection(self, row: Claimed) -> AnyReason | None:
        scenario, known = scenarios.find(row.scenario), self.known(row)
        if scenario is None or row.scenario in self.config.disabled:
            return Reason.SCENARIO_DISABLED
        if known is None:
            return Reason.SUBJECT_NOT_FOUND
        if self.expires_at(row) <= self.now:
            return Reason.TOO_LATE
        if (row.subscription_id, self._audiences[row.id]) not in self._held:
            return Reason.WATCH_ENDED if self.watches(row) else Reason.OWNER_CHANGED
        if scenario.topic not in row.topics:
            return Reason.NO_CONSENT
        if row.scenario in self._marketing and (reason := self._switched_off(row)):
            return reason
        return scenario.objection(known) or self._objection_of_step(row)

    def _switched_off(self, row: Claimed) -> Reason | None:
        if self.known(row).channel in self._closed:
            return Reason.CHANNEL_INACTIVE
        return Reason.ACCOUNT_INACTIVE if row.person.user_id in self._barred else None

    def _objection_of_step(self, row: Claimed) -> Reason | None:
        key = self._before.get(row.id)
        step = self._steps.get(key) if key else None
        if key and (step is None or step.state not in {*HELD, State.SENT}):
            return Reason.PREVIOUS_STEP_NOT_SENT
        return None

    def _later(self, row: Claimed) -> Later | None:
        if later := self._after_step(row):
            return later
        if later := self._while_busy(row):
            return later
        if row.scenario not in self._marketing:
            return None
        if row.paused_until and row.paused_until > self.now:
            return Later(until=row.paused_until, reason=Reason.PAUSED)
        quiet = self.config.quiet and self.config.quiet.ends_at(self.now, row.time_zone)
        return Later(until=quiet, reason=Reason.QUIET_HOURS) if quiet else None

    def _after_step(self, row: Claimed) -> Later | None:
        key = self._before.get(row.id)
        if not key:
            return None
        step, scenario = self._steps[key], scenarios.SCENARIOS[row.scenario]
        due = (step.seen_at or self.now) + scenario.delay
        if due <= self.now:
            return None
        return Later(until=due, reason=Reason.WAITS_FOR_PREVIOUS_STEP)

    def _while_busy(self, row: Claimed) -> Later | None:
        over = scenarios.SCENARIOS[row.scenario].busy_until(self.known(row))
        if over is None or over <= self.now:
            return None
        return Later(until=over, reason=Reason.SHOPPER_ACTIVE)

    def _too_much(self, row: Claimed) -> Reason | None:
        """The weekly cap counts pushes to a person: the same one on a second device is free."""
        scenario, told = scenarios.SCENARIOS[row.scenario], self._lately[row.person.key]
        others = {push for push in told if not push.is_push(row.event_id, row.scenario)}
        if row.weekly_limit is not None and _pushes(others) >= row.weekly_limit:
            return Reason.SHOPPER_LIMIT_REACHED
        if others != told:
            return None
        about = scenario.about(self.known(row))
        if any(self._is_same_subject(push, row, about) for push in told):
            return Reason.SAME_SUBJECT_RECENTLY
        if _pushes(told) >= self.config.weekly_share(scenario.priority):
            return Reason.WEEKLY_CAP_REACHED
        told.add(
            frequency.Told(event_id=row.event_id, scenario=row.scenario, about=about, at=self.now)
        )
        return None

    def _is_same_subject(self, push: frequency.Told, row: Claimed, about: str) -> bool:
        """Another fact led to a push about the same; the steps of one sequence keep their pace."""
        recent = push.at > self.now - frequency.SAME_SUBJECT
        return recent and push.about == about and push.event_id != row.event_id

    def overtaken(self, going: Sequence[Claimed]) -> dict[int, Skip]:
        """Of rows that would go: news whose device has newer news of the same, or gets it now.

        The older one would take its place on the screen.
        """
        urgent = [row for row in going if row.scenario not in self._marketing]
        news = {row.id: self._news(row) for row in urgent}
        old = frequency.overtaken(set(news.values()))
        return {id: Skip(reason=Reason.SUPERSEDED) for id, one in news.items() if one in old}

    def _news(self, row: Claimed) -> frequency.News:
        about = scenarios.SCENARIOS[row.scenario].about(self.known(row))
        return frequency.News(device=row.subscription_id, about=about, at=row.event_at)

    def expires_at(self, row: Claimed) -> datetime:
        """As planned, or earlier where it stops being true earlier, as far as is known now."""
        end = scenarios.SCENARIOS[row.scenario].valid_until(self.known(row))
        return min(row.expires_at, end) if end else row.expires_at

    def watches(self, row: Claimed) -> Watchers | None:
        """Which watch of the device's a push has answered, if it was for those who wait."""
        audience = self._audiences[row.id]
        return audience if isinstance(audience, Watchers) else None

    @property
    def channels(self) -> set[str]:
        """The channels in which something happened."""
        return {known.channel for known in self._facts.values()}

    def known(self, row: Claimed) -> Any:
        """The facts of a row's subject; None if it is gone from the shop."""
        return self._known[row.id]


def _audience(row: Claimed, known: Any) -> Audience | None:
    scenario = scenarios.find(row.scenario)
    return scenario.audience(known) if scenario and known is not None else None


def _fact(row: Claimed) -> fact_loading.Fact:
    """Facts of a personal scenario are about somebody; those of others are shared by all."""
    scenario = scenarios.find(row.scenario)
    return row.kind, row.subject, row.person if scenario and scenario.personal else None


def _pushes(told: set[frequency.Told]) -> int:
    return len({(push.event_id, push.scenario) for push in told})


def _markets(code: str) -> bool:
    scenario = scenarios.find(code)
    return scenario is not None and Topic(scenario.topic).marketing
