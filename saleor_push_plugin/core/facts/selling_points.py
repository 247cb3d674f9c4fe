"""Selling points of a product: units sold, rating and end of a promotion, as reasons to buy."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

# Fewer sold units or a lower rating are not mentioned: they would discourage.
MIN_SOLD, MIN_RATING = 10, Decimal(4)
# The end of a promotion is mentioned when it is at most so far away.
ENDS_SOON = timedelta(days=7)
_RATING = re.compile(r"[0-5](?:[.,][0-9]{1,20})?")
MAX_RATING = Decimal(5)


@dataclass(frozen=True, kw_only=True)
class SellingPoints:
    """Selling points of a variant in a channel.

    `sold`: units of the product sold in the last 30 days. `rating`: out of 5. `ends_at`,
    `ends_in`: the end of the promotion that lowers the price, if it has one. `image`: https URL.
    """

    sold: int = 0
    rating: Decimal | None = None
    ends_at: datetime | None = None
    ends_in: timedelta | None = None
    image: str = ""


def rating_of(value: object) -> Decimal | None:
    """Parse a rating from metadata, with a decimal point or comma. None if it is not a rating."""
    text = str(value).strip()
    if not _RATING.fullmatch(text):
        return None
    rating = Decimal(text.replace(",", "."))
    # Review tools write 0 for a product without ratings.
    return rating if 0 < rating <= MAX_RATING else None


def selling_point_words(selling_points: SellingPoints) -> Mapping[str, object]:
    """The template words of selling points. A value that would discourage is None."""
    good = selling_points.rating is not None and selling_points.rating >= MIN_RATING
    soon = selling_points.ends_in is not None and timedelta(0) < selling_points.ends_in <= ENDS_SOON
    return {
        "ends_in": selling_points.ends_in if soon else None,
        "rating": selling_points.rating if good else None,
        "sold_recently": selling_points.sold if selling_points.sold >= MIN_SOLD else None,
    }
