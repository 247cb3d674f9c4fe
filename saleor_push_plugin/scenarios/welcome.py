"""Welcome: a greeting to a new subscriber, and the shipping costs two days later."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import ClassVar

from ..core.audience import Audience, Owner, SingleSubscription
from ..core.event import JOINED
from ..core.facts.common import Money
from ..core.facts.new_subscriber import WELCOME, NewSubscriberFacts
from ..core.facts.personal_code import PersonalCode
from ..core.links import Link
from ..core.reason import Reason
from ..core.scenario import Scenario, Topic
from ..core.text.languages import Name
from ..core.voucher_purpose import VoucherPurpose


def _free(shipping: Money | None, some_pay_less: bool) -> int | None:
    if shipping is None:
        return None
    return 2 if some_pay_less else int(not shipping.amount)


class Welcome(Scenario[NewSubscriberFacts]):
    code = WELCOME
    label = "Welcome"
    ends = "welcomed before, or the account is not confirmed"
    trigger = JOINED
    topic = Topic.OFFERS
    ttl = timedelta(hours=24)
    personal = True
    once = True
    title = "Welcome to {shop}!"
    body = """
        We will keep you posted on your orders and our best offers.
        For your next order: {voucher}
    """
    gives_way: ClassVar[tuple[str, ...]] = ("",)
    sample = NewSubscriberFacts(
        person="u7",
        channel="default-channel",
        user_id=7,
        shop="The Linen House",
        shipping=Money(amount=Decimal("4.90"), currency="EUR"),
        days=5,
        voucher=PersonalCode(code="HI-7KQ2M9XA", share=Decimal(10)),
    )

    def objection(self, facts: NewSubscriberFacts) -> Reason | None:
        if facts.was_welcomed:
            return Reason.ALREADY_WELCOMED
        return None if facts.is_confirmed else Reason.ACCOUNT_NOT_CONFIRMED

    def voucher_purpose(self, facts: NewSubscriberFacts) -> VoucherPurpose | None:
        return VoucherPurpose.WELCOME

    def is_owed(self, facts: NewSubscriberFacts) -> bool:
        return facts.is_offered

    def audience(self, facts: NewSubscriberFacts) -> Audience:
        if facts.user_id is None:
            return SingleSubscription(subscription_id=facts.subscription_id)
        return Owner(user_id=facts.user_id)

    def words(self, facts: NewSubscriberFacts) -> Mapping[str, object]:
        shipping = facts.shipping
        return {
            "shop": Name(original=facts.shop) if facts.shop else None,
            "shipping": shipping,
            # 0: at this price; 1: free; 2: at this price or less.
            "free": _free(shipping, facts.some_pay_less),
            "days": facts.days,
            "voucher": facts.voucher,
        }

    def about(self, facts: NewSubscriberFacts) -> str:
        return f"joining:{facts.person}"

    def link(self, facts: NewSubscriberFacts) -> Link:
        return Link(page="home", words={"channel": facts.channel})


class WelcomeShipping(Welcome):
    code = "welcome_shipping"
    label = "Welcome: shipping"
    ends = "has ordered"
    after = WELCOME
    delay = timedelta(days=2)
    ttl = timedelta(days=3)
    title = "Good to know before you order"
    body = """
        {free, plural, =0 {Shipping from {shipping}} =2 {Shipping {shipping} or less} \
other {Free shipping}} · \
{days, plural, one {within # day} other {within # days}}
        Here is how shipping and returns work.
    """
    gives_way = ("", "days")

    def objection(self, facts: NewSubscriberFacts) -> Reason | None:
        return Reason.HAS_ORDERED if facts.has_ordered else None

    def voucher_purpose(self, facts: NewSubscriberFacts) -> VoucherPurpose | None:
        return None

    def is_owed(self, facts: NewSubscriberFacts) -> bool:
        return False

    def link(self, facts: NewSubscriberFacts) -> Link:
        return Link(page="shipping", words={"channel": facts.channel})
