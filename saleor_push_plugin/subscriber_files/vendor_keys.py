"""Takes in the VAPID pair that another vendor's subscriptions were made with, beside our own."""

import json
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Min

from ..models import VapidKey
from ..settings import vapid_keys

_MAX_BYTES = 10_000
# Names of the private key in JSON: ours and web-push's.
_PRIVATE, _PUBLIC = ("private", "privateKey"), ("public", "publicKey")


class VendorKeyError(ValueError):
    """The file holds no VAPID pair; the message says why."""


def read(path: Path) -> str:
    """The private key of a file: 32 bytes in base64url, or a pair as JSON. Raises VendorKeyError.

    JSON as `web-push generate-vapid-keys --json` writes it; a public key in it has to fit.
    """
    try:
        with path.open("rb") as file:
            text = file.read(_MAX_BYTES).decode().strip()
    except OSError as error:
        raise VendorKeyError(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError:
        raise VendorKeyError(f"{path} is no text.") from None
    private, public = _of_json(text, path) if text.startswith("{") else (text, "")
    try:
        made = vapid_keys.public_of(private)
    except vapid_keys.VapidKeyError:
        message = f"{path} has no P-256 private key of 32 bytes in base64url."
        raise VendorKeyError(message) from None
    if public and public.rstrip("=") != made:
        raise VendorKeyError(f"{path}: its public key does not belong to its private key.")
    return private.rstrip("=")


def _of_json(text: str, path: Path) -> tuple[str, str]:
    try:
        pair = json.loads(text)
    except (ValueError, RecursionError):
        raise VendorKeyError(f"{path} is not JSON.") from None
    found = [next((str(pair[name]) for name in names if pair.get(name)), "") for names in _NAMES]
    return found[0], found[1]


_NAMES = (_PRIVATE, _PUBLIC)


@transaction.atomic
def add(private: str, now: datetime) -> str:
    """Store the key as a former one, so that browsers subscribe with the shop's; the public key.

    Of the keys in the database the newest is current, once the setting has none. So there is always
    a newer one of the shop's own.
    """
    if not vapid_keys.stored().exists():
        vapid_keys.make(now)
    public = vapid_keys.public_of(private)
    if vapid_keys.private_of(public) is None:
        oldest = VapidKey.objects.aggregate(at=Min("created_at"))["at"] or now
        made = oldest - timedelta(seconds=1)
        VapidKey.objects.create(public=public, private=private, created_at=made)
    return public
