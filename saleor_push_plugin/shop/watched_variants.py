"""Store which variants are watched. The sweep of offers keeps their last price and stock there."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef

from ..models import Watch, WatchedVariant
from . import price_record
from .current_prices_and_stock import Offer


def add(variant_id: int, channel: str, offer: Offer, now: datetime) -> None:
    """Store the current offer of a variant, unless it is watched; the sweep compares with it.

    From now on each change of its price is seen, and noted in the record of prices.
    """
    if offer.listed is not None:
        seen = price_record.Seen(variant_id, offer.channel_id, offer.view, offer.listed)
        price_record.note([seen], now)
    row = WatchedVariant(
        variant_id=variant_id,
        channel=channel,
        amount=offer.listed,
        available=offer.available,
        looked_at=now,
    )
    WatchedVariant.objects.bulk_create([row], ignore_conflicts=True)


def found_unavailable(places: Collection[tuple[int, str]]) -> None:
    """Store that these variants and channels could not be bought when a push was about to be sent.

    So the next sweep finds that they can be bought again, also if none looked meanwhile.
    """
    for variant_id, channel in sorted(set(places)):
        rows = WatchedVariant.objects.filter(variant_id=variant_id, channel=channel)
        rows.exclude(available=0).update(available=0)


def is_watched(variant_id: int) -> bool:
    return WatchedVariant.objects.filter(variant_id=variant_id).exists()


def forget_unwatched() -> None:
    """Delete the rows of variants that nobody watches any more."""
    watches = Watch.objects.filter(variant_id=OuterRef("variant_id"), channel=OuterRef("channel"))
    WatchedVariant.objects.filter(~Exists(watches)).delete()
