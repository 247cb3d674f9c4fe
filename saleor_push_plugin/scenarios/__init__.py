"""The scenarios, one file each. A new file here is a new scenario; there is no list to edit.

Other packages add theirs by entry point (external.py).
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from importlib import import_module
from importlib.metadata import entry_points
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from ..core.scenario import Scenario, ScenarioError, Topic
from . import external


def _shipped() -> Iterator[Scenario[Any]]:
    for name in sorted(info.name for info in iter_modules(__path__)):
        yield from scenarios_in(import_module(f"{__name__}.{name}"))


def scenarios_in(module: ModuleType) -> Iterator[Scenario[Any]]:
    """The scenarios that a module defines, without those it imports."""
    for cls in dict.fromkeys(filter(_is_scenario_class, vars(module).values())):
        if cls.__module__ == module.__name__:
            yield cls()


def _is_scenario_class(thing: object) -> bool:
    return isinstance(thing, type) and issubclass(thing, Scenario)


def by_code(scenarios: Iterable[Scenario[Any]]) -> dict[str, Scenario[Any]]:
    """Scenarios by code. Raises ScenarioError if two have the same code."""
    scenario_by_code: dict[str, Scenario[Any]] = {}
    for scenario in scenarios:
        if other := scenario_by_code.get(scenario.code):
            places = " and ".join(type(one).__module__ for one in (other, scenario))
            raise ScenarioError(f"two scenarios have the code “{scenario.code}”: in {places}")
        scenario_by_code[scenario.code] = scenario
    return scenario_by_code


SCENARIOS: dict[str, Scenario[Any]] = by_code(_shipped())
# Errors in scenarios of other packages; a system check reports them.
_EXTERNAL, PROBLEMS = external.load(entry_points(group=external.GROUP), SCENARIOS)
SCENARIOS |= _EXTERNAL


def find(code: str) -> Scenario[Any] | None:
    """The scenario with this code; None if there is none (any more)."""
    return SCENARIOS.get(code)


def triggered_by(kind: str) -> list[Scenario[Any]]:
    """The scenarios that an event of this kind triggers."""
    return [scenario for scenario in SCENARIOS.values() if scenario.trigger == kind]


def can_wait(kind: str) -> bool:
    """Whether an event of this kind can be planned later: it triggers marketing only."""
    return all(scenario.topic.marketing for scenario in triggered_by(kind))


def is_marketing(code: str) -> bool:
    """Whether this is the code of a scenario of marketing."""
    scenario = find(code)
    return scenario is not None and Topic(scenario.topic).marketing


def delay(scenario: Scenario[Any]) -> timedelta:
    """The delay from the event to the earliest due time, including all earlier steps."""
    before = SCENARIOS.get(scenario.after)
    return scenario.delay + (delay(before) if before else timedelta(0))


def reasons() -> dict[str, str]:
    """The reasons that scenarios declare, with their English words."""
    return {str(k): words for each in SCENARIOS.values() for k, words in each.reasons.items()}


def once_only() -> list[str]:
    """Codes of the scenarios that a person gets once only."""
    return [scenario.code for scenario in SCENARIOS.values() if scenario.once]
