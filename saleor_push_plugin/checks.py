"""System checks: report invalid settings at start-up, not at the first order."""

from typing import Any
from urllib.parse import urlsplit

from django.core import checks
from django.core.checks import CheckMessage, Error, register

from . import scenarios
from .settings import config, operator


@register()
def check_settings(*_: Any, **__: Any) -> list[CheckMessage]:
    """Check SALEOR_PUSH_SERVICES and the numbers among the settings."""
    return [*_services(), *_numbers()]


@register()
def check_external_scenarios(*_: Any, **__: Any) -> list[CheckMessage]:
    """Report scenarios of other packages that cannot be used; a warning, as the shop runs on."""
    return [
        checks.Warning(
            f"A scenario of another package was left out: {problem}", id="saleor_push_plugin.W001"
        )
        for problem in scenarios.PROBLEMS
    ]


def _services() -> list[CheckMessage]:
    origins = config.services().origins
    return [
        Error(
            f"{config.SERVICES_SETTING}: {origin} is not a host name or an origin such as "
            "https://push.example.com",
            id="saleor_push_plugin.E002",
        )
        for origin in sorted(origins)
        if not _is_origin(origin)
    ]


def _numbers() -> list[CheckMessage]:
    return [
        Error(f"{name} is not a number.", id="saleor_push_plugin.E003")
        for name in operator.NUMBERS
        if not operator.is_number(name)
    ]


def _is_origin(text: str) -> bool:
    try:
        parts = urlsplit(text)
        port = parts.port or 1
    except ValueError:
        return False
    rest = parts.path or parts.query or parts.fragment
    return parts.scheme in ("http", "https") and bool(parts.hostname and port) and not rest
