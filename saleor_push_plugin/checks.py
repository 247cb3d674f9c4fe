"""System checks: what an operator set wrongly is said at start-up, not at the first order."""

from typing import Any
from urllib.parse import urlsplit

from django.core.checks import CheckMessage, Error, register

from . import conf, vapid


@register()
def settings_are_readable(*_: Any, **__: Any) -> list[CheckMessage]:
    """Complains about SALEOR_PUSH_VAPID_PRIVATE_KEY and SALEOR_PUSH_SERVICES."""
    return [*_vapid_key(), *_services()]


def _vapid_key() -> list[CheckMessage]:
    given = conf.setting(conf.VAPID_SETTING)
    try:
        if given:
            vapid.public_of(given)
    except vapid.VapidKeyError as error:
        return [Error(str(error), id="saleor_push_plugin.E001")]
    return []


def _services() -> list[CheckMessage]:
    origins = conf.services().origins
    return [
        Error(
            f"{conf.SERVICES_SETTING}: {origin} is not a host name or an origin such as "
            "https://push.example.com",
            id="saleor_push_plugin.E002",
        )
        for origin in sorted(origins)
        if not _is_origin(origin)
    ]


def _is_origin(text: str) -> bool:
    parts = urlsplit(text)
    rest = parts.path or parts.query or parts.fragment
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not rest
