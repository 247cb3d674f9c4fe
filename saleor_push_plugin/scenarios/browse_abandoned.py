"""Browse abandonment: a viewed product that was neither put into a cart nor bought."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from ..core.audience import SingleSubscription
from ..core.event import VIEW_LEFT
from ..core.facts.common import Money
from ..core.facts.personal_code import PersonalCode
from ..core.facts.product_views import ABANDONED_AFTER, ViewFacts, view_link
from ..core.facts.selling_points import selling_point_words
from ..core.links import Link
from ..core.reason import Reason
from ..core.samples import SELLING_POINTS
from ..core.scenario import Priority, Scenario, Topic
from ..core.text.languages import Name
from ..core.voucher_purpose import VoucherPurpose


class BrowseAbandoned(Scenario[ViewFacts]):
    code = "browse_abandoned"
    label = "Browse abandonment"
    ends = "put into a cart, bought or viewed again since, another product viewed, not available"
    trigger = VIEW_LEFT
    topic = Topic.CART_REMINDERS
    delay = ABANDONED_AFTER
    ttl = timedelta(hours=24)
    # A view shows less interest than a cart, so it leaves room in the weekly cap.
    priority = Priority.LOW
    personal = True
    title = "Still interested in {item}?"
    body = """
        {price} · Only {stock_left} left
        Rated {rating} out of 5 · {sold_recently} sold in 30 days
        Just for you: {voucher}
        Have another look any time.
    """
    last_line_if_short = True
    gives_way = ("sold_recently", "rating", "stock_left", "price")
    sample = ViewFacts(
        subscription_id=9,
        product_id=1,
        channel="default-channel",
        name=Name(original="Linen shirt"),
        slug="linen-shirt",
        variant_id=1,
        price=Money(amount=Decimal("39.00"), currency="EUR"),
        stock_left=3,
        selling_points=SELLING_POINTS,
        voucher=PersonalCode(code="LOOK-7KQ2M9XA", share=Decimal(15)),
    )

    def objection(self, facts: ViewFacts) -> Reason | None:
        return facts.ended

    def voucher_purpose(self, facts: ViewFacts) -> VoucherPurpose | None:
        return VoucherPurpose.BROWSE

    def audience(self, facts: ViewFacts) -> SingleSubscription:
        return SingleSubscription(subscription_id=facts.subscription_id)

    def text_valid_until(self, facts: ViewFacts) -> datetime | None:
        return facts.selling_points.ends_at

    def words(self, facts: ViewFacts) -> Mapping[str, object]:
        return {
            "item": facts.name,
            "price": facts.price,
            "stock_left": facts.stock_left,
            **selling_point_words(facts.selling_points),
            "voucher": facts.voucher,
        }

    def image(self, facts: ViewFacts) -> str:
        return facts.selling_points.image

    def about(self, facts: ViewFacts) -> str:
        return f"product:{facts.product_id}"

    def link(self, facts: ViewFacts) -> Link:
        return view_link(facts)
