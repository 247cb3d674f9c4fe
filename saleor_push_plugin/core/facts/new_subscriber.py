"""Facts about a new subscriber, with or without an account."""

from dataclasses import dataclass, field

from .common import Money
from .personal_code import PersonalCode

# The code of the welcome scenario: a loader asks whether a person has already been welcomed.
WELCOME = "welcome"


@dataclass(frozen=True, kw_only=True)
class NewSubscriberFacts:
    """A new subscriber.

    `shipping`: what no cart of theirs need exceed, by the cheapest method, as the checkout
    shows it in their country; None if that is not certain. `some_pay_less`: it depends on the
    value of the cart. `days`: the longest delivery time. `is_offered`: the owner promises a voucher
    to new subscribers of this channel.
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
    some_pay_less: bool = False
    days: int | None = None
    is_offered: bool = False
    voucher: PersonalCode | None = field(default=None, repr=False)
