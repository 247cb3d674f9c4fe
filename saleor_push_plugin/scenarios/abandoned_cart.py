"""Abandoned cart: three reminders. The last one offers free shipping if shipping is expensive."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import ClassVar

from ..core.audience import Owner
from ..core.event import CART_LEFT
from ..core.facts.carts import ABANDONED_AFTER, CartFacts, CartLine, cart_link, cart_words
from ..core.facts.common import Money
from ..core.facts.personal_code import PersonalCode
from ..core.links import Link
from ..core.reason import Reason
from ..core.samples import SELLING_POINTS
from ..core.scenario import Priority, Scenario, Topic
from ..core.text.languages import Name
from ..core.voucher_purpose import VoucherPurpose

_SHIRT = CartLine(
    variant_id=1, name=Name(original="Linen shirt"), quantity=2, price=Decimal("39.00")
)
_SOCKS = CartLine(variant_id=2, name=Name(original="Wool socks"), quantity=1, price=Decimal("9.50"))
_CART = CartFacts(
    id="4f1c6f0e-8d0b-4c55-9a1a-3a5d2f1f7e11",
    channel="default-channel",
    lines=(_SHIRT,),
    stock_left=4,
    selling_points=SELLING_POINTS,
)


class AbandonedCart(Scenario[CartFacts]):
    code = "abandoned_cart"
    label = "Abandoned cart"
    ends = "bought on any device, paid, another cart filled, emptied, changed, deleted, sold out"
    trigger = CART_LEFT
    topic = Topic.CART_REMINDERS
    delay = ABANDONED_AFTER
    # Covers a night of quiet hours and half a day offline.
    ttl = timedelta(hours=24)
    personal = True
    title = "Your cart is waiting"
    body = """
        {item}{more, plural, =0 {} one { and # more item} other { and # more items}}
        Only {stock_left} left · This price ends within {ends_in}
        Pick up where you left off.
    """
    gives_way: ClassVar[tuple[str, ...]] = ("", "stock_left", "ends_in")
    sample = _CART

    def objection(self, facts: CartFacts) -> Reason | None:
        return facts.ended

    def busy_until(self, facts: CartFacts) -> datetime | None:
        return facts.touched_at and facts.touched_at + ABANDONED_AFTER

    def audience(self, facts: CartFacts) -> Owner:
        return Owner(user_id=facts.user_id, checkout_id=facts.id)

    def text_valid_until(self, facts: CartFacts) -> datetime | None:
        return facts.selling_points.ends_at if len(facts.lines) == 1 else None

    def words(self, facts: CartFacts) -> Mapping[str, object]:
        return cart_words(facts)

    def image(self, facts: CartFacts) -> str:
        return facts.selling_points.image

    def about(self, facts: CartFacts) -> str:
        return f"cart:{facts.id}"

    def link(self, facts: CartFacts) -> Link:
        return cart_link(facts)


class AbandonedCartAgain(AbandonedCart):
    code = "abandoned_cart_again"
    label = "Abandoned cart, second reminder"
    after = AbandonedCart.code
    delay = timedelta(hours=24)
    # Counts from the due time of the first reminder, which may be shown a day later.
    ttl = timedelta(hours=48)
    title = "Still thinking it over?"
    body = """
        {item}{more, plural, =0 {} one { and # more item} other { and # more items}}
        Rated {rating} out of 5 · {sold_recently} sold in 30 days
        {sold_out, plural, =0 {Your cart is just as you left it.} other {Still available to order.}}
    """
    gives_way = ("sold_out", "sold_recently", "rating")


class AbandonedCartLast(AbandonedCart):
    code = "abandoned_cart_last"
    label = "Abandoned cart, last reminder"
    after = AbandonedCartAgain.code
    delay = timedelta(hours=72)
    ttl = timedelta(hours=72)
    # The first two reminders may have used up the share of lower priorities.
    priority = Priority.HIGH
    title = "Last reminder: your cart"
    body = """
        {item}{more, plural, =0 {} one { and # more item} other { and # more items}}
        For you: {voucher}
        We will not remind you of this cart again.
    """
    last_line_if_short = True
    gives_way = ("item",)
    sample = replace(
        _CART,
        lines=(_SHIRT, _SOCKS),
        costly_shipping=Money(amount=Decimal("14.90"), currency="EUR"),
        voucher=PersonalCode(code="SHIP-7KQ2M9XA", on_shipping=True, frees_shipping=True),
    )

    def voucher_purpose(self, facts: CartFacts) -> VoucherPurpose | None:
        return VoucherPurpose.SHIPPING if facts.costly_shipping else None
