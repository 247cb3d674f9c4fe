"""Counts the people of a segment."""

from collections.abc import Collection
from datetime import datetime

from ..core.push_subscription import Problem
from ..core.segments.parsing import parse
from ..core.segments.predicate import All, Leaf, Predicate
from ..shop import people
from ..shop.person_conditions import NotInThisShopError

TOO_SLOW = Problem(
    field="where",
    code="too_slow",
    message=f"The people were not counted in {people.TIMEOUT // 1000} seconds.",
)


def count(
    where: object, now: datetime, channels: Collection[str] | None = None
) -> int | tuple[Problem, ...]:
    """Return how many people a `where` is about, or what is wrong with it.

    `channels`: only people with a browser in one of these channels; None: all people.
    """
    predicate, problems = parse(where)
    if problems:
        return problems
    try:
        return people.count(_within(predicate, channels), now)
    except NotInThisShopError as error:
        return (Problem(field="where", code="not_found", message=str(error)),)
    except people.TooSlowError:
        return (TOO_SLOW,)


def _within(predicate: Predicate, channels: Collection[str] | None) -> Predicate:
    if channels is None:
        return predicate
    theirs = Leaf(name="channel", members={"oneOf": tuple(sorted(channels))})
    return All(parts=(predicate, theirs))
