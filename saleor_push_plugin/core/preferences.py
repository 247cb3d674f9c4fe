"""Preferences of a shopper in one browser, as the storefront changes them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .consent import Choice, choice_problems
from .push_subscription import Problem, language_problems

# Whoever wants a longer pause than a year can withdraw the consent.
LONGEST_PAUSE = timedelta(days=366)
MAX_PER_WEEK = 100


@dataclass(frozen=True, kw_only=True)
class Preferences:
    """Changes to a subscription's preferences. None changes nothing.

    `paused_until`: a moment in the past ends a pause. `weekly_limit`: the largest number of
    marketing pushes a week; 0: the shop's own limit applies. `no_segments`: whether the person
    objects to segmentation.
    """

    choice: Choice = field(default_factory=Choice)
    paused_until: datetime | None = None
    language: str | None = None
    weekly_limit: int | None = None
    no_segments: bool | None = None


def problems(preferences: Preferences, *, now: datetime) -> list[Problem]:
    """Everything that is invalid in a change of preferences."""
    problems_found = [
        *choice_problems(preferences.choice),
        *language_problems(preferences.language or ""),
    ]
    if preferences.paused_until and preferences.paused_until > now + LONGEST_PAUSE:
        days = LONGEST_PAUSE.days
        problems_found.append(
            Problem(
                field="paused_until",
                code="invalid",
                message=f"A pause may last at most {days} days.",
            )
        )
    if not 0 <= (preferences.weekly_limit or 0) <= MAX_PER_WEEK:
        problems_found.append(
            Problem(
                field="weekly_limit",
                code="invalid",
                message=f"The weekly limit must be from 0 to {MAX_PER_WEEK}.",
            )
        )
    return problems_found
