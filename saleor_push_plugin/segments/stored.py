"""Segments that staff stored: makes, changes, finds and deletes them."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from ..core.push_subscription import Problem
from ..core.segments.as_json import as_json
from ..models import Segment
from .compiling import People, people

LONGEST_NAME = 100
# The names of what addresses a segment and is not over, by the segment's id.
Users = Callable[[int], Sequence[str]]
_TAKEN = Problem(field="name", code="unique", message="Another segment has this name.")
_NOT_FOUND = Problem(field="id", code="not_found", message="There is no such segment.")


def make(name: str, where: object, author: str, now: datetime) -> Segment | tuple[Problem, ...]:
    """Store a segment, or say what is wrong with it. `author`: as "User:7"."""
    segment = Segment(name=name.strip(), where=where, created_at=now, created_by=author)
    return _save(segment, author, now)


def change(
    segment_id: int, author: str, now: datetime, *, name: str | None = None, where: object = None
) -> Segment | tuple[Problem, ...]:
    """Change what is given of a segment, or say what is wrong.

    A campaign that is scheduled keeps the former condition.
    """
    with transaction.atomic():
        segment = Segment.objects.select_for_update().filter(pk=segment_id).first()
        if segment is None:
            return (_NOT_FOUND,)
        segment.name = segment.name if name is None else name.strip()
        segment.where = segment.where if where is None else where
        return _save(segment, author, now)


def delete(segment_id: int, users: Users) -> tuple[Problem, ...]:
    """Delete a segment, unless something that is not over addresses it; returns what is wrong.

    The segment is locked while `users` is asked, so a foreign key to it cannot appear meanwhile.
    """
    with transaction.atomic():
        segment = Segment.objects.select_for_update().filter(pk=segment_id).first()
        if segment is None:
            return (_NOT_FOUND,)
        if names := users(segment_id):
            message = f"It is used by: {', '.join(names)}."
            return (Problem(field="id", code="invalid", message=message),)
        segment.delete()
    return ()


def find(segment_id: int) -> Segment | None:
    """Return a segment by its id."""
    return Segment.objects.filter(pk=segment_id).first()


def remove_author(user_id: int) -> None:
    """Clear a deleted account from the segments it made or changed; these stay."""
    for field in ("created_by", "updated_by"):
        Segment.objects.filter(**{field: f"User:{user_id}"}).update(**{field: ""})


def _save(segment: Segment, author: str, now: datetime) -> Segment | tuple[Problem, ...]:
    if problems := tuple(_problems(segment, now)):
        return problems
    segment.where = as_json(segment.where)
    segment.updated_at, segment.updated_by = now, author
    try:
        with transaction.atomic():
            segment.save()
    except IntegrityError:
        return (_TAKEN,)
    return segment


def _problems(segment: Segment, now: datetime) -> Iterator[Problem]:
    if not segment.name:
        yield Problem(field="name", code="required", message="The name is missing.")
    elif len(segment.name) > LONGEST_NAME or not segment.name.isprintable():
        message = f"A name has 1 to {LONGEST_NAME} characters, in one line."
        yield Problem(field="name", code="invalid", message=message)
    found = people(segment.where, now, asking=False)
    if not isinstance(found, People):
        yield from found
