"""The shelf: one file a scenario. A new file here is a new scenario; nothing lists them.

Beside ours stand those that other packages bring by entry point (others.py).
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from importlib import import_module
from importlib.metadata import entry_points
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from ..core.scenario import Scenario, ScenarioError
from . import external


def _on_the_shelf() -> Iterator[Scenario[Any]]:
    for name in sorted(info.name for info in iter_modules(__path__)):
        yield from made_in(import_module(f"{__name__}.{name}"))


def made_in(module: ModuleType) -> Iterator[Scenario[Any]]:
    """The scenarios of a module, without those it only imports."""
    for made in dict.fromkeys(filter(_is_a_scenario, vars(module).values())):
        if made.__module__ == module.__name__:
            yield made()


def _is_a_scenario(thing: object) -> bool:
    return isinstance(thing, type) and issubclass(thing, Scenario)


def by_code(scenarios: Iterable[Scenario[Any]]) -> dict[str, Scenario[Any]]:
    """Two with one code would take each other's place unnoticed."""
    shelf: dict[str, Scenario[Any]] = {}
    for scenario in scenarios:
        if other := shelf.get(scenario.code):
            places = " and ".join(type(one).__module__ for one in (other, scenario))
            raise ScenarioError(f"two scenarios have the code “{scenario.code}”: in {places}")
        shelf[scenario.code] = scenario
    return shelf


SCENARIOS: dict[str, Scenario[Any]] = by_code(_on_the_shelf())
# What is wrong with the scenarios of other packages; a system check says it.
_BROUGHT, PROBLEMS = external.gather(entry_points(group=external.GROUP), SCENARIOS)
SCENARIOS |= _BROUGHT


def find(code: str) -> Scenario[Any] | None:
    return SCENARIOS.get(code)


def triggered_by(kind: str) -> list[Scenario[Any]]:
    """The scenarios that an event of this kind starts."""
    return [scenario for scenario in SCENARIOS.values() if scenario.trigger == kind]


def can_wait(kind: str) -> bool:
    """Whether an event of this kind leads to nothing that is wanted within seconds."""
    return all(scenario.topic.marketing for scenario in triggered_by(kind))


def delay(scenario: Scenario[Any]) -> timedelta:
    """From the event to the earliest moment: with the delays of all steps before."""
    before = SCENARIOS.get(scenario.after)
    return scenario.delay + (delay(before) if before else timedelta(0))


def reasons() -> dict[str, str]:
    """The reasons that scenarios bring, with their English words; those of core stand there."""
    return {str(k): words for each in SCENARIOS.values() for k, words in each.reasons.items()}


def remembered() -> list[str]:
    """The scenarios a person gets once in a lifetime."""
    return [scenario.code for scenario in SCENARIOS.values() if scenario.once]
