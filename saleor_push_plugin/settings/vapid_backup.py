"""Backups of the VAPID keys in the database: a JSON file that only its owner may read.

Keys in the settings are not part of it, because whoever keeps them there keeps them safe there.
"""

import json
import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime

from ..models import VapidKey
from . import vapid_keys

FORMAT, VERSION = "saleor-push-vapid-keys", 1
# Far more keys than any shop has.
MAX_BYTES = 1024 * 1024
_MODE = 0o600


class BackupError(ValueError):
    """The file cannot be written or read, or is no backup; the message says why."""


def write(path: Path) -> int:
    """Write all keys in the database to a new file with mode 0600; how many. Raises BackupError."""
    keys = [_entry(key) for key in vapid_keys.stored()]
    if not keys:
        raise BackupError("There is no key in the database.")
    text = json.dumps({"format": FORMAT, "version": VERSION, "keys": keys}, indent=2)
    try:
        # O_EXCL: an existing file could be readable by others, or be the only copy of lost keys.
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE), "w") as file:  # noqa: PTH123
            file.write(f"{text}\n")
    except FileExistsError:
        raise BackupError(f"{path} exists already, and is not overwritten.") from None
    except OSError as error:
        raise BackupError(f"{path} cannot be written: {error.strerror}.") from None
    return len(keys)


def is_private(path: Path) -> bool:
    """Whether only the owner may read the file."""
    return not path.stat().st_mode & 0o077


@transaction.atomic
def restore(path: Path) -> int:
    """Add the keys of a backup that the database lacks; how many. Raises BackupError.

    A file with one invalid key restores none. A key keeps its age, so an old one does not become
    the current one.
    """
    keys = list(_keys(_read(path)))
    known = set(VapidKey.objects.values_list("public", flat=True))
    missing = {key.public: key for key in keys if key.public not in known}
    VapidKey.objects.bulk_create(missing.values(), ignore_conflicts=True)
    return len(missing)


def _entry(key: VapidKey) -> dict[str, str]:
    return {
        "public": key.public,
        "private": key.private,
        "created_at": key.created_at.isoformat(),
    }


def _read(path: Path) -> Mapping[str, Any]:
    try:
        with path.open("rb") as file:
            content = json.loads(file.read(MAX_BYTES))
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError):
        raise BackupError(f"{path} is no backup of VAPID keys: it is not JSON.") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise BackupError(f"{path} is no backup of VAPID keys.")
    if content.get("version") != VERSION:
        raise BackupError(f"{path} was made by another version of the plugin.")
    return content


def _keys(content: Mapping[str, Any]) -> Iterator[VapidKey]:
    entries = content.get("keys")
    if not isinstance(entries, list) or not entries:
        raise BackupError("The backup has no keys.")
    for number, entry in enumerate(entries, start=1):
        yield _key(entry if isinstance(entry, dict) else {}, f"Key {number} of the backup")


def _key(entry: Mapping[str, Any], name: str) -> VapidKey:
    private, created_at = str(entry.get("private") or ""), _moment(entry.get("created_at"))
    try:
        public = vapid_keys.public_of(private)
    except vapid_keys.VapidKeyError:
        raise BackupError(f"{name} is not a P-256 private key in base64url.") from None
    if entry.get("public") != public:
        raise BackupError(f"{name}: its public key does not belong to its private key.")
    if created_at is None:
        raise BackupError(f"{name}: created_at is not a time with an offset.")
    return VapidKey(public=public, private=private.rstrip("="), created_at=created_at)


def _moment(text: object) -> datetime | None:
    try:
        moment = parse_datetime(str(text))
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None
