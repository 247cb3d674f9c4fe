"""Facts about a new subscriber, with or without an account."""

from dataclasses import dataclass

from .common import Money

# The code of the welcome scenario: a loader asks whether a person has already been welcomed.
WELCOME = "welcome"


@dataclass(frozen=True, kw_only=True)
class NewSubscriberFacts:
    """A new subscriber.

    `shipping`: what no cart of theirs need exceed, by the method with that price, as the checkout
    shows it in their country; None if that is not certain. `days`: its longest delivery time.
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
