"""People who object to segmentation (GDPR, article 21): no segment with a condition finds them.

The objection is a person's: a guest's becomes the customer's at login, and it stays when they log
out. Only the person ends it, or the deletion of the account.
"""

from collections.abc import Collection
from datetime import datetime

from ..models import SegmentationObjection, in_array


def change(person: str, *, objects: bool, now: datetime) -> None:
    """Store that a person (a key of core.person) objects, or does so no more."""
    if objects:
        SegmentationObjection.objects.get_or_create(person=person, defaults={"at": now})
    else:
        forget([person])


def since(person: str) -> datetime | None:
    """Since when a person objects; None: they do not."""
    rows = SegmentationObjection.objects.filter(person=person)
    return rows.values_list("at", flat=True).first()


def among(persons: Collection[str]) -> set[str]:
    """Those of these people (keys of core.person) who object."""
    if not persons:
        return set()
    rows = SegmentationObjection.objects.filter(person__in=in_array(persons))
    return set(rows.values_list("person", flat=True))


def merge(guest: str, other: str) -> None:
    """Give the objection of a guest to who the guest turned out to be."""
    if (at := since(guest)) is not None:
        change(other, objects=True, now=at)
        forget([guest])


def forget(persons: Collection[str]) -> None:
    """Delete the objections of people who are known no more."""
    SegmentationObjection.objects.filter(person__in=persons).delete()
