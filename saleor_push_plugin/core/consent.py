"""What a shopper agreed to in one browser, where, and what proved who it was."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from .push_subscription import Problem, language_problems
from .scenario import Topic

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
    PERMISSION_DENIED = "permission_denied"
    PERMISSION_RESET = "permission_reset"
    ACCOUNT_DELETED = "account_deleted"
    IMPORTED = "imported"


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


def choice_problems(choice: Choice) -> Iterator[Problem]:
    """Everything that is invalid in a choice."""
    version = choice.text_version
    if len(version) > MAX_TEXT or not _TEXT_VERSION.fullmatch(version):
        message = f"Use at most {MAX_TEXT} letters, digits, spaces and _.:/+-"
        yield Problem(field="text_version", code="invalid", message=message)
    for problem in language_problems(choice.text_language):
        yield Problem(field="text_language", code="invalid", message=problem.message)
