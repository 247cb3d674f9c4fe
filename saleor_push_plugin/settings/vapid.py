"""The shop's VAPID keys (RFC 8292)."""

import base64
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ..core.push_subscription import decode_key
from ..models import VapidKey
from .config import VAPID_SETTING, setting


class VapidKeyError(ValueError):
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


def ensure(now: datetime) -> str:
    """The current public key; creates one if there is none."""
    return current() or _make(now)


def public_of(private: str) -> str:
    """The public key of a private one. Raises VapidKeyError."""
    raw = decode_key(private)
    try:
        key = ec.derive_private_key(int.from_bytes(raw, "big"), ec.SECP256R1())
    except ValueError as error:
        raise VapidKeyError(VapidKeyError.__doc__) from error
    if len(raw) != 32:
        raise VapidKeyError(VapidKeyError.__doc__)
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return _encode(point)


def _make(now: datetime) -> str:
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    private = _encode(number.to_bytes(32, "big"))
    VapidKey.objects.create(public=public_of(private), private=private, created_at=now)
    return public_of(private)


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
