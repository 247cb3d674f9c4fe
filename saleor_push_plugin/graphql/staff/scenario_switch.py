"""Switches a scenario on or off, as the plugin's form in the Dashboard does."""

from typing import Any, Self

import graphene
from django.core.exceptions import ValidationError
from saleor.plugins.manager import get_plugins_manager

from ...core.push_subscription import Problem
from ...scenarios import SCENARIOS
from ...settings.config import PLUGIN_ID
from ...shop.config import SCENARIO_FIELD, is_active, saving
from ..types import PushError, to_push_error
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
    """Saved as Saleor saves the form, with its checks: another field may be wrong by now."""
    field = {"name": SCENARIO_FIELD.format(code), "value": "true" if is_on else "false"}
    try:
        # Held before Saleor looks for the row: two first clicks of all would make two.
        with saving():
            manager = get_plugins_manager(allow_replica=False)
            # Saleor's first row of a plugin is inactive unless it is told otherwise.
            form = {"active": is_active(), "configuration": [field]}
            manager.save_plugin_configuration(PLUGIN_ID, None, form)
    except ValidationError as error:
        return Problem(field="scenario", code="invalid", message=" ".join(error.messages))
    return None
