"""The operator's settings: queues, parallel tasks, rate limit and retention."""

import re
from dataclasses import dataclass
from datetime import timedelta

from .config import setting

# Empty: Saleor's default queue, so that an unchanged worker serves both lanes.
TRANSACTIONAL_QUEUE_SETTING = "SALEOR_PUSH_TRANSACTIONAL_QUEUE"
BULK_QUEUE_SETTING = "SALEOR_PUSH_BULK_QUEUE"
# Days: more leave the years that dates have.
_FOR_EVER = 36_500


@dataclass(frozen=True, kw_only=True)
class Number:
    """A setting that is a whole number: what is used where it is not set, and what it may be.

    `zero`: whether 0 has a meaning of its own below `least`.
    """

    name: str
    default: int
    least: int = 0
    most: int = 1_000_000_000
    zero: bool = False

    def value(self) -> int:
        """The number that is set, within the bounds; the default if there is none."""
        number = _as_number(setting(self.name))
        if number is None:
            return self.default
        return 0 if self.zero and number <= 0 else min(max(number, self.least), self.most)

    def problem(self) -> str | None:
        """What is wrong with what is set, and what is used instead; None if nothing is."""
        text = setting(self.name)
        number = _as_number(text)
        is_right = number is not None and (
            self.least <= number <= self.most or (self.zero and number == 0)
        )
        if not text or is_right:
            return None
        zero = "0, or " if self.zero and self.least else ""
        return (
            f"{self.name} must be {zero}a whole number from {self.least} to {self.most}, not "
            f"“{text[:40]}”. {self.value()} is used."
        )


# How many tasks send the bulk lane in parallel, on all machines together.
PARALLEL = Number(name="SALEOR_PUSH_PARALLEL", default=4, least=1, most=1000)
# The most notifications a minute through one push service (Chrome limits disruptive sites).
RATE = Number(name="SALEOR_PUSH_RATE", default=0)
# How many days rows are kept after they were sent, skipped, failed or expired. At least 32, because
# these rows count the surveys of a month and the like.
KEEP = Number(name="SALEOR_PUSH_KEEP_DAYS", default=90, least=32, most=_FOR_EVER)
# Units a minute for one address of a visitor.
REQUESTS = Number(name="SALEOR_PUSH_REQUESTS", default=240)
# First pushes of marketing a minute to browsers that nobody has proven, in all; 0: no limit.
FIRST_PUSHES = Number(name="SALEOR_PUSH_FIRST_PUSHES", default=60)
# How many of them are kept: the oldest give way.
UNPROVEN = Number(name="SALEOR_PUSH_UNPROVEN_BROWSERS", default=20_000, least=1)
# After so many days without a visit a browser gets no marketing, and after so many it is removed.
REST = Number(name="SALEOR_PUSH_REST_DAYS", default=180, least=1, most=_FOR_EVER)
REMOVE = Number(name="SALEOR_PUSH_REMOVE_DAYS", default=540, least=1, most=_FOR_EVER, zero=True)
NUMBERS = (PARALLEL, RATE, KEEP, REQUESTS, FIRST_PUSHES, UNPROVEN, REST, REMOVE)


def queue(*, bulk: bool) -> str:
    return setting(BULK_QUEUE_SETTING if bulk else TRANSACTIONAL_QUEUE_SETTING)


def parallel() -> int:
    return PARALLEL.value()


def rate() -> int:
    """Notifications a minute through one push service; 0: no limit."""
    return RATE.value()


def keep() -> timedelta:
    return timedelta(days=KEEP.value())


def requests_a_minute() -> int:
    """How many units one address may use a minute; 0: no limit."""
    return REQUESTS.value()


def first_pushes() -> int:
    """First pushes a minute to all unproven browsers together; 0: no limit."""
    return FIRST_PUSHES.value()


def unproven_browsers() -> int:
    """How many unproven browsers are kept; at least one."""
    return UNPROVEN.value()


def rest() -> timedelta:
    """After how long without a visit a browser gets no marketing."""
    return timedelta(days=REST.value())


def remove() -> timedelta | None:
    """After how long without a visit a browser is removed, never while it gets marketing.

    None: it stays.
    """
    days = REMOVE.value()
    return max(rest(), timedelta(days=days)) if days else None


def problems() -> list[str]:
    """What is wrong with the numbers and the names of queues, in sentences."""
    found = [problem for number in NUMBERS if (problem := number.problem())]
    if (after := remove()) and after.days > REMOVE.value():
        found.append(
            f"{REMOVE.name} must be 0, or at least {REST.name} ({REST.value()}), not "
            f"{REMOVE.value()}: a browser that gets marketing is not removed."
        )
    return found + [
        f"{name} must be the name of one queue without spaces and commas, not “{queue[:40]}”."
        for name in (TRANSACTIONAL_QUEUE_SETTING, BULK_QUEUE_SETTING)
        if re.search(r"[\s,]", queue := setting(name))
    ]


def _as_number(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None
