"""Encrypts a payload for one push subscription (RFC 8291 over RFC 8188).

Written on `cryptography` because it costs less than half of pywebpush's encoder
(docs/performance.md). Tests hold it to the vector of RFC 8291, appendix A, and to pywebpush.
"""

import hmac
import os
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ..core.push_subscription import decode_key

CURVE = ec.SECP256R1()
RECORD_BYTES = 4096
# RFC 8291, 4: one record of at most 4,096 bytes, less header (86), delimiter (1) and tag (16).
MAX_PLAINTEXT = RECORD_BYTES - 86 - 1 - 16
_ECDH = ec.ECDH()


class TooLongError(ValueError):
    """The payload is longer than 3,993 bytes."""


class BadKeysError(ValueError):
    """The subscription's keys are not a P-256 point and a 16-byte secret."""


def encrypt(plaintext: bytes, *, p256dh: str, auth: str) -> bytes:
    """The request body, with a new key pair and salt for every message. Keys in base64url."""
    own = ec.generate_private_key(CURVE)
    return seal(plaintext, decode_key(p256dh), decode_key(auth), own=own, salt=os.urandom(16))


def seal(
    plaintext: bytes, p256dh: bytes, auth: bytes, *, own: ec.EllipticCurvePrivateKey, salt: bytes
) -> bytes:
    """As `encrypt`, with the sender's key pair and the salt given, as test vectors need."""
    if len(plaintext) > MAX_PLAINTEXT:
        raise TooLongError(TooLongError.__doc__)
    public = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    if len(p256dh) != 65 or len(auth) != 16:
        raise BadKeysError(BadKeysError.__doc__)
    secret = own.exchange(_ECDH, _point(p256dh))
    key, nonce = _key_and_nonce(secret, p256dh, public, auth, salt)
    record = AESGCM(key).encrypt(nonce, plaintext + b"\x02", None)
    return b"".join((salt, RECORD_BYTES.to_bytes(4, "big"), b"\x41", public, record))


# A subscription gets several pushes of an order, or a few in a week: its point is parsed once.
@lru_cache(maxsize=2048)
def _point(p256dh: bytes) -> ec.EllipticCurvePublicKey:
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, p256dh)
    except ValueError as error:
        raise BadKeysError(BadKeysError.__doc__) from error


def _key_and_nonce(
    secret: bytes, p256dh: bytes, public: bytes, auth: bytes, salt: bytes
) -> tuple[bytes, bytes]:
    """HKDF with SHA-256 (RFC 5869); every output is one block, so each step is one HMAC."""
    shared = hmac.digest(auth, secret, "sha256")
    info = b"".join((b"WebPush: info\x00", p256dh, public, b"\x01"))
    seed = hmac.digest(salt, hmac.digest(shared, info, "sha256"), "sha256")
    key = hmac.digest(seed, b"Content-Encoding: aes128gcm\x00\x01", "sha256")
    nonce = hmac.digest(seed, b"Content-Encoding: nonce\x00\x01", "sha256")
    return key[:16], nonce[:12]
