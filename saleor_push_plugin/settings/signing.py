"""Signatures with keys that are derived from Django's SECRET_KEY, one key for each purpose.

A signature made before the shop replaced SECRET_KEY stays valid for as long as the former value is
in SECRET_KEY_FALLBACKS, as with Django's own signatures.
"""

import hmac
import os
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b

from django.conf import settings
from django.utils.crypto import constant_time_compare
from django.utils.encoding import force_bytes

FALLBACKS_SETTING = "SECRET_KEY_FALLBACKS"


def sign(purpose: str, value: bytes, *, size: int = 16) -> bytes:
    """The first `size` bytes (at most 32) of a keyed BLAKE2b over `value`, by the current key."""
    return _digest(purpose, settings.SECRET_KEY, value)[:size]


def is_signed(purpose: str, value: bytes, signature: bytes) -> bool:
    """Whether `signature` was made by `sign` with this purpose, by the current or a former key.

    `signature` must have at least 16 bytes, so that a cut one is not easier to guess.
    """
    size = len(signature)
    return size >= 16 and any(
        constant_time_compare(signature, _digest(purpose, secret, value)[:size])
        for secret in _secrets()
    )


def _secrets() -> Iterator[str | bytes]:
    former = settings.SECRET_KEY_FALLBACKS or _fallbacks_of_environment()
    yield settings.SECRET_KEY
    yield from filter(None, former)


def _fallbacks_of_environment() -> list[str]:
    """Saleor's settings file is part of its image, so operators use environment variables."""
    return os.environ.get(FALLBACKS_SETTING, "").split(",")


def _digest(purpose: str, secret: str | bytes, value: bytes) -> bytes:
    # A worker makes four for each push. OpenSSL's HMAC lets other threads run meanwhile, and to
    # take turns costs more than to sign. BLAKE2b (RFC 7693) needs no HMAC: it takes a key.
    return blake2b(value, key=_key(purpose, secret), digest_size=32).digest()


@lru_cache(maxsize=64)
def _key(purpose: str, secret: str | bytes) -> bytes:
    # As HKDF (RFC 5869) derives one, so no purpose and value pass for another pair.
    return hmac.digest(force_bytes(secret), f"saleor_push_plugin.{purpose}".encode(), "sha256")
