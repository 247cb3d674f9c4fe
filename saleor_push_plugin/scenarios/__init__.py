"""The shelf: one file a scenario. Listed here, so that reading this file is knowing them all."""

from typing import Any

from ..core.scenario import Scenario
from .order_placed import OrderPlaced

SCENARIOS: dict[str, Scenario[Any]] = {scenario.code: scenario for scenario in (OrderPlaced(),)}


def triggered_by(kind: str) -> list[Scenario[Any]]:
    """The scenarios that an event of this kind starts."""
    return [scenario for scenario in SCENARIOS.values() if scenario.trigger == kind]
