"""Keep the record of the prices that pages showed, and find the lowest before a reduction in it.

A price is noted whenever something looks at it: the nightly look at all published listings, a hook,
the comparison of watched variants, a shopper who begins to watch. What nobody saw is not in it.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.models.functions import Now

from ..core.lowest_price import AHEAD, GAP, Stretch, lowest_before_reduction
from ..core.sql_files import statements
from ..models import PriceLook, PriceRound, PriceStretch
from .shown_prices import PriceView

# How long a stretch is kept after it was last seen: the 30 days that count, and as many in which a
# reduction may have begun.
KEEP = timedelta(days=60)
# A stretch that was seen so lately is not written again, so that many looks cost little.
OFTEN = timedelta(hours=1)
_NOTE = statements(__package__, "price_record.sql")["note_prices"]
# (variant id, channel id).
Place = tuple[int, int]


class Seen(NamedTuple):
    """A variant in a channel, how its page shows prices, and its listed price."""

    variant_id: int
    channel_id: int
    view: PriceView
    listed: Decimal


def note(seen: Iterable[Seen], now: datetime) -> None:
    """Note prices that were seen, in one statement. Where a page's price is uncertain, it is none.

    `now`: a moment before they were read.
    """
    rows = {(each.variant_id, each.channel_id): each for each in seen if each.view.is_certain}
    if not rows:
        return
    # In one order, so that two statements lock the same rows one after the other.
    places = sorted(rows)
    values: dict[str, Any] = {"now": now, "gap": GAP, "often": OFTEN}
    values |= {
        "variants": [variant for variant, _ in places],
        "channels": [channel for _, channel in places],
        "amounts": [rows[place].view.amount(rows[place].listed) for place in places],
        "units": [rows[place].view.unit for place in places],
    }
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, values)


def look_later(variant_id: int, now: datetime) -> None:
    """Remember that a variant changed: Saleor computes its price with promotions some time later.

    The table has no constraint, so that no two changes of the shop wait for each other here.
    """
    PriceLook.objects.create(variant_id=variant_id, at=now)


def lowest(
    prices: Mapping[Place, tuple[PriceView, Decimal]], *, progressive: bool
) -> Mapping[Place, Decimal]:
    """Return the lowest prices before the reductions to the current, listed ones, in one query.

    A place is left out where the record does not tell.
    """
    record = _record(prices.keys())
    found = {}
    for place, (view, listed) in prices.items():
        if not view.is_certain or place not in record:
            continue
        stretches, now = record[place]
        current = Stretch(amount=view.amount(listed), unit=view.unit, first_at=now, last_at=now)
        low = lowest_before_reduction(stretches, current, progressive=progressive)
        if low is not None:
            found[place] = low
    return found


def _record(places: Collection[Place]) -> Mapping[Place, tuple[list[Stretch], datetime]]:
    """The stretches of variants and channels, with the time of the database."""
    rows = PriceStretch.objects.filter(
        variant_id__in={variant for variant, _ in places},
        channel_id__in={channel for _, channel in places},
    ).order_by()
    columns = ("variant_id", "channel_id", "amount", "unit", "first_at", "last_at")
    record: dict[Place, tuple[list[Stretch], datetime]] = {}
    for variant, channel, amount, unit, first, last, now in rows.values_list(*columns, Now()):
        stretches, _ = record.setdefault((variant, channel), ([], now))
        stretches.append(Stretch(amount=amount, unit=unit, first_at=first, last_at=last))
    return record


def forget_old(now: datetime) -> None:
    """Delete what is too old to count, and what was noted while a clock was ahead."""
    PriceStretch.objects.filter(last_at__lt=now - KEEP).delete()
    PriceStretch.objects.filter(last_at__gt=now + AHEAD).delete()
    PriceRound.objects.filter(night__lt=(now - KEEP).date()).delete()
    PriceLook.objects.filter(at__lt=now - GAP).delete()
