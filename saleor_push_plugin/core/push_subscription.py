"""A browser's push subscription as the storefront sends it, and its validation."""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from .canonical_endpoint import MAX_ENDPOINT, canonical, canonical_origin
from .time_zones import is_time_zone

# Push services of the browser vendors: Chromium, Firefox, Safari, Edge on Windows.
KNOWN_SERVICES = (
    "fcm.googleapis.com",
    "jmt17.google.com",
    "updates.push.services.mozilla.com",
    "*.push.services.mozilla.com",
    "web.push.apple.com",
    "*.push.apple.com",
    "*.notify.windows.com",
)
# As stored. DNS allows 253 characters of host name, and no push service has so many.
MAX_ORIGIN = 255
_ORIGIN = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*")
# The endpoint Chromium gives where the push service has removed the subscription: nothing answers.
PLACEHOLDER = "https://permanently-removed.invalid"
# Language, script, region and variants of a well-formed tag (RFC 5646, section 2.1). What follows,
# extensions and private use, is not stored.
_LANGUAGE = re.compile(
    r"([a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})(?P<rest>(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)"
    r"(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?",
    re.IGNORECASE | re.ASCII,
)
MAX_LANGUAGE = 35


# The display mode of an installed app.
STANDALONE = "standalone"


@dataclass(frozen=True, kw_only=True)
class BrowserSubscription:
    """PushSubscription.toJSON() of the browser, with the shopper's channel, language and zone."""

    endpoint: str = field(repr=False)
    p256dh: str = field(repr=False)
    auth: str = field(repr=False)
    channel: str
    language: str = ""
    time_zone: str = ""
    # "browser" or "standalone" (an installed app), and the system; empty if unknown.
    display_mode: str = ""
    platform: str = ""
    # The shop's VAPID key it was subscribed with, in base64url; empty: the current key.
    vapid_public: str = ""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One error in a caller's input. `code` is a PushErrorCode name in lower case."""

    field: str
    code: str
    message: str


@dataclass(frozen=True, kw_only=True)
class PushServices:
    """Push services that may be used: host names, with `*.` for subdomains, and trusted origins."""

    hosts: frozenset[str] = frozenset(KNOWN_SERVICES)
    origins: frozenset[str] = frozenset()

    @classmethod
    def with_extra(cls, extra: Iterable[str]) -> "PushServices":
        names = {name.strip().rstrip("/").lower() for name in extra if name.strip()}
        origins = {name for name in names if "://" in name}
        return cls(
            hosts=frozenset(KNOWN_SERVICES) | (names - origins),
            # What is more than an origin stays as it is, so that `check` names it.
            origins=frozenset(
                canonical_origin(name) or name if origin_of(name) == name else name
                for name in origins
            ),
        )

    def knows(self, endpoint: str) -> bool:
        """Whether an endpoint or origin may be used: https on a known host, or a trusted origin."""
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
        """Whether the operator listed this origin. Then http and private addresses are allowed."""
        return origin in self.origins

    def _knows_host(self, host: str) -> bool:
        return host in self.hosts or any(
            host.endswith(name[1:]) for name in self.hosts if name.startswith("*.")
        )


def origin_of(endpoint: str) -> str:
    """Scheme, host and port of an endpoint: RFC 6454, and the `aud` of RFC 8292."""
    match = _ORIGIN.match(endpoint)
    return match[0].lower() if match else ""


GONE = Problem(
    field="endpoint",
    code="gone",
    message="The push service has called this subscription gone. Unsubscribe in the browser and "
    "subscribe anew.",
)


def normal(subscription: BrowserSubscription) -> BrowserSubscription:
    """A valid subscription with the one spelling of its endpoint and of its keys.

    Base64 has several spellings of the same bytes: the last character has bits that do not count.
    A language or time zone that the shop does not know is left out: it may not cost the browser.
    """
    return replace(
        subscription,
        endpoint=canonical(subscription.endpoint),
        p256dh=encode_key(decode_key(subscription.p256dh)),
        auth=encode_key(decode_key(subscription.auth)),
        language=language_tag(subscription.language),
        time_zone=subscription.time_zone if is_time_zone(subscription.time_zone) else "",
    )


def problems(subscription: BrowserSubscription, services: PushServices) -> list[Problem]:
    """Everything that is invalid in a subscription, so that the caller can correct it at once."""
    return list(_problems(subscription, services))


def _problems(subscription: BrowserSubscription, services: PushServices) -> Iterator[Problem]:
    yield from _endpoint_problems(subscription.endpoint, services)
    if not is_p256_point(decode_key(subscription.p256dh)):
        yield _invalid("p256dh", "is not an uncompressed P-256 public key in base64url")
    if len(decode_key(subscription.auth)) != 16:
        yield _invalid("auth", "is not a 16-byte secret in base64url")


def language_tag(text: str) -> str:
    """What is known of a language tag, such as `zh-Hant-TW`; empty if it is not well-formed.

    A locale of POSIX is taken as well: Chromium on Linux may say “en-US@posix”.
    """
    found = _parsed(re.split(r"[.@]", text, maxsplit=1)[0])
    tag = f"{found[1]}{found['rest']}" if found else ""
    return tag if len(tag) <= MAX_LANGUAGE else ""


def _parsed(language: str) -> re.Match[str] | None:
    return _LANGUAGE.fullmatch(language.replace("_", "-")) if len(language) <= 250 else None


def language_problems(language: str) -> Iterator[Problem]:
    """What is invalid in a language tag. An empty tag is valid."""
    if language and not (len(language) <= MAX_LANGUAGE and _parsed(language)):
        yield _invalid("language", "is not a language tag such as “pl” or “en-GB”")


def _endpoint_problems(endpoint: str, services: PushServices) -> Iterator[Problem]:
    if not endpoint:
        yield Problem(field="endpoint", code="required", message="The endpoint is missing.")
    elif len(endpoint) > MAX_ENDPOINT or not endpoint.isascii() or not endpoint.isprintable():
        yield _invalid("endpoint", f"is not a URL of at most {MAX_ENDPOINT} ASCII characters")
    elif len(origin_of(endpoint)) > MAX_ORIGIN:
        yield _invalid("endpoint", "has a longer host name than a push service can have")
    elif canonical_origin(endpoint) == PLACEHOLDER:
        yield GONE
    elif not services.knows(canonical_origin(endpoint)):
        yield Problem(
            field="endpoint",
            code="unsupported_push_service",
            message="The shop does not send to the push service of this endpoint.",
        )
    elif not canonical(endpoint):
        yield _invalid("endpoint", "is not a URL: it has a space, a backslash or a broken escape")


def _invalid(field: str, what: str) -> Problem:
    return Problem(field=field, code="invalid", message=f"The value {what}.")


def decode_key(text: str) -> bytes:
    """Decode base64url with or without padding; empty if it is invalid."""
    try:
        padded = text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4)
        return base64.b64decode(padded, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""


def encode_key(raw: bytes) -> str:
    """Encode as base64url without padding, as browsers do."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


_P = 2**256 - 2**224 + 2**192 + 2**96 - 1
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B


def is_p256_point(raw: bytes) -> bool:
    """Whether 65 bytes are a point on the curve: y² = x³ - 3x + b (SEC 1, 2.3.4)."""
    if len(raw) != 65 or raw[0] != 4:
        return False
    x, y = int.from_bytes(raw[1:33], "big"), int.from_bytes(raw[33:], "big")
    return x < _P and y < _P and (y * y - (x * x * x - 3 * x + _B)) % _P == 0
