"""The shop's VAPID keys (RFC 8292), made and read by py_vapid, which signs with them as well.

A browser's subscription belongs to the key it was made with, for ever. So the shop keeps its former
keys, and browsers subscribe anew with the current one at their next visit.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet
from py_vapid import Vapid02
from py_vapid.utils import b64urlencode

from ..core.push_subscription import decode_key
from ..models import VapidKey
from .config import VAPID_SETTING, setting

# Private keys that browsers still depend on, separated by commas.
FORMER_SETTING = "SALEOR_PUSH_VAPID_FORMER_KEYS"


class VapidKeyError(ImproperlyConfigured, ValueError):
    """This is not a P-256 private key: 32 bytes in base64url."""


def current() -> str | None:
    """The public key browsers subscribe with, in base64url; None before the first activation.

    That of the setting, else the newest in the database.
    """
    private = setting(VAPID_SETTING)
    if private:
        return public_of(private)
    return stored().values_list("public", flat=True).first()


def private_of(public: str) -> str | None:
    """The private key for a public one, current or former. Never leaves the server."""
    return (
        in_settings().get(public)
        or VapidKey.objects.filter(public=public).values_list("private", flat=True).first()
    )


def stored() -> QuerySet[VapidKey]:
    """The keys in the database, the newest first; a key that was restored is as old as it was."""
    return VapidKey.objects.order_by("-created_at", "-id")


def in_settings() -> Mapping[str, str]:
    """The private keys in the settings by public key. Raises VapidKeyError."""
    return {public_of(private): private for _, private in _settings()}


def check_settings() -> None:
    """Refuse to start with a key that cannot sign: every push would fail. Raises VapidKeyError."""
    for name, private in _settings():
        try:
            public_of(private)
        except VapidKeyError as error:
            raise VapidKeyError(f"{name}: {error}") from None


def ensure(now: datetime) -> str:
    """The current public key; creates one if there is none."""
    return current() or make(now)


def make(now: datetime) -> str:
    """Store a new key, which is current from now on unless the setting has one; the public key."""
    pair = Vapid02()
    pair.generate_keys()
    number = pair.private_key.private_numbers().private_value
    private = str(b64urlencode(number.to_bytes(32, "big")))
    VapidKey.objects.create(public=public_of(private), private=private, created_at=now)
    return public_of(private)


def delete(public: str) -> None:
    """Delete a key from the database; nothing can be sent to the browsers that depend on it."""
    VapidKey.objects.filter(public=public).delete()


@lru_cache(maxsize=64)
def public_of(private: str) -> str:
    """The public key of a private one. Raises VapidKeyError."""
    # py_vapid takes a number of any length and skips what is not base64url.
    if len(decode_key(private)) != 32:
        raise VapidKeyError(VapidKeyError.__doc__)
    try:
        pair = Vapid02.from_raw(private.rstrip("=").encode())
    except ValueError as error:
        raise VapidKeyError(VapidKeyError.__doc__) from error
    point = pair.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return str(b64urlencode(point))


def _settings() -> list[tuple[str, str]]:
    """The name of the setting and the private key, the current one first."""
    former = (key.strip(" \r\n\t\"'") for key in setting(FORMER_SETTING).split(","))
    keys = [(VAPID_SETTING, setting(VAPID_SETTING)), *((FORMER_SETTING, key) for key in former)]
    return [(name, private) for name, private in keys if private]
