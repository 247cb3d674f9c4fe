"""Somebody who has just come to us: a new subscriber, with or without an account."""

from dataclasses import dataclass

from .common import Money

# The scenario that says hello, so that nobody is greeted twice.
WELCOME = "welcome"


@dataclass(frozen=True, kw_only=True)
class JoinedFacts:
    """A newcomer. `shipping` is the cheapest way for carts of any worth in the channel and `days`
    its longest.
    """

    person: str
    channel: str = ""
    language: str = ""
    user_id: int | None = None
    subscription_id: int = 0
    shop: str = ""
    is_confirmed: bool = True
    was_welcomed: bool = False
    has_ordered: bool = False
    shipping: Money | None = None
    days: int | None = None
