"""Find the lowest price of the 30 days before a reduction, in a record of the prices a page showed.

The rule is that of Directive 98/6/EC, Article 6a: who announces a reduction names the lowest price
of at least 30 days before it. See docs/prices.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

# How many days before the reduction count.
PERIOD = timedelta(days=30)
# Every price is seen once a night. Where it was not seen for longer, the record has a gap.
GAP = timedelta(hours=36)
# What was seen later than this from now was recorded while a clock was ahead.
AHEAD = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A price that was seen from `first_at` to `last_at`, and no other price between.

    `unit`: what it was said in, such as "EUR gross"; amounts of different units are not compared.
    """

    amount: Decimal
    unit: str
    first_at: datetime
    last_at: datetime


def lowest_before_reduction(
    record: Iterable[Stretch], current: Stretch, *, progressive: bool = False
) -> Decimal | None:
    """Return the lowest price of the 30 days before the reduction to the current price began.

    `record`: what was seen of one variant in one channel, in any order. `current`: what is seen
    now. `progressive`: a reduction that follows another without a rise between continues it, as
    some member states allow. None: the record does not reach so far without a gap, or the price
    has not changed. The price may be lower than the current one: then there is no reduction.
    """
    steps = _steps(record, current)
    begins = {1, _first_reduction(steps)} if progressive else {1}
    found = [low for begin in begins if (low := _lowest(steps, begin)) is not None]
    return max(found, default=None)


def _steps(record: Iterable[Stretch], current: Stretch) -> list[Stretch]:
    """The prices that led to the current one, newest first, back to a gap or another unit."""
    steps = [current]
    for each in sorted(record, key=lambda stretch: stretch.first_at, reverse=True):
        newer = steps[-1]
        is_ahead = each.last_at > current.last_at + AHEAD
        if is_ahead or each.unit != newer.unit or newer.first_at - each.last_at > GAP:
            break
        if each.amount == newer.amount:
            steps[-1] = replace(newer, first_at=each.first_at)
        else:
            steps.append(each)
    return steps


def _first_reduction(steps: Sequence[Stretch]) -> int:
    """The index of the price before the first of the reductions that led to the current price.

    A price that stood for the whole period is no reduction any more.
    """
    index = 1
    while (
        index + 1 < len(steps)
        and steps[index + 1].amount > steps[index].amount
        and steps[index - 1].first_at - steps[index].first_at < PERIOD
    ):
        index += 1
    return index


def _lowest(steps: Sequence[Stretch], begin: int) -> Decimal | None:
    """The lowest price of the period before the step `begin` ended; None if it is not known.

    A change happened at an unknown moment between two looks. So the period begins early, and a
    price counts until the next one was seen.
    """
    if begin >= len(steps):
        return None
    since = steps[begin].last_at - PERIOD
    if steps[-1].first_at > since:
        return None
    ended = zip(steps[begin:], steps[begin - 1 :], strict=False)
    return min(older.amount for older, newer in ended if newer.first_at > since)
