"""What a shopper agrees to in one browser, as the storefront hands it over."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .push_subscription import Problem, language_problems
from .scenario import Topic

# Longer than a year is not a pause: for that there is withdrawing.
LONGEST_PAUSE = timedelta(days=366)
MOST_A_WEEK = 100
MAX_WORDS = 64


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Topics agreed to, None for no change; which text was read, and where it stood."""

    topics: frozenset[Topic] | None = None
    text_version: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Preferences:
    """A visit to the preference centre. None changes nothing; a pause that is over ends one.

    `weekly_limit`: marketing pushes a week at most; 0 leaves it to the shop.
    """

    choice: Choice = field(default_factory=Choice)
    paused_until: datetime | None = None
    language: str | None = None
    weekly_limit: int | None = None


def choice_problems(choice: Choice) -> Iterator[Problem]:
    for name in ("text_version", "source"):
        value = getattr(choice, name)
        if len(value) > MAX_WORDS or not value.isprintable():
            yield _invalid(name, f"The value is not {MAX_WORDS} plain characters or fewer.")


def problems(wish: Preferences, *, now: datetime) -> list[Problem]:
    """Everything wrong with a visit to the preference centre."""
    found = [*choice_problems(wish.choice), *language_problems(wish.language or "")]
    if wish.paused_until and wish.paused_until > now + LONGEST_PAUSE:
        days = LONGEST_PAUSE.days
        found.append(_invalid("paused_until", f"A pause may last {days} days at most."))
    if not 0 <= (wish.weekly_limit or 0) <= MOST_A_WEEK:
        found.append(_invalid("weekly_limit", f"A week has from 0 to {MOST_A_WEEK} pushes."))
    return found


def _invalid(name: str, message: str) -> Problem:
    return Problem(field=name, code="invalid", message=message)
