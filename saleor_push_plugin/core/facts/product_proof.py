"""What speaks for a product: how many bought it, how they rate it, until when it costs less."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

# Fewer sold in a month, or a worse rating, speak rather against it: better not a word.
MANY, GOOD = 10, Decimal(4)
# A price that holds longer than this is no reason to hurry.
SOON = timedelta(days=7)
_RATING = re.compile(r"[0-5](?:[.,][0-9]{1,20})?")
BEST = Decimal(5)


@dataclass(frozen=True, kw_only=True)
class Appeal:
    """Of a variant in a channel: `sold` pieces of its product in the last 30 days, its `rating`
    of 5, when the promotion behind its price is over, where it has an end, and where its picture
    is (https).
    """

    sold: int = 0
    rating: Decimal | None = None
    ends_at: datetime | None = None
    ends_in: timedelta | None = None
    image: str = ""


def rating_of(value: object) -> Decimal | None:
    """A rating out of metadata, with a decimal point or comma; None where it is none."""
    text = str(value).strip()
    if not _RATING.fullmatch(text):
        return None
    rating = Decimal(text.replace(",", "."))
    # Review tools write 0 for what nobody has rated yet.
    return rating if 0 < rating <= BEST else None


def appeal_words(appeal: Appeal) -> Mapping[str, object]:
    """What may be said of it; nothing that would put people off."""
    good = appeal.rating is not None and appeal.rating >= GOOD
    soon = appeal.ends_in is not None and timedelta(0) < appeal.ends_in <= SOON
    return {
        "ends_in": appeal.ends_in if soon else None,
        "rating": appeal.rating if good else None,
        "sold_recently": appeal.sold if appeal.sold >= MANY else None,
    }
