"""Proof of possession: whoever shows a subscription's `auth` or its secret speaks for the browser.

An endpoint alone proves nothing: the push service and whoever reads a log know it as well.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from ..core.canonical_endpoint import canonical
from ..core.consent import Evidence, Proof
from ..core.push_subscription import decode_key
from ..models import Subscription

_SECRET_BYTES = 32


@dataclass(frozen=True, kw_only=True)
class Possessed:
    """A subscription, and how the caller proved to be its browser."""

    subscription: Subscription
    proof: Proof

    def evidence(self, token_of: int | None = None) -> Evidence:
        """`token_of`: the customer whose valid token the caller showed as well."""
        return Evidence(proof=self.proof, token_of=token_of)


def find(endpoint: str, proof: str, *, lock: bool = False) -> Possessed | None:
    """The subscription of an endpoint; None if it is unknown or the proof does not fit.

    `lock`: until the end of the transaction.
    """
    rows = Subscription.objects.select_for_update() if lock else Subscription.objects.all()
    subscription = rows.filter(endpoint=canonical(endpoint)).first()
    shown = proof_of(subscription, proof)
    return Possessed(subscription=subscription, proof=shown) if subscription and shown else None


def proof_of(subscription: Subscription | None, *shown: str) -> Proof | None:
    """Which proof is among what was shown; None if there is none or no subscription.

    Everything is compared, in constant time, so that the time tells nothing either.
    """
    hash, auth = (subscription.secret_hash, subscription.auth) if subscription else ("", "")
    if subscription and not subscription.auth_proves:
        auth = ""
    by_secret = [_equal(hash_of(text), hash) for text in shown]
    by_keys = [_equal_keys(text, auth) for text in shown]
    if any(by_secret):
        return Proof.SECRET
    return Proof.KEYS if any(by_keys) else None


def make_secret(subscription: Subscription) -> str:
    """A new secret in base64url, to be told once. The subscription gets its hash, not saved."""
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    subscription.secret_hash = hash_of(secret)
    return secret


def hash_of(secret: str) -> str:
    """SHA-256 in hex. The secret is random, so it needs neither salt nor a slow hash."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def _equal_keys(shown: str, auth: str) -> bool:
    raw = decode_key(auth)
    return _equal(decode_key(shown).hex(), raw.hex()) and len(raw) == 16


def _equal(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
