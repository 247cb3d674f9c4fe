"""Why one person is in a segment or not: which of its conditions hold for them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from ..core.segments import other_packages
from ..core.segments.parsing import parse
from ..core.segments.predicate import leaves, other_names
from ..models import Segment
from ..shop import people
from ..shop.person_conditions import NotInThisShopError

# Segments are asked one by one, so they are not all.
MOST = 50


@dataclass(frozen=True, kw_only=True)
class Membership:
    """A segment and whether a person is in it; None: that could not be found out.

    `conditions`: by name, in the order in which they are stored, whether each holds.
    """

    segment: Segment
    matches: bool | None
    conditions: Sequence[tuple[str, bool]] = ()


def of_person(
    person: str, now: datetime, *, ids: Collection[int] | None = None
) -> list[Membership]:
    """Ask the segments with these ids, or the first MOST by name, of one person (a key)."""
    rows = Segment.objects.all() if ids is None else Segment.objects.filter(pk__in=list(ids))
    return [_membership(each, person, now) for each in rows.order_by("name", "pk")[:MOST]]


def _membership(segment: Segment, person: str, now: datetime) -> Membership:
    predicate, problems = parse(segment.where)
    if problems:
        return Membership(segment=segment, matches=None)
    answers = other_packages.ask(other_names(predicate))
    try:
        matches, held = people.explained(predicate, person, now, answers)
    except (NotInThisShopError, people.TooSlowError):
        return Membership(segment=segment, matches=None)
    names = [leaf.name for leaf in leaves(predicate)]
    return Membership(
        segment=segment, matches=matches, conditions=list(zip(names, held, strict=False))
    )
