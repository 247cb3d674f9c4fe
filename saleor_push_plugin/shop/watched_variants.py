"""Which variants are watched, and how each stood when the sweep last looked."""

from datetime import datetime

from ..models import WatchedVariant
from .offers import Standing


def begin(variant_id: int, channel: str, found: Standing, now: datetime) -> None:
    """Remember how a variant stands, from the first watch on; the sweep compares with that."""
    row = WatchedVariant(
        variant_id=variant_id,
        channel=channel,
        amount=found.amount,
        available=found.available,
        looked_at=now,
    )
    WatchedVariant.objects.bulk_create([row], ignore_conflicts=True)


def is_watched(variant_id: int) -> bool:
    return WatchedVariant.objects.filter(variant_id=variant_id).exists()
