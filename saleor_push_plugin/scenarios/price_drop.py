"""Price drop: a watched variant costs less, by at least the smallest drop the owner set."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from ..core.audience import Watchers
from ..core.event import PRICE_DROPPED
from ..core.facts.common import Money
from ..core.facts.price_and_stock import (
    MISSED_WITHIN,
    OfferFacts,
    WatchState,
    offer_words,
    product_link,
)
from ..core.links import Link
from ..core.reason import Reason
from ..core.samples import SELLING_POINTS
from ..core.scenario import Priority, Scenario, Topic
from ..core.text.languages import Name


class PriceDrop(Scenario[OfferFacts]):
    code = "price_drop"
    label = "Price drop"
    ends = "the price rose again, sold out, bought, a lower price was notified, watch ended"
    trigger = PRICE_DROPPED
    topic = Topic.ALERTS
    priority = Priority.HIGH
    personal = True
    ttl = timedelta(hours=24)
    title = "{item}: {has_price, plural, =0 {new price} other {now {price}}}"
    body = """
        Was {was}
        This price ends within {ends_in} · Only {stock_left} left
        Rated {rating} out of 5 · {sold_recently} sold in 30 days
        Available to order right now.
    """
    last_line_if_short = True
    gives_way = ("rating", "sold_recently", "ends_in", "stock_left")
    sample = OfferFacts(
        variant_id=7,
        product_id=3,
        slug="linen-shirt",
        name=Name(original="Linen shirt, M"),
        channel="default-channel",
        price=Money(amount=Decimal("29.90"), currency="EUR"),
        lowest=Money(amount=Decimal("39.00"), currency="EUR"),
        available=4,
        selling_points=SELLING_POINTS,
        watch=WatchState(reference_price=Decimal("39.00")),
    )

    def objection(self, facts: OfferFacts) -> Reason | None:
        if facts.objection or facts.price is None or facts.watch is None:
            return facts.objection
        return facts.watch.objection(facts.price.amount, facts.minimum_drop)

    def is_asked_for(self, facts: OfferFacts) -> bool:
        return facts.watch is not None and facts.watch.asked

    def not_before(self, facts: OfferFacts) -> datetime | None:
        watch, price = facts.watch, facts.price
        if watch is None or watch.missed is None or price is None:
            return None
        told, at = watch.missed
        return at + MISSED_WITHIN if price.amount == told else None

    def audience(self, facts: OfferFacts) -> Watchers:
        return Watchers(
            kind="price",
            variant_id=facts.variant_id,
            channel=facts.channel,
            amount=facts.price.amount if facts.price else None,
            percent=facts.minimum_drop.percent,
            least=facts.minimum_drop.amount,
        )

    def valid_until(self, facts: OfferFacts) -> datetime | None:
        return facts.selling_points.ends_at

    def words(self, facts: OfferFacts) -> Mapping[str, object]:
        return {**offer_words(facts), "was": facts.was}

    def image(self, facts: OfferFacts) -> str:
        return facts.selling_points.image

    def about(self, facts: OfferFacts) -> str:
        return f"product:{facts.product_id}"

    def link(self, facts: OfferFacts) -> Link:
        return product_link(facts)
