"""The shop's VAPID keys (RFC 8292), made and read by py_vapid, which signs with them as well."""

from datetime import datetime

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.exceptions import ImproperlyConfigured
from py_vapid import Vapid02
from py_vapid.utils import b64urlencode

from ..core.push_subscription import decode_key
from ..models import VapidKey
from .config import VAPID_SETTING, setting


class VapidKeyError(ImproperlyConfigured, ValueError):
    """SALEOR_PUSH_VAPID_PRIVATE_KEY is not a P-256 private key: 32 bytes in base64url."""


def current() -> str | None:
    """The public key browsers subscribe with, in base64url; None before the first activation."""
    private = setting(VAPID_SETTING)
    if private:
        return public_of(private)
    return VapidKey.objects.order_by("-id").values_list("public", flat=True).first()


def private_of(public: str) -> str | None:
    """The private key for a public one. Never leaves the server."""
    private = setting(VAPID_SETTING)
    if private and public_of(private) == public:
        return private
    return VapidKey.objects.filter(public=public).values_list("private", flat=True).first()


def check_setting() -> None:
    """Refuse to start with a key that cannot sign: every push would fail. Raises VapidKeyError."""
    if private := setting(VAPID_SETTING):
        public_of(private)


def ensure(now: datetime) -> str:
    """The current public key; creates one if there is none."""
    return current() or _make(now)


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


def _make(now: datetime) -> str:
    pair = Vapid02()
    pair.generate_keys()
    number = pair.private_key.private_numbers().private_value
    private = str(b64urlencode(number.to_bytes(32, "big")))
    VapidKey.objects.create(public=public_of(private), private=private, created_at=now)
    return public_of(private)
