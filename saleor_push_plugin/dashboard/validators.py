"""Validators of addresses and keys in the Dashboard. Each returns an error message, or None."""

import re
import unicodedata
from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from ..core.time_zones import is_time_zone

# Browsers read a backslash as a slash; the others stand in no address.
_UNSAFE = frozenset('\\<>"^`|')
_KEY = re.compile(r"[\w.:/@-]{1,256}")
_LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)")


def web_address(value: str) -> str | None:
    """The URL of the storefront."""
    parts = _split(value)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        return "not a web address such as https://shop.example."
    if parts.query or parts.fragment:
        return "must not have a query (?) or a fragment (#)."
    return _host_problem(parts)


def icon(value: str) -> str | None:
    """The URL of an image that browsers load: https, or http on localhost."""
    parts = _split(value)
    if parts is None or not parts.hostname:
        return "not an https:// address."
    secure = parts.scheme == "https" or (parts.scheme == "http" and _is_local(parts.hostname))
    return _host_problem(parts) if secure else "not an https:// address."


def _host_problem(parts: SplitResult) -> str | None:
    """What could make a reader take the address for that of another host, or none at all."""
    if "@" in parts.netloc or "%" in parts.netloc:
        return "must have no user name: what is before an @ is not the host."
    if not _is_host(parts.hostname or ""):
        return "has a host that is none."
    return None


def _is_host(name: str) -> bool:
    if ":" in name:
        return _is_ip_address(name)
    # Other forms of letters and dots would become these in a browser.
    same = unicodedata.normalize("NFKC", name) == name
    return same and len(name) <= 253 and all(map(_LABEL.fullmatch, name.split(".")))


def _is_ip_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


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
        if not _is_plain(value):
            return "has a character that no address has."
        if "{" in rest or "}" in rest:
            return f"only {', '.join(words)} may be in braces."
        return None

    return check


def metadata_key(value: str) -> str | None:
    """A key of Saleor's metadata; apps write letters, digits and a few signs."""
    return None if _KEY.fullmatch(value) else "must be one key without spaces, such as rating."


def time_zone(value: str) -> str | None:
    """A time zone, by the name that browsers report."""
    return None if is_time_zone(value) else "must be a time zone such as Europe/Warsaw, or UTC."


def _split(value: str) -> SplitResult | None:
    """The parts of an address; None if it is none, or has a port that is none."""
    try:
        parts = urlsplit(value)
        return parts if _is_plain(value) and parts.port != 0 else None
    except ValueError:
        return None


def _is_plain(value: str) -> bool:
    return value.isprintable() and not _UNSAFE & {*value} and not any(map(str.isspace, value))
