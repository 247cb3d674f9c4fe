"""The fields that the Dashboard has for each channel: where its storefront is."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from ..core.links import PAGES
from ..settings.config import values_of
from . import fields

NAME = "Web Push: one channel"
DESCRIPTION = (
    "Only for shops whose channels have different storefronts. Choose a channel and enter the "
    "address of its storefront; what stays empty is as in “Web Push”."
)
_URL_HELP = (
    "The address of this channel's shop, e.g. https://shop.example/de. Empty: that of “Web Push”."
)
_AS_FOR_ALL = "{} Empty: that of “Web Push”."


def _help(name: str) -> str:
    return _AS_FOR_ALL.format(fields.STRUCTURE[name]["help_text"])


STRUCTURE: Mapping[str, Mapping[str, Any]] = {
    "storefront_url": {**fields.STRUCTURE["storefront_url"], "help_text": _URL_HELP},
    **{
        name: {**fields.STRUCTURE[name], "help_text": _help(name)}
        for name in (f"{page}_path" for page in PAGES)
    },
}
DEFAULTS = [{"name": name, "value": ""} for name in STRUCTURE]


def validate_input(given: Iterable[Mapping[str, Any]]) -> None:
    """Refuse fields that do not exist. Raises ValidationError."""
    fields.validate_input(given, STRUCTURE)


def validate(given: Iterable[Mapping[str, Any]]) -> None:
    """Refuse invalid values, each in its field. Raises ValidationError."""
    values = values_of(given)
    filled = {name: str(values[name]) for name in STRUCTURE if values.get(name)}
    errors = {
        name: error for name, value in filled.items() if (error := fields.problem_of(name, value))
    }
    if errors:
        raise ValidationError(errors)
