"""The plugin's form as Saleor has it: its fields with their values, and saving some of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from saleor.plugins.manager import get_plugins_manager

from ...settings.config import PLUGIN_ID
from ...shop.config import is_active, saving

# Saleor's types of fields that may be shown; no secret is among them.
TEXT, SWITCH, READ_ONLY = "String", "Boolean", "OUTPUT"
_SHOWN = (TEXT, SWITCH, READ_ONLY)


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A field of the form; a switch is `true` or `false`."""

    name: str
    kind: str
    value: str
    default: str
    label: str
    help: str


def fields() -> list[Setting]:
    """The fields in the order of the form, with what is stored now."""
    manager = get_plugins_manager(allow_replica=False)
    plugin = manager.get_plugin(PLUGIN_ID)
    if plugin is None:
        return []
    stored = {each["name"]: each.get("value") for each in plugin.configuration}
    defaults = {each["name"]: each["value"] for each in plugin.DEFAULT_CONFIGURATION}
    return [
        Setting(
            name=name,
            kind=one["type"],
            value=_text(stored.get(name)),
            default=_text(defaults.get(name)),
            label=one["label"],
            help=one["help_text"],
        )
        for name, one in (plugin.CONFIG_STRUCTURE or {}).items()
        if one["type"] in _SHOWN
    ]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def save(values: Mapping[str, str]) -> ValidationError | None:
    """Save these fields as Saleor saves the form, with its checks; the others stay.

    Why not, if another field is wrong by now as well.
    """
    given = [{"name": name, "value": value} for name, value in values.items()]
    try:
        # Held before Saleor looks for the row: two first clicks of all would make two.
        with saving():
            manager = get_plugins_manager(allow_replica=False)
            # Saleor's first row of a plugin is inactive unless it is told otherwise.
            form = {"active": is_active(), "configuration": given}
            manager.save_plugin_configuration(PLUGIN_ID, None, form)
    except ValidationError as error:
        return error
    return None
