"""A browser's push subscription as the storefront hands it to us, and what may be wrong with it."""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import available_timezones

# Services of the browsers' makers: Chrome and its kin, Firefox, Safari, Edge on Windows.
KNOWN_SERVICES = (
    "fcm.googleapis.com",
    "jmt17.google.com",
    "updates.push.services.mozilla.com",
    "*.push.services.mozilla.com",
    "web.push.apple.com",
    "*.push.apple.com",
    "*.notify.windows.com",
)
MAX_ENDPOINT = 2048
_ORIGIN = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, kw_only=True)
class Device:
    """PushSubscription.toJSON() of the browser, with the shopper's channel, language and zone."""

    endpoint: str
    p256dh: str
    auth: str
    channel: str
    language: str = ""
    time_zone: str = ""
    # "browser" or "standalone" (an installed app), and the system; empty if unknown.
    display_mode: str = ""
    platform: str = ""
    # The shop's key it was subscribed with, in base64url; empty: the current one.
    vapid_public: str = ""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing wrong with what a caller sent. `code` is a PushErrorCode name in lower case."""

    field: str
    code: str
    message: str


@dataclass(frozen=True, kw_only=True)
class PushServices:
    """Where we send to: host names, with `*.` for subdomains, and origins trusted as they stand."""

    hosts: frozenset[str] = frozenset(KNOWN_SERVICES)
    origins: frozenset[str] = frozenset()

    @classmethod
    def with_extra(cls, extra: Iterable[str]) -> "PushServices":
        names = [name.strip().rstrip("/").lower() for name in extra if name.strip()]
        origins = frozenset(name for name in names if "://" in name)
        return cls(hosts=frozenset(KNOWN_SERVICES) | (set(names) - origins), origins=origins)

    def knows(self, endpoint: str) -> bool:
        """Whether we may send to an endpoint or origin: https to a known host, or a trusted one."""
        origin = origin_of(endpoint)
        if not origin or origin in self.origins:
            return bool(origin)
        try:
            parts = urlsplit(endpoint)
            plain = (
                parts.scheme == "https" and parts.port in (None, 443) and "@" not in parts.netloc
            )
        except ValueError:
            return False
        return plain and self._knows_host(parts.hostname or "")

    def trusts(self, origin: str) -> bool:
        """Whether the operator named this very origin: then http and private addresses are fine."""
        return origin in self.origins

    def _knows_host(self, host: str) -> bool:
        return host in self.hosts or any(
            host.endswith(name[1:]) for name in self.hosts if name.startswith("*.")
        )


def origin_of(endpoint: str) -> str:
    """Scheme, host and port of an endpoint: RFC 6454, and the `aud` of RFC 8292."""
    found = _ORIGIN.match(endpoint)
    return found[0].lower() if found else ""


def problems(device: Device, services: PushServices) -> list[Problem]:
    """Everything wrong with a device, so that the caller can mend it in one go."""
    return list(_problems(device, services))


def _problems(device: Device, services: PushServices) -> Iterator[Problem]:
    yield from _endpoint_problems(device.endpoint, services)
    if not is_p256_point(decode_key(device.p256dh)):
        yield _invalid("p256dh", "is not an uncompressed P-256 public key in base64url")
    if len(decode_key(device.auth)) != 16:
        yield _invalid("auth", "is not a 16-byte secret in base64url")
    yield from language_problems(device.language)
    if device.time_zone and device.time_zone not in _time_zones():
        yield _invalid("time_zone", "is not an IANA time zone such as “Europe/Warsaw”")


def language_problems(language: str) -> Iterator[Problem]:
    if language and not (len(language) <= 35 and _LANGUAGE.fullmatch(language)):
        yield _invalid("language", "is not a language tag such as “pl” or “en-GB”")


@cache
def _time_zones() -> frozenset[str]:
    # Walks the whole time zone folder: 30 ms, once.
    return frozenset(available_timezones())


def _endpoint_problems(endpoint: str, services: PushServices) -> Iterator[Problem]:
    if not endpoint:
        yield Problem(field="endpoint", code="required", message="The endpoint is missing.")
    elif len(endpoint) > MAX_ENDPOINT or not endpoint.isascii() or not endpoint.isprintable():
        yield _invalid("endpoint", f"is not a URL of at most {MAX_ENDPOINT} ASCII characters")
    elif not services.knows(endpoint):
        yield Problem(
            field="endpoint",
            code="unsupported_push_service",
            message="The endpoint is not on a push service this shop sends to.",
        )


def _invalid(field: str, what: str) -> Problem:
    return Problem(field=field, code="invalid", message=f"The value {what}.")


def decode_key(text: str) -> bytes:
    """Bytes of base64url with or without padding; empty when it is not that."""
    try:
        padded = text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4)
        return base64.b64decode(padded, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""


_P = 2**256 - 2**224 + 2**192 + 2**96 - 1
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B


def is_p256_point(raw: bytes) -> bool:
    """Whether 65 bytes are a point on the curve: y² = x³ - 3x + b (SEC 1, 2.3.4)."""
    if len(raw) != 65 or raw[0] != 4:
        return False
    x, y = int.from_bytes(raw[1:33], "big"), int.from_bytes(raw[33:], "big")
    return x < _P and y < _P and (y * y - (x * x * x - 3 * x + _B)) % _P == 0
