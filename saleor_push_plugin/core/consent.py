"""Consent and preferences of a shopper in one browser, as the storefront sends them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from .push_subscription import Problem, language_problems
from .scenario import Topic

# Whoever wants a longer pause than a year can withdraw the consent.
LONGEST_PAUSE = timedelta(days=366)
MAX_PER_WEEK = 100
MAX_TEXT = 64
# Without what separates cells or begins a formula in a spreadsheet.
_TEXT_VERSION = re.compile(r"[\w.:/+ -]*")


class Source(StrEnum):
    """Where a shopper chose, or what changed the consent. Staff read it in the log."""

    BELL = "bell"
    PREFERENCES = "preferences"
    CHECKOUT = "checkout"
    ORDER = "order"
    PRODUCT = "product"
    CART = "cart"
    ACCOUNT = "account"
    NEWSLETTER = "newsletter"
    OTHER = "other"
    RENEWED = "renewed"
    # Of the plugin alone; no storefront can claim them.
    WATCH = "watch"
    LOGIN = "login"
    ANOTHER_CUSTOMER = "another_customer"
    UNSUBSCRIBED = "unsubscribed"
    ACCOUNT_DELETED = "account_deleted"


class Proof(StrEnum):
    """What proved possession of a browser: its `auth`, or the secret that was made for it."""

    KEYS = "keys"
    SECRET = "secret"


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What a request showed of who made it: a proof of possession, and whose valid token."""

    proof: Proof | None = None
    token_of: int | None = None


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The topics agreed to (None: no change), the consent text (version, language), its place."""

    topics: frozenset[Topic] | None = None
    text_version: str = ""
    text_language: str = ""
    source: Source | None = None


@dataclass(frozen=True, kw_only=True)
class Preferences:
    """Changes to a subscription's preferences. None changes nothing.

    `paused_until`: a moment in the past ends a pause. `weekly_limit`: the largest number of
    marketing pushes a week; 0: the shop's own limit applies.
    """

    choice: Choice = field(default_factory=Choice)
    paused_until: datetime | None = None
    language: str | None = None
    weekly_limit: int | None = None


def choice_problems(choice: Choice) -> Iterator[Problem]:
    """Everything that is invalid in a choice."""
    version = choice.text_version
    if len(version) > MAX_TEXT or not _TEXT_VERSION.fullmatch(version):
        message = f"Use at most {MAX_TEXT} letters, digits, spaces and _.:/+-"
        yield _invalid("text_version", message)
    for problem in language_problems(choice.text_language):
        yield _invalid("text_language", problem.message)


def problems(preferences: Preferences, *, now: datetime) -> list[Problem]:
    """Everything that is invalid in a change of preferences."""
    problems_found = [
        *choice_problems(preferences.choice),
        *language_problems(preferences.language or ""),
    ]
    if preferences.paused_until and preferences.paused_until > now + LONGEST_PAUSE:
        days = LONGEST_PAUSE.days
        problems_found.append(_invalid("paused_until", f"A pause may last at most {days} days."))
    if not 0 <= (preferences.weekly_limit or 0) <= MAX_PER_WEEK:
        problems_found.append(
            _invalid("weekly_limit", f"The weekly limit must be from 0 to {MAX_PER_WEEK}.")
        )
    return problems_found


def _invalid(name: str, message: str) -> Problem:
    return Problem(field=name, code="invalid", message=message)
