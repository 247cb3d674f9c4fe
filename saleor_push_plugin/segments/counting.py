"""Counts the people of a segment."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from ..core.push_subscription import Problem
from ..core.scenario import Priority, Topic
from ..core.segments import other_packages
from ..core.segments.conditions import KNOWN_OF_THE_PAST
from ..core.segments.parsing import parse
from ..core.segments.predicate import All, Leaf, Predicate, leaves, other_names
from ..core.segments.reach import Reach
from ..experiments import hold_out
from ..settings import operator
from ..settings.config import Config
from ..shop import people
from ..shop.person_conditions import NotInThisShopError
from .compiling import failed_of

Value = TypeVar("Value")
# As long as pushes count for the weekly cap.
WEEK = timedelta(days=7)
TOO_SLOW = Problem(
    field="where",
    code="too_slow",
    message=f"The people were not counted in {people.TIMEOUT // 1000} seconds.",
)


@dataclass(frozen=True, kw_only=True)
class Counted(Generic[Value]):
    """What was counted. `failed`: as in `compiling.People`; whom these would find are not in it."""

    value: Value
    failed: tuple[str, ...] = ()


def count(
    where: object, now: datetime, channels: Collection[str] | None = None
) -> Counted[int] | tuple[Problem, ...]:
    """Return how many people a `where` is about, or what is wrong with it.

    `channels`: only people with a browser in one of these channels; None: all people.
    """
    return _answer(
        where, channels, lambda predicate, answers: people.count(predicate, now, answers)
    )


def count_then(
    where: object, at: datetime, now: datetime, channels: Collection[str] | None = None
) -> Counted[int] | tuple[Problem, ...]:
    """Return how many people a `where` was about at a past moment, or what is wrong with it.

    `channels`: people with a browser in one of these today.
    """
    predicate, problems = parse(where)
    problems = problems or tuple(_not_of_the_past(predicate))
    if at > now:
        problems = (Problem(field="at", code="invalid", message="This is in the future."),)
    if problems:
        return problems
    try:
        return Counted(value=people.count_then(_within(predicate, channels), at))
    except people.TooSlowError:
        return (TOO_SLOW,)


def _not_of_the_past(predicate: Predicate) -> Iterator[Problem]:
    for name in dict.fromkeys(leaf.name for leaf in leaves(predicate)):
        if name not in KNOWN_OF_THE_PAST:
            message = "Only what is true now is stored of this; it has no past."
            yield Problem(field=f"where.{name}", code="invalid", message=message)


def reach(
    where: object,
    config: Config,
    now: datetime,
    channels: Collection[str] | None = None,
    channel: str | None = None,
) -> Counted[Reach] | tuple[Problem, ...]:
    """Return how many of its people a campaign reaches now, or what is wrong with the `where`.

    `channels`: as in `count`; `channel`: the campaign's, if it has one.
    """
    within = channels if channel is None else [channel]
    push = _push(config, now, within)
    return _answer(
        where, channels, lambda predicate, answers: people.reach(predicate, push, answers)
    )


def _push(config: Config, now: datetime, channels: Collection[str] | None) -> people.Push:
    held = hold_out.running() if config.hold_out else None
    return people.Push(
        now=now,
        since=now - WEEK,
        resting=now - operator.rest(),
        topic=Topic.OFFERS.value,
        most=config.weekly_share(Priority.NORMAL),
        channels=None if channels is None else sorted(channels),
        hold_out=held.pk if held else None,
        held_below=held.ends[0] if held else 0,
        salt=held.salt if held else "",
    )


def _answer(
    where: object,
    channels: Collection[str] | None,
    ask: Callable[[Predicate, people.Answers], Value],
) -> Counted[Value] | tuple[Problem, ...]:
    predicate, problems = parse(where)
    if problems:
        return problems
    answers = other_packages.ask(other_names(predicate))
    try:
        value = ask(_within(predicate, channels), answers)
    except NotInThisShopError as error:
        return (Problem(field="where", code="not_found", message=str(error)),)
    except people.TooSlowError:
        return (TOO_SLOW,)
    return Counted(value=value, failed=failed_of(answers))


def _within(predicate: Predicate, channels: Collection[str] | None) -> Predicate:
    if channels is None:
        return predicate
    theirs = Leaf(name="channel", members={"oneOf": tuple(sorted(channels))})
    return All(parts=(predicate, theirs))
