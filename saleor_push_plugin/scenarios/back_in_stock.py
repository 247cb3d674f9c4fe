"""Back in stock: a watched variant is available. The oldest watches are notified, one per piece."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from ..core.audience import Watchers
from ..core.event import BACK_IN_STOCK
from ..core.facts.price_and_stock import OfferFacts, offer_words, product_link
from ..core.links import Link
from ..core.reason import Reason
from ..core.scenario import Priority, Scenario, Topic
from . import price_drop


class BackInStock(Scenario[OfferFacts]):
    code = "back_in_stock"
    label = "Back in stock"
    ends = "sold out again, bought, watch ended; waits while it is in the own cart"
    trigger = BACK_IN_STOCK
    topic = Topic.ALERTS
    priority = Priority.HIGH
    personal = True
    ttl = timedelta(hours=24)
    title = "Back in stock: {item}"
    body = """
        {has_price, plural, =0 {You can order again now.} other {You can order again for {price}.}}
        Only {stock_left} left · {sold_recently} sold in 30 days
    """
    gives_way = ("sold_recently", "stock_left")
    sample = replace(price_drop.PriceDrop.sample, ration=3)

    def objection(self, facts: OfferFacts) -> Reason | None:
        if facts.objection or facts.watch is None:
            return facts.objection
        if facts.watch.bought:
            return Reason.BOUGHT_MEANWHILE
        return Reason.IN_CART if facts.watch.in_cart else None

    def is_asked_for(self, facts: OfferFacts) -> bool:
        return facts.watch is not None and facts.watch.asked

    def audience(self, facts: OfferFacts) -> Watchers:
        return Watchers(
            kind="stock",
            variant_id=facts.variant_id,
            channel=facts.channel,
            after=facts.after,
            limit=facts.ration,
        )

    def text_valid_until(self, facts: OfferFacts) -> datetime | None:
        return facts.selling_points.ends_at

    def words(self, facts: OfferFacts) -> Mapping[str, object]:
        return offer_words(facts)

    def image(self, facts: OfferFacts) -> str:
        return facts.selling_points.image

    def about(self, facts: OfferFacts) -> str:
        return f"product:{facts.product_id}"

    def link(self, facts: OfferFacts) -> Link:
        return product_link(facts)
