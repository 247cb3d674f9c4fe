"""Recommendation two weeks after an order: a product bought with it by others, or a similar one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from ..core.audience import Owner
from ..core.event import RECOMMENDATION_DUE
from ..core.facts.common import Money
from ..core.facts.price_and_stock import offer_words, product_link
from ..core.facts.recommendation import RecommendationFacts
from ..core.links import Link
from ..core.reason import Reason
from ..core.scenario import Priority, Scenario, Topic
from ..core.scenario_bases.order_updates import NO_UPDATES, RETURN_REASONS
from ..core.text.languages import Name
from . import price_drop


class Recommendation(Scenario[RecommendationFacts]):
    code = "recommendation"
    label = "Recommendation"
    ends = (
        "cancelled, returned or refunded, sold out, bought or put into a cart, no longer for sale"
    )
    trigger = RECOMMENDATION_DUE
    topic = Topic.OFFERS
    priority = Priority.LOW
    ttl = timedelta(days=3)
    title = "To go with {bought}"
    body = """
        {item} · {price}
        Only {stock_left} left
        Rated {rating} out of 5 · {sold_recently} sold in 30 days
        Our suggestion, picked for you.
    """
    last_line_if_short = True
    gives_way = ("sold_recently", "rating", "stock_left")
    sample = RecommendationFacts(
        order_id="4f1c6f0e-8d0b-4c55-9a1a-3a5d2f1f7e11",
        status="fulfilled",
        channel="default-channel",
        bought=Name(original="Linen shirt"),
        offer=replace(
            price_drop.PriceDrop.sample,
            name=Name(original="Wool socks"),
            price=Money(amount=Decimal("9.50"), currency="EUR"),
        ),
    )

    def objection(self, facts: RecommendationFacts) -> Reason | None:
        if facts.offer is None:
            return Reason.NOTHING_TO_RECOMMEND
        if facts.paid_back:
            return Reason.REFUNDED_IN_FULL
        order_ended = NO_UPDATES.get(facts.status) or RETURN_REASONS.get(facts.status)
        return order_ended or facts.offer.objection

    def audience(self, facts: RecommendationFacts) -> Owner:
        return Owner(user_id=facts.user_id, checkout_id=facts.checkout_id, late=True)

    def text_valid_until(self, facts: RecommendationFacts) -> datetime | None:
        return facts.offer.selling_points.ends_at if facts.offer else None

    def words(self, facts: RecommendationFacts) -> Mapping[str, object]:
        return {"bought": facts.bought, **(offer_words(facts.offer) if facts.offer else {})}

    def image(self, facts: RecommendationFacts) -> str:
        return facts.offer.selling_points.image if facts.offer else ""

    def about(self, facts: RecommendationFacts) -> str:
        return f"product:{facts.offer.product_id}" if facts.offer else f"order:{facts.order_id}"

    def link(self, facts: RecommendationFacts) -> Link:
        return product_link(facts.offer) if facts.offer else Link(page="home", words={})
