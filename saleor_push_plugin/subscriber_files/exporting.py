"""Exports all subscriptions with their keys to a CSV file that only its owner may read."""

import csv
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO

from django.db.models import QuerySet

from ..core.person import Person
from ..models import Consent, Subscription
from ..subscribers import segmentation_objections

COLUMNS = (
    *("endpoint", "p256dh", "auth", "vapid_public", "channel", "language", "time_zone"),
    *("display_mode", "platform", "topics", "text_version", "text_language", "last_active"),
    *("chosen_language", "paused_until", "weekly_limit", "objects_to_segmentation"),
)
STRIDE, _MODE = 5000, 0o600


class CannotWriteError(ValueError):
    """The file cannot be written; the message says why."""


def private_file(path: Path) -> TextIO:
    """Open a new file that only its owner may read. Raises CannotWriteError."""
    try:
        # O_EXCL: an existing file could be readable by others.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
    except FileExistsError:
        raise CannotWriteError(f"{path} exists already, and is not overwritten.") from None
    except OSError as error:
        raise CannotWriteError(f"{path} cannot be written: {error.strerror}.") from None
    return open(descriptor, "w", encoding="utf-8", newline="")  # noqa: PTH123


def export(path: Path, log: Callable[[int], None], *, channel: str = "") -> int:
    """Write the subscriptions of a channel, or all, to a new file; returns how many.

    `log`: told how many there are before the first is written, so that no file is unlogged. Cells
    are as they are stored, because `push_import` reads them. Raises CannotWriteError.
    """
    rows = Subscription.objects.filter(channel=channel) if channel else Subscription.objects.all()
    with private_file(path) as file:
        log(rows.count())
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        count = 0
        for stride in _strides(rows):
            writer.writerows(_cells(stride))
            count += len(stride)
    return count


def _strides(rows: QuerySet[Subscription]) -> Iterator[list[Subscription]]:
    after = 0
    while stride := list(rows.filter(id__gt=after).order_by("id")[:STRIDE]):
        yield stride
        after = stride[-1].pk


def _cells(stride: list[Subscription]) -> Iterator[list[Any]]:
    words = _words(stride)
    people = {row.pk: Person(subscription_id=row.pk, user_id=row.user_id).key for row in stride}
    objecting = segmentation_objections.among({*people.values()})
    for row in stride:
        version, language = words.get(row.public_id, ("", ""))
        seen = row.seen_at or row.updated_at
        yield [
            *(row.endpoint, row.p256dh, row.auth, row.vapid_public, row.channel, row.reads),
            *(row.time_zone, row.display_mode, row.platform, " ".join(row.topics)),
            *(version, language, seen.isoformat(), row.chosen_language),
            *(row.paused_until and row.paused_until.isoformat(), row.weekly_limit),
            "true" if people[row.pk] in objecting else "",
        ]


def _words(stride: list[Subscription]) -> dict[object, tuple[str, str]]:
    """The version and language of the words that each last agreed to, by the public id."""
    ids = [row.public_id for row in stride]
    agreed = Consent.objects.filter(subscription_id__in=ids).exclude(granted=[])
    rows = agreed.exclude(text_version="").order_by("id")
    found = rows.values_list("subscription_id", "text_version", "text_language")
    return {id: (version, language) for id, version, language in found}
