"""Decryption as the browser does it (RFC 8291 over RFC 8188), written apart from any sender.

Held by the vector of RFC 8291, appendix A.
"""

import os
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
HEADER_BYTES = 16 + 4 + 1 + 65
TAG_BYTES = 16


class BadMessageError(Exception):
    """The body is not a message encrypted for this subscription."""


@dataclass(frozen=True, kw_only=True)
class Receiver:
    """The browser's half of a subscription: a private key and the shared `auth` secret."""

    private_key: ec.EllipticCurvePrivateKey
    auth: bytes

    @classmethod
    def new(cls) -> Self:
        return cls(private_key=ec.generate_private_key(CURVE), auth=os.urandom(16))

    @property
    def p256dh(self) -> bytes:
        return point_bytes(self.private_key.public_key())


def point_bytes(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def decrypt(body: bytes, receiver: Receiver) -> bytes:
    salt, sender, record = _split(body)
    secret = _shared_secret(sender, receiver)
    key = _derive(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(secret, salt, b"Content-Encoding: nonce\0", 12)
    try:
        padded = AESGCM(key).decrypt(nonce, record, None)
    except InvalidTag:
        raise BadMessageError("the record does not open with this subscription's keys") from None
    return _unpad(padded)


def _split(body: bytes) -> tuple[bytes, bytes, bytes]:
    if len(body) < HEADER_BYTES + TAG_BYTES + 1:
        raise BadMessageError("shorter than header, delimiter and tag")
    record_size, id_length = int.from_bytes(body[16:20], "big"), body[20]
    if id_length != 65:
        raise BadMessageError("the key id is not an uncompressed P-256 point")
    record = body[HEADER_BYTES:]
    if len(record) > record_size:
        raise BadMessageError("more than one record, which RFC 8291 forbids")
    return body[:16], body[21:HEADER_BYTES], record


def _shared_secret(sender: bytes, receiver: Receiver) -> bytes:
    try:
        sender_key = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender)
    except ValueError:
        raise BadMessageError("the sender's key is not on the curve") from None
    ecdh_secret = receiver.private_key.exchange(ec.ECDH(), sender_key)
    info = b"WebPush: info\0" + receiver.p256dh + sender
    return _derive(ecdh_secret, receiver.auth, info, 32)


def _derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)


def _unpad(padded: bytes) -> bytes:
    """The last record ends with a delimiter 2, then zeros only."""
    text = padded.rstrip(b"\0")
    if not text.endswith(b"\2"):
        raise BadMessageError("the last record's delimiter is missing")
    return text[:-1]
