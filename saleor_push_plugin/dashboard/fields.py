"""The plugin's fields in Saleor's Dashboard: label, help, default, and what may be wrong."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from ..core.facts.availability import Smallest
from ..core.links import PAGES
from ..core.quiet_hours import QuietHours, QuietHoursError
from ..messages import overrides
from ..messages.catalog import LANGUAGES
from ..scenarios import SCENARIOS
from ..settings.config import QUIET_HOURS, RATING_KEY, WEEKLY_CAP, filled_in
from . import validators
from .voucher_fields import FIELDS, amount, number_up_to

DESCRIPTION = (
    "Web push notifications for your shoppers: order confirmations within seconds, in their own "
    "language. Fill in the storefront's address and a contact, then switch on “Send notifications”."
)
SCENARIO_FIELD = "scenario_{}"
SEND, KEY = "send", "vapid_public_key"


def _field(label: str, help_text: str, type_: str = "String") -> dict[str, str]:
    # The values of saleor's ConfigurationTypeField, which only the front door may import.
    return {"type": type_, "label": label, "help_text": help_text}


STRUCTURE: dict[str, dict[str, Any]] = (
    {
        "storefront_url": _field(
            "Storefront URL", "Where your shop is, e.g. https://shop.example. Clicks lead there."
        ),
        "contact": _field(
            "Contact for push services",
            "mailto:you@shop.example or an https:// address. Browser makers use it if something "
            "goes wrong; Apple refuses pushes without a real one.",
        ),
        "icon_url": _field(
            "Icon URL", "A square PNG of at least 192 × 192 pixels, https://. Empty: no icon."
        ),
        "quiet_hours": _field(
            "Quiet hours",
            "When no marketing goes out, by the shopper's own clock: 21:00-08:00. Order "
            "messages always go. Empty: never quiet.",
        ),
        "weekly_cap": _field(
            "Marketing pushes a week",
            "At most so many for one person in seven days, order messages aside.",
        ),
        "price_drop_percent": _field(
            "Smallest price drop, %",
            "Who watches a price hears of it once it fell by so much since they last saw it.",
        ),
        "price_drop_amount": _field(
            "Smallest price drop, amount",
            "And by no less than this, in the channel's own currency.",
        ),
        "rating_key": _field(
            "Metadata: rating",
            "In which public metadata a product or variant has its rating, from 0 to 5. Texts name "
            "it from 4 upwards.",
        ),
        "default_language": _field(
            "Default language",
            f"For shoppers whose language has no texts: {', '.join(LANGUAGES)}, or one that you "
            "wrote texts in.",
        ),
        KEY: _field(
            "Public key (VAPID)",
            "Made when sending is first switched on. Storefronts read it by themselves.",
            "OUTPUT",
        ),
        SEND: _field(
            "Send notifications",
            "The main switch. Off: nothing is planned or sent, and subscribers are kept.",
            "Boolean",
        ),
    }
    | {name: _field(field.label, field.help) for name, field in FIELDS.items()}
    | {
        f"{page}_path": _field(
            f"Path of the {page} page",
            f"Where it is on the storefront. May use {', '.join(f'{{{word}}}' for word in words)}.",
        )
        for page, (_, words) in PAGES.items()
    }
    | {
        SCENARIO_FIELD.format(code): _field(
            f"Push: {scenario.label.lower()}", f"Send “{scenario.label}” notifications.", "Boolean"
        )
        for code, scenario in SCENARIOS.items()
    }
)

_VALUES: dict[str, Any] = (
    {
        "quiet_hours": QUIET_HOURS,
        "weekly_cap": str(WEEKLY_CAP),
        "price_drop_percent": str(Smallest.percent),
        "price_drop_amount": str(Smallest.amount),
        "rating_key": RATING_KEY,
        "default_language": LANGUAGES[0],
        SEND: False,
    }
    | {name: field.default for name, field in FIELDS.items()}
    | {f"{page}_path": path for page, (path, _) in PAGES.items()}
    | {SCENARIO_FIELD.format(code): True for code in SCENARIOS}
)

DEFAULTS = [{"name": name, "value": _VALUES.get(name, "")} for name in STRUCTURE]


def validate(fields: list[dict[str, Any]]) -> None:
    """Refuse wrong values. The Dashboard shows only the message, so each names its field.

    Raises ValidationError with codes of Saleor's PluginErrorCode.
    """
    values = filled_in(fields)
    errors = {name: error for name in _CHECKS if (error := _error(name, values))}
    if errors:
        raise ValidationError(errors)


def show_key(fields: list[dict[str, Any]], public_key: str) -> None:
    """Put the public key into its read-only field."""
    for field in fields:
        if field["name"] == KEY:
            field["value"] = public_key
            return
    fields.append({"name": KEY, "value": public_key})


def _error(name: str, values: Mapping[str, Any]) -> ValidationError | None:
    check, required = _CHECKS[name]
    value, label = str(values.get(name) or ""), STRUCTURE[name]["label"]
    if value:
        problem = check(value)
        return ValidationError(f"{label}: {problem}", code="invalid") if problem else None
    if required and values.get(SEND) is True:
        return ValidationError(f"{label}: needed before notifications are sent.", code="required")
    return None


def _quiet_hours(value: str) -> str | None:
    try:
        QuietHours.parse(value)
    except QuietHoursError as error:
        return str(error)
    return None


def _language(value: str) -> str | None:
    if value in LANGUAGES:
        return None
    known = overrides.languages()
    return None if value in known else f"must be one of {', '.join(known)}."


_CHECKS: dict[str, tuple[Callable[[str], str | None], bool]] = (
    {
        "storefront_url": (validators.web_address, True),
        "quiet_hours": (_quiet_hours, False),
        "weekly_cap": (number_up_to(100), False),
        "price_drop_percent": (number_up_to(100), False),
        "price_drop_amount": (amount, False),
        "contact": (validators.contact, True),
        "icon_url": (validators.icon, False),
        "default_language": (_language, False),
    }
    | {name: (field.check, False) for name, field in FIELDS.items()}
    | {f"{page}_path": (validators.path(words), False) for page, (_, words) in PAGES.items()}
)
