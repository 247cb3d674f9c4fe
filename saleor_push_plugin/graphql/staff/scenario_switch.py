"""Switches a scenario on or off, as the plugin's form in the Dashboard does."""

from typing import Any, Self

import graphene

from ...core.push_subscription import Problem
from ...scenarios import SCENARIOS
from ...shop.config import SCENARIO_FIELD
from ..types import PushError, to_push_error
from . import settings_form
from .scenarios import PushScenario, scenarios
from .template_types import MANAGE_PLUGINS

_UNKNOWN = Problem(field="scenario", code="not_found", message="There is no such scenario.")


class PushScenarioSwitch(graphene.Mutation):
    scenario = graphene.Field(
        PushScenario, description="The scenario as it is now. Null if there are errors."
    )
    errors = graphene.List(
        graphene.NonNull(PushError),
        required=True,
        description="Everything that is wrong with the request. If there are errors, nothing was "
        "changed.",
    )

    class Arguments:
        scenario = graphene.String(required=True, description="Code of the scenario.")
        is_on = graphene.Boolean(required=True, description="Whether it sends from now on.")

    class Meta:
        description = (
            "Switches a scenario on or off; the same switch stands in the plugin's form. What is "
            "planned already is not sent once it is off. Requires the permission MANAGE_PLUGINS of "
            "a member of staff or an app, and with it covers every channel, as Saleor's "
            "pluginUpdate."
        )

    @classmethod
    def mutate(cls, _root: None, info: Any, scenario: str, is_on: bool) -> Self:
        info.context.require(MANAGE_PLUGINS)
        problem = _switch(scenario, is_on=is_on) if scenario in SCENARIOS else _UNKNOWN
        if problem:
            return cls(errors=[to_push_error(problem)])
        (switched,) = scenarios(info, code=scenario)
        return cls(scenario=switched, errors=[])


def _switch(code: str, *, is_on: bool) -> Problem | None:
    """Another field may be wrong by now: then nothing is switched."""
    error = settings_form.save({SCENARIO_FIELD.format(code): "true" if is_on else "false"})
    if error is None:
        return None
    return Problem(field="scenario", code="invalid", message=" ".join(error.messages))
