"""Counts the people of a segment."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import TypeVar

from ..core.push_subscription import Problem
from ..core.scenario import Priority, Topic
from ..core.segments.parsing import parse
from ..core.segments.predicate import All, Leaf, Predicate
from ..core.segments.reach import Reach
from ..experiments import hold_out
from ..settings import operator
from ..settings.config import Config
from ..shop import people
from ..shop.person_conditions import NotInThisShopError

Answer = TypeVar("Answer")
# As long as pushes count for the weekly cap.
WEEK = timedelta(days=7)
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
    return _answer(where, channels, lambda predicate: people.count(predicate, now))


def reach(
    where: object,
    config: Config,
    now: datetime,
    channels: Collection[str] | None = None,
    channel: str | None = None,
) -> Reach | tuple[Problem, ...]:
    """Return how many of its people a campaign reaches now, or what is wrong with the `where`.

    `channels`: as in `count`; `channel`: the campaign's, if it has one.
    """
    within = channels if channel is None else [channel]
    push = _push(config, now, within)
    return _answer(where, channels, lambda predicate: people.reach(predicate, push))


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
    where: object, channels: Collection[str] | None, ask: Callable[[Predicate], Answer]
) -> Answer | tuple[Problem, ...]:
    predicate, problems = parse(where)
    if problems:
        return problems
    try:
        return ask(_within(predicate, channels))
    except NotInThisShopError as error:
        return (Problem(field="where", code="not_found", message=str(error)),)
    except people.TooSlowError:
        return (TOO_SLOW,)


def _within(predicate: Predicate, channels: Collection[str] | None) -> Predicate:
    if channels is None:
        return predicate
    theirs = Leaf(name="channel", members={"oneOf": tuple(sorted(channels))})
    return All(parts=(predicate, theirs))
