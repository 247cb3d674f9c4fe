"""Validators of addresses in the Dashboard. Each returns an error message, or None."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit


def web_address(value: str) -> str | None:
    """The URL of the storefront."""
    parts = _split(value)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        return "not a web address such as https://shop.example."
    if parts.query or parts.fragment:
        return "must not have a query (?) or a fragment (#)."
    return None


def icon(value: str) -> str | None:
    """The URL of an image that browsers load: https, or http on localhost."""
    parts = _split(value)
    if parts is None or not parts.hostname:
        return "not an https:// address."
    secure = parts.scheme == "https" or (parts.scheme == "http" and _is_local(parts.hostname))
    return None if secure else "not an https:// address."


def _is_local(host: str) -> bool:
    """Hosts that browsers trust without TLS (W3C Secure Contexts, section 3.1)."""
    return host in ("localhost", "127.0.0.1", "::1") or host.endswith(".localhost")


def path(words: tuple[str, ...]) -> Callable[[str], str | None]:
    """A path on the storefront that has only these placeholders in braces."""

    def check(value: str) -> str | None:
        rest = value
        for word in words:
            rest = rest.replace(f"{{{word}}}", "")
        if not value.startswith("/") or value.startswith("//"):
            return "must begin with one /."
        if "{" in rest or "}" in rest:
            return f"only {', '.join(words)} may be in braces."
        return None

    return check


def _split(value: str) -> Any:
    try:
        return urlsplit(value) if value.isprintable() and " " not in value else None
    except ValueError:
        return None
