"""Facts for a recommendation after an order: one product bought with it by others, or related."""

from dataclasses import dataclass
from datetime import timedelta

from ..text.languages import Name
from .price_and_stock import OfferFacts

# How long after an order a product is recommended.
AFTER = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class RecommendationFacts:
    """An order, the product `bought` in it, and the `offer` to recommend (None: nothing).

    `paid_back`: the order was refunded in full.
    """

    order_id: str
    status: str
    paid_back: bool = False
    channel: str
    language: str = ""
    user_id: int | None = None
    checkout_id: str = ""
    bought: Name
    offer: OfferFacts | None = None
