"""The shelf: one file a scenario. A new file here is a new scenario; nothing lists them.

Beside ours stand those that other packages bring by entry point (others.py).
"""

from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from importlib.metadata import entry_points
from pkgutil import iter_modules
from typing import Any

from ..core.scenario import Scenario
from . import others


def _on_the_shelf() -> Iterator[Scenario[Any]]:
    for module in sorted(info.name for info in iter_modules(__path__)):
        for made in vars(import_module(f"{__name__}.{module}")).values():
            if isinstance(made, type) and issubclass(made, Scenario) and "code" in vars(made):
                yield made()


SCENARIOS: dict[str, Scenario[Any]] = {scenario.code: scenario for scenario in _on_the_shelf()}
# What is wrong with the scenarios of other packages; a system check says it.
_BROUGHT, PROBLEMS = others.gather(entry_points(group=others.GROUP), SCENARIOS)
SCENARIOS |= _BROUGHT


def find(code: str) -> Scenario[Any] | None:
    return SCENARIOS.get(code)


def triggered_by(kind: str) -> list[Scenario[Any]]:
    """The scenarios that an event of this kind starts."""
    return [scenario for scenario in SCENARIOS.values() if scenario.trigger == kind]


def delay(scenario: Scenario[Any]) -> timedelta:
    """From the event to the earliest moment: with the delays of all steps before."""
    before = SCENARIOS.get(scenario.after)
    return scenario.delay + (delay(before) if before else timedelta(0))


def remembered() -> list[str]:
    """The scenarios a person gets once in a lifetime."""
    return [scenario.code for scenario in SCENARIOS.values() if scenario.once]
