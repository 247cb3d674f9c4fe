"""Asks what scenarios would send today, or would have sent, for staff and apps."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import graphene

from ...core.dry_run import Gap
from ...core.event import CAMPAIGN
from ...core.push_subscription import Problem
from ...core.scenario import Scenario
from ...delivery import dry_run
from ...delivery.dry_rows import TooManyError
from ...delivery.dry_run import Period
from ...scenarios import SCENARIOS
from ...settings.config import Config
from ...shop import config, past_events
from ...shop.past_events import PastEvents
from ...shop.read_only import TooSlowError, allow, read_only
from .. import scalars
from .delivery_log import MANAGE_USERS
from .dry_run_types import PushDryRun, PushDryRunUntold, Shown
from .segment_preview import errors_of
from .segments import MANAGE_DISCOUNTS

# Seconds that one request may take.
SECONDS = 20
# Milliseconds that pass before the database is told how much time is left.
_STEP = 500
MOST_DAYS, DAYS = 60, 30
PERMISSION = (
    "Requires the permission MANAGE_DISCOUNTS of an app or a member of staff; staff see the "
    f"channels of their permission groups. Once per request, {SECONDS} seconds at most: scenarios "
    "of which there was no time are in `errors`."
)


def _scenarios_argument() -> graphene.List:
    return graphene.List(
        graphene.NonNull(graphene.String), description="Codes of scenarios; left out: all."
    )


class DryRunQuery(graphene.ObjectType):
    push_dry_run = graphene.Field(
        PushDryRun,
        required=True,
        scenarios=_scenarios_argument(),
        description="What each scenario would send of what was due in the last 24 hours, and why "
        f"not the rest, as of now. {PERMISSION}",
    )
    push_backtest = graphene.Field(
        PushDryRun,
        required=True,
        scenarios=_scenarios_argument(),
        days=scalars.Int(
            description=f"How many days back, at most {MOST_DAYS}; by default {DAYS}."
        ),
        description="What each scenario would have sent in the last days: what people did later is "
        f"left out. {PERMISSION}",
    )

    class Meta:
        abstract = True

    @staticmethod
    def resolve_push_dry_run(
        _root: None, info: Any, scenarios: list[str] | None = None
    ) -> "Answer":
        return _answer(info.context, scenarios, dry_run.today(info.context.now))

    @staticmethod
    def resolve_push_backtest(
        _root: None, info: Any, scenarios: list[str] | None = None, days: int | None = None
    ) -> "Answer":
        asked = DAYS if days is None else days
        if 1 <= asked <= MOST_DAYS:
            return _answer(info.context, scenarios, dry_run.last_days(asked, info.context.now))
        info.context.require(MANAGE_DISCOUNTS)
        message = f"This must be from 1 to {MOST_DAYS}."
        problem = Problem(field="days", code="invalid", message=message)
        answer = Answer(period=dry_run.today(info.context.now))
        answer.problems.append(problem)
        return answer


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What was found in a period."""

    period: Period
    results: list[Shown] = field(default_factory=list)
    untold: list[PushDryRunUntold] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def since(self) -> Any:
        return self.period.since

    @property
    def until(self) -> Any:
        return self.period.until

    @property
    def errors(self) -> list[Any]:
        return errors_of(self.problems)


def _answer(context: Any, codes: list[str] | None, period: Period) -> Answer:
    context.require(MANAGE_DISCOUNTS)
    context.once("ask what would be sent")
    answer, run = Answer(period=period), _Run.of(context, period)
    answer.problems.extend(_unknown(codes or ()))
    for scenario in _asked(codes):
        if gaps := run.untold(scenario):
            answer.untold.append(PushDryRunUntold(scenario=scenario, gaps=gaps))
            continue
        found = run.ask(scenario)
        if isinstance(found, Problem):
            answer.problems.append(found)
        else:
            answer.results.append(found)
    return answer


def _asked(codes: Iterable[str] | None) -> Iterator[Scenario[Any]]:
    """The scenarios that are asked for; campaigns are planned by staff."""
    for code in SCENARIOS if codes is None else dict.fromkeys(codes):
        if code in SCENARIOS and (codes is not None or SCENARIOS[code].trigger != CAMPAIGN):
            yield SCENARIOS[code]


def _unknown(codes: Iterable[str]) -> Iterator[Problem]:
    for number, code in enumerate(codes):
        if code not in SCENARIOS:
            message = "There is no such scenario."
            yield Problem(field=f"scenarios.{number}", code="not_found", message=message)


@dataclass(frozen=True, kw_only=True)
class _Run:
    """The time, the rights and the settings of one request."""

    period: Period
    config: Config
    channels: set[str] | None
    exact: bool
    ends: float
    past: PastEvents = field(default_factory=PastEvents)
    # Milliseconds, one number: what a statement may take as the database knows it.
    allowed: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, context: Any, period: Period) -> "_Run":
        return cls(
            period=period,
            config=config.load(),
            channels=context.channels(),
            exact=context.may(MANAGE_USERS),
            ends=time.monotonic() + SECONDS,
        )

    def untold(self, scenario: Scenario[Any]) -> tuple[Gap, ...]:
        source = past_events.source_of(scenario.trigger)
        told = source.is_past_known or (not self.period.is_past and scenario.trigger != CAMPAIGN)
        return () if told else source.gaps

    def ask(self, scenario: Scenario[Any]) -> Shown | Problem:
        try:
            self.allowed[:] = [self._milliseconds_left()]
            with read_only(*self.allowed):
                found = dry_run.run(
                    scenario,
                    self.period,
                    self.config,
                    channels=self.channels,
                    past=self.past,
                    go_on=self._go_on,
                )
        except TooSlowError:
            return _problem(scenario, f"This took more than {SECONDS} seconds in all.")
        except TooManyError:
            return _problem(scenario, "Too much happened: ask for fewer days.")
        return Shown(
            scenario=scenario,
            is_on=self.config.sending and scenario.code not in self.config.disabled,
            found=found,
            gaps=self._gaps(scenario),
            exact=self.exact,
        )

    def _milliseconds_left(self) -> int:
        """How long a statement may take. Raises TooSlowError if no time is left."""
        left = int((self.ends - time.monotonic()) * 1000)
        if left <= 0:
            raise TooSlowError
        return left

    def _go_on(self) -> None:
        """Raise TooSlowError if no time is left, and let no statement take more than that."""
        left = self._milliseconds_left()
        if left < self.allowed[0] - _STEP:
            self.allowed[:] = [left]
            allow(left)

    def _gaps(self, scenario: Scenario[Any]) -> tuple[Gap, ...]:
        gaps = past_events.source_of(scenario.trigger).gaps
        if self.period.is_past:
            return (Gap.TODAYS_BROWSERS, *gaps)
        return tuple(gap for gap in gaps if gap not in (Gap.TODAYS_STATE, Gap.DELETED_CARTS))


def _problem(scenario: Scenario[Any], message: str) -> Problem:
    return Problem(field=f"scenarios.{scenario.code}", code="too_slow", message=message)
