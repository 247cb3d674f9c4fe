"""Loyalty: thanks at a milestone. Win back: a push to a customer without an order for long."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import ClassVar

from ..core.audience import Owner
from ..core.event import BOUGHT, WIN_BACK
from ..core.facts.common import Money
from ..core.facts.loyalty import BuyerFacts
from ..core.facts.personal_code import Condition, PersonalCode
from ..core.links import Link
from ..core.reason import Reason
from ..core.samples import ORDER
from ..core.scenario import Priority, Scenario, Topic
from ..core.scenario_bases.order_updates import order_objection, returned_or_refunded
from ..core.voucher_purpose import VoucherPurpose


class Loyalty(Scenario[BuyerFacts]):
    code = "loyalty"
    label = "Loyalty"
    ends = "the order was cancelled, returned or refunded"
    trigger = BOUGHT
    topic = Topic.OFFERS
    # In the first day the order may be cancelled, and its own updates come first.
    delay = timedelta(days=1)
    ttl = timedelta(days=2)
    personal = True
    title = "Thank you for coming back!"
    body = """
        {orders, plural, one {# order so far} other {# orders so far}} · Good to have you with us.
        For your next order: {voucher}
    """
    gives_way: ClassVar[tuple[str, ...]] = ("", "orders")
    sample = BuyerFacts(
        order=replace(ORDER, user_id=7),
        orders=5,
        milestone=True,
        voucher=PersonalCode(
            code="THX-7KQ2M9XA",
            amount=Money(amount=Decimal("5.00"), currency="EUR"),
            condition=Condition.AMOUNT,
            least=Money(amount=Decimal("50.00"), currency="EUR"),
        ),
    )

    def objection(self, facts: BuyerFacts) -> Reason | None:
        if reason := order_objection(facts.order) or returned_or_refunded(facts.order):
            return reason
        return None if facts.milestone else Reason.NO_MILESTONE

    def voucher_purpose(self, facts: BuyerFacts) -> VoucherPurpose | None:
        return VoucherPurpose.LOYALTY

    def is_owed(self, facts: BuyerFacts) -> bool:
        return bool(facts.earned)

    def audience(self, facts: BuyerFacts) -> Owner:
        return Owner(user_id=facts.order.user_id, checkout_id=facts.order.checkout_id)

    def words(self, facts: BuyerFacts) -> Mapping[str, object]:
        # Anybody may give another's e-mail as a guest, and is not told how often that one bought.
        orders = None if facts.order.user_id is None else facts.orders
        return {"orders": orders, "voucher": facts.voucher}

    def about(self, facts: BuyerFacts) -> str:
        return f"loyalty:{facts.order.id}"

    def link(self, facts: BuyerFacts) -> Link:
        return Link(page="home", words={"channel": facts.channel})


class WinBack(Loyalty):
    code = "win_back"
    label = "Win back"
    ends = "has ordered since"
    trigger = WIN_BACK
    delay = timedelta(0)
    ttl = timedelta(days=7)
    priority = Priority.LOW
    title = "It has been a while"
    body = """
        Come and see what is new.
        For your next order: {voucher}
    """
    gives_way = ("",)
    sample = BuyerFacts(order=ORDER, voucher=PersonalCode(code="BACK-7KQ2M9XA", share=Decimal(15)))

    def objection(self, facts: BuyerFacts) -> Reason | None:
        return order_objection(facts.order) or (Reason.HAS_ORDERED if facts.ordered_again else None)

    def voucher_purpose(self, facts: BuyerFacts) -> VoucherPurpose | None:
        return VoucherPurpose.WIN_BACK

    def is_owed(self, facts: BuyerFacts) -> bool:
        return False
