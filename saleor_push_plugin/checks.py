"""System checks: report invalid settings at start-up, not at the first order."""

import re
from collections.abc import Collection
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import Error as DatabaseError

from . import scenarios
from .core import vapid_contact
from .core.segments import other_packages
from .rations import visitors
from .settings import (
    config,
    dashboard_origins,
    operator,
    sending_address,
    trusted_proxies,
    vapid_keys,
)
from .shop.config import saved_contact
from .subscribers import vapid_key_use
from .webpush import proxy

_HOST = re.compile(r"(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")


@register()
def check_settings(*_: Any, **__: Any) -> list[CheckMessage]:
    """Check every setting that web servers and workers read without a word when it is wrong."""
    return [
        *_services(),
        *_numbers(),
        *_proxies(),
        *_outgoing_proxy(),
        *_dashboards(),
        *_unknown(),
    ]


@register()
def check_external_scenarios(*_: Any, **__: Any) -> list[CheckMessage]:
    """Report scenarios of other packages that cannot be used; a warning, as the shop runs on."""
    return [
        checks.Warning(
            f"A scenario of another package was left out: {problem}", id="saleor_push_plugin.W001"
        )
        for problem in scenarios.PROBLEMS
    ]


@register()
def check_other_conditions(*_: Any, **__: Any) -> list[CheckMessage]:
    """Report conditions of other packages that cannot be used."""
    return [
        checks.Warning(
            f"A condition of another package was left out: {problem}", id="saleor_push_plugin.W008"
        )
        for problem in other_packages.PROBLEMS
    ]


@register(Tags.database)
def check_contact(databases: Collection[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Warn of a saved contact that Apple refuses; other push services may take it.

    Runs with `check --database default` and before `migrate`, when there may be no table yet.
    """
    if not databases:
        return []
    try:
        saved = saved_contact()
    except DatabaseError:
        return []
    problem = vapid_contact.problem(saved) if saved else None
    words = f"The contact for push services {problem} Correct it on the plugin's page."
    return [checks.Warning(words, id="saleor_push_plugin.W002")] if problem else []


@register()
def check_public_url(*_: Any, **__: Any) -> list[CheckMessage]:
    """Say that a copy of the database would send, if PUBLIC_URL cannot tell it from the shop."""
    if sending_address.is_malformed():
        words = f"{sending_address.SETTING} is not a URL such as https://shop.example."
        return [Error(words, id="saleor_push_plugin.E006")]
    if sending_address.current():
        return []
    text = (
        "PUBLIC_URL is not set, so nothing keeps a copy of this database in a staging shop from "
        "sending to your shoppers."
    )
    hint = "Set PUBLIC_URL in both shops, then switch sending off and on in this one."
    return [checks.Warning(text, hint=hint, id="saleor_push_plugin.W003")]


@register(Tags.database)
def check_sending_address(databases: Collection[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Say that nothing is sent, because sending was switched on for another address."""
    if not databases:
        return []
    try:
        other = sending_address.other_address()
    except DatabaseError:  # before the first migration
        return []
    # No error: it would end `migrate`, with which the copy of a database begins.
    return [checks.Warning(str(other), id="saleor_push_plugin.W004")] if other else []


@register(Tags.database)
def check_vapid_keys(databases: Collection[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Name keys that browsers depend on and that the shop has lost."""
    if not databases:
        return []
    try:
        lost = vapid_key_use.lost()
    except DatabaseError:  # before the first migration
        return []
    hint = (
        "Run `manage.py push_keys restore` with a backup, or add the private key to "
        f"{vapid_keys.FORMER_SETTING}."
    )
    return [
        checks.Warning(
            f"{use.browsers} browsers subscribed with the VAPID key {use.public}, which the shop "
            "does not have. Their pushes wait until they expire.",
            hint=hint,
            id="saleor_push_plugin.W005",
        )
        for use in lost
    ]


def _services() -> list[CheckMessage]:
    given = config.services()
    wrong = [origin for origin in given.origins if not _is_origin(origin)]
    wrong += [host for host in given.hosts if not _HOST.fullmatch(host)]
    return [
        Error(
            f"{config.SERVICES_SETTING}: {name} is not a host name or an origin such as "
            "https://push.example.com",
            id="saleor_push_plugin.E002",
        )
        for name in sorted(wrong)
    ]


@register(Tags.database)
def check_visitors(databases: Collection[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Warn if visitors could not be told apart lately, because a proxy is not named."""
    if not databases:
        return []
    try:
        if not visitors.untold_lately():
            return []
    except DatabaseError:  # before the first migration
        return []
    text = (
        "Requests of the last day came from a private address, or from one that names others in "
        "X-Forwarded-For or Forwarded: most likely that of a proxy, load balancer or CDN. Its "
        "visitors cannot be told apart: they share the limit of one address or have none."
    )
    hint = (
        f"Name the networks of all your proxies in {trusted_proxies.PROXIES_SETTING}. If they are "
        "named, a visitor sent the header: this ends by itself after a day."
    )
    return [checks.Warning(text, hint=hint, id="saleor_push_plugin.W006")]


def _proxies() -> list[CheckMessage]:
    return [Error(problem, id="saleor_push_plugin.E004") for problem in trusted_proxies.problems()]


def _dashboards() -> list[CheckMessage]:
    return [
        Error(problem, id="saleor_push_plugin.E007") for problem in dashboard_origins.problems()
    ]


def _outgoing_proxy() -> list[CheckMessage]:
    try:
        proxy.proxy_for("https://fcm.googleapis.com")
    except proxy.ProxyUrlError as error:
        words = f"{proxy.PROXY_SETTING}, HTTPS_PROXY or ALL_PROXY: {error}"
        return [Error(words, id="saleor_push_plugin.E005")]
    return []


def _numbers() -> list[CheckMessage]:
    return [Error(problem, id="saleor_push_plugin.E003") for problem in operator.problems()]


def _unknown() -> list[CheckMessage]:
    """A name with a typing mistake: nobody would see that its value is not used."""
    return [
        checks.Warning(
            f"{name} is not a setting of the plugin: its value is not used.",
            hint=_meant(name),
            id="saleor_push_plugin.W007",
        )
        for name in config.unknown()
    ]


def _meant(name: str) -> str | None:
    similar = get_close_matches(name, config.NAMES, n=1)
    return f"Did you mean {similar[0]}?" if similar else None


def _is_origin(text: str) -> bool:
    try:
        parts = urlsplit(text)
        port = parts.port or 1
    except ValueError:
        return False
    rest = parts.path or parts.query or parts.fragment
    return parts.scheme in ("http", "https") and bool(parts.hostname and port) and not rest
