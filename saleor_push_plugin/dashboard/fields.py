"""The plugin's fields in Saleor's Dashboard: labels, help texts, defaults and checks."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from ..core import vapid_contact
from ..core.facts.price_and_stock import MinimumDrop
from ..core.links import PAGES
from ..core.quiet_hours import QuietHours, QuietHoursError
from ..core.time_zones import UTC_ZONE
from ..language_tags import normalize_tag
from ..messages import overrides
from ..messages.catalog import LANGUAGES
from ..scenarios import SCENARIOS
from ..settings.config import QUIET_HOURS, RATING_KEY, WEEKLY_CAP, values_of
from . import offer_fields, validators, voucher_fields
from .voucher_fields import amount, number_up_to, percentage

DESCRIPTION = (
    "Web push notifications for your shoppers: order confirmations within seconds, in their own "
    "language. Enter the URL of your storefront and a contact, then turn on “Send notifications”."
)
FIELDS = {**voucher_fields.FIELDS, **offer_fields.FIELDS}
SCENARIO_FIELD = "scenario_{}"
SEND, KEY, SAY_SKU = "send", "vapid_public_key", "say_sku"
HOLD_OUT = "hold_out"


def _field(label: str, help_text: str, type_: str = "String") -> dict[str, str]:
    # Values of Saleor's ConfigurationTypeField, which only plugin.py may import.
    return {"type": type_, "label": label, "help_text": help_text}


STRUCTURE: dict[str, dict[str, Any]] = (
    {
        "storefront_url": _field(
            "Storefront URL",
            "The address of your shop, e.g. https://shop.example. Notifications link to it. If "
            "channels have different shops, enter those in “Web Push: one channel”.",
        ),
        "contact": _field(
            "Contact for push services",
            "mailto:push@your-shop.com or an https:// address. Push services write to it about "
            "problems; Apple refuses notifications without a real one.",
        ),
        "icon_url": _field(
            "Icon URL",
            "The https:// address of a square PNG, at least 192 × 192 pixels. Empty: no icon.",
        ),
        "quiet_hours": _field(
            "Quiet hours",
            "No marketing is sent in these hours of the shopper's local time, e.g. 21:00-08:00. "
            "Order updates are always sent. Empty: no quiet hours.",
        ),
        "weekly_cap": _field(
            "Marketing notifications per week",
            "The most marketing notifications one person gets in seven days. Order updates do not "
            "count.",
        ),
        HOLD_OUT: _field(
            "Hold-out",
            "Measures what marketing notifications bring: 5 % of the people who agreed get none, "
            "other people every quarter, and their orders are compared with everybody's. Starts "
            "at 2,000 people. Alerts they asked for, codes they earned, and order updates are "
            "sent to all.",
            "Boolean",
        ),
        "price_drop_percent": _field(
            "Smallest price drop, %",
            "A price alert is sent once the price is lower by this much than the shopper last saw.",
        ),
        "price_drop_amount": _field(
            "Smallest price drop, amount",
            "The price must also be lower by this amount, in the currency of the channel.",
        ),
        "progressive_reductions": _field(
            "Earlier prices: progressive reductions",
            "On: a reduction that follows another without a rise between continues it, and the "
            "earlier price is that before the first. Only where your country's law says so.",
            "Boolean",
        ),
        "outside_eu": _field(
            "Earlier prices: not under EU rules",
            "Off: an earlier price is named only if it is the lowest of the 30 days before the "
            "reduction, as the EU asks. On: the price before, or the one the shopper knew.",
            "Boolean",
        ),
        "rating_key": _field(
            "Metadata key of the rating",
            "The key of the public metadata with a product's or variant's rating, from 0 to 5. "
            "Notifications show ratings of 4 and more.",
        ),
        SAY_SKU: _field(
            "Say SKUs",
            "Call a variant that has no other name by its SKU, as in “Candle, LC-70”. Off: the "
            "product's name alone.",
            "Boolean",
        ),
        "default_language": _field(
            "Default language",
            f"For shoppers whose language has no texts: {', '.join(LANGUAGES)}, or a language of "
            "your own texts.",
        ),
        "time_zone": _field(
            "Default time zone",
            "For shoppers whose browser did not tell its own: quiet hours and dates in "
            "notifications, e.g. Europe/Warsaw.",
        ),
        KEY: _field(
            "Public key (VAPID)",
            "Created when notifications are first turned on. Storefronts read it automatically.",
            "OUTPUT",
        ),
        SEND: _field(
            "Send notifications",
            "The main switch. Off: no notifications are planned or sent; subscribers are kept.",
            "Boolean",
        ),
    }
    | {name: _field(field.label, field.help) for name, field in FIELDS.items()}
    | {
        f"{page}_path": _field(
            f"Path of the {page} page",
            "Its path on the storefront. May contain "
            f"{', '.join(f'{{{word}}}' for word in words)}.",
        )
        for page, (_, words) in PAGES.items()
    }
    | {
        SCENARIO_FIELD.format(code): _field(
            f"Notification: {scenario.label.lower()}",
            f"Send “{scenario.label}” notifications.",
            "Boolean",
        )
        for code, scenario in SCENARIOS.items()
    }
)

_VALUES: dict[str, Any] = (
    {
        "quiet_hours": QUIET_HOURS,
        "weekly_cap": str(WEEKLY_CAP),
        "price_drop_percent": str(MinimumDrop.percent),
        "price_drop_amount": str(MinimumDrop.amount),
        "rating_key": RATING_KEY,
        "default_language": LANGUAGES[0],
        "time_zone": UTC_ZONE,
        "progressive_reductions": False,
        "outside_eu": False,
        SEND: False,
        SAY_SKU: False,
        HOLD_OUT: False,
    }
    | {name: field.default for name, field in FIELDS.items()}
    | {f"{page}_path": path for page, (path, _) in PAGES.items()}
    | {SCENARIO_FIELD.format(code): True for code in SCENARIOS}
)

# Fields with a default whose help text says what empty means.
_MAY_BE_EMPTY = frozenset({"quiet_hours"})

DEFAULTS = [{"name": name, "value": _VALUES.get(name, "")} for name in STRUCTURE]


def validate_input(
    fields: Iterable[Mapping[str, Any]], structure: Mapping[str, Mapping[str, Any]] = STRUCTURE
) -> None:
    """Refuse what Saleor drops or changes without a word before `validate` sees it.

    That is a field that does not exist, and a switch that is neither true nor false: Saleor saves
    it as false. Raises ValidationError.
    """
    given = _given(fields)
    errors = {name: error for name, value in given if (error := _misread(name, value, structure))}
    if errors:
        raise ValidationError(errors)


def _given(fields: Iterable[Mapping[str, Any]]) -> list[tuple[str, Any]]:
    """Names and values; Saleor keeps what is stored where a value is null."""
    return [(str(each["name"]), each.get("value")) for each in fields]


def _misread(
    name: str, value: object, structure: Mapping[str, Mapping[str, Any]]
) -> ValidationError | None:
    if name not in structure:
        return ValidationError(f"{name}: the plugin has no such field.", code="not_found")
    is_switch = structure[name]["type"] == "Boolean" and value is not None
    if is_switch and str(value).lower() not in ("true", "false"):
        words = f"{structure[name]['label']}: must be true or false."
        return ValidationError(words, code="invalid")
    return None


def validate(fields: list[dict[str, Any]]) -> None:
    """Refuse invalid values. The Dashboard shows only the message, so it names the field.

    Raises ValidationError with codes of Saleor's PluginErrorCode.
    """
    values = values_of(fields)
    errors = {name: error for name in _CHECKS if (error := _error(name, values))}
    # Only of valid values: what is wrong with a field alone is said first.
    if errors := errors or _together(values):
        raise ValidationError(errors)


def show_key(fields: list[dict[str, Any]], public_key: str) -> None:
    """Put the public key into its read-only field."""
    for field in fields:
        if field["name"] == KEY:
            field["value"] = public_key
            return
    fields.append({"name": KEY, "value": public_key})


def _together(values: Mapping[str, Any]) -> dict[str, ValidationError]:
    """What is wrong with fields that are checked together."""
    found = offer_fields.problems(values)
    return {name: _invalid(name, problem) for name, problem in found.items()}


def _error(name: str, values: Mapping[str, Any]) -> ValidationError | None:
    required = _CHECKS[name][1]
    value, label = str(values.get(name) or ""), STRUCTURE[name]["label"]
    if value:
        return problem_of(name, value)
    # Read as the default: who empties a limit to lift it would not see that it holds.
    if name in values and _VALUES.get(name) and name not in _MAY_BE_EMPTY:
        words = f"{label}: must not be empty; the default is {_VALUES[name]}."
        return ValidationError(words, code="required")
    if required and values.get(SEND) is True:
        return ValidationError(f"{label}: required before notifications are sent.", code="required")
    return None


def problem_of(name: str, value: str) -> ValidationError | None:
    """Why a value that is not empty may not stand in a field, or None."""
    problem = _CHECKS[name][0](value)
    return _invalid(name, problem) if problem else None


def _invalid(name: str, problem: str) -> ValidationError:
    return ValidationError(f"{STRUCTURE[name]['label']}: {problem}", code="invalid")


def _quiet_hours(value: str) -> str | None:
    try:
        QuietHours.parse(value)
    except QuietHoursError as error:
        return str(error)
    return None


def _language(value: str) -> str | None:
    if normalize_tag(value) in LANGUAGES:
        return None
    languages = overrides.languages()
    return None if normalize_tag(value) in languages else f"must be one of {', '.join(languages)}."


_CHECKS: dict[str, tuple[Callable[[str], str | None], bool]] = (
    {
        "storefront_url": (validators.web_address, True),
        "quiet_hours": (_quiet_hours, False),
        "weekly_cap": (number_up_to(100), False),
        "price_drop_percent": (percentage, False),
        "price_drop_amount": (amount, False),
        "contact": (vapid_contact.problem, True),
        "icon_url": (validators.icon, False),
        "rating_key": (validators.metadata_key, False),
        "default_language": (_language, False),
        "time_zone": (validators.time_zone, False),
    }
    | {name: (field.check, False) for name, field in FIELDS.items()}
    | {f"{page}_path": (validators.path(words), False) for page, (_, words) in PAGES.items()}
)
