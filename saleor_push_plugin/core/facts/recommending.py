"""What may go with an order: one product, of those others bought with it or of its category."""

from dataclasses import dataclass
from datetime import timedelta

from ..text.languages import Name
from .availability import OfferFacts

# So long after an order its shopper may think of the next one.
AFTER = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class RecommendationFacts:
    """An order some time ago, `bought` in it, and what to offer; None if there is nothing.

    `paid_back`: all of it.
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
