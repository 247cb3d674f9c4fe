"""Look at prices for their record: of all published listings once a night, of some in between.

A shop may have hundreds of thousands of listings, so a run takes some slices of them and stores how
far it has got. A run that fails or is killed is continued by the next. Between two nights it looks
at variants that a hook saw change, and at listings to which Saleor applied a promotion: of the
latter no hook tells. A promotion whose discount is changed later is seen at night.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from saleor.product.models import VariantChannelListingPromotionRule

from ...core.sql_files import statements
from ...models import PriceLook, PriceRound
from .. import price_record
from ..listings import FRAGMENTS
from ..price_record import Seen
from ..shown_prices import ShownPrices

# Listings or variants in a transaction, and transactions of each kind in a run.
SLICE, SLICES = 5_000, 10
# The hour (UTC) at which a night's look begins. One that could not begin then begins later.
HOUR = timedelta(hours=2)
# How long after a change Saleor has surely computed the price with promotions.
COMPUTED = timedelta(minutes=2)
_SELECT = partial(
    statements(__package__, "published_prices.sql")["select_published"].format, **FRAGMENTS
)
_ALL, _OF_VARIANTS, _THESE = (
    _SELECT(which=which)
    for which in ("id > %(after)s", "variant_id = ANY(%(variants)s)", "id = ANY(%(listings)s)")
)


def look(now: datetime) -> None:
    """Look at the next slices of what is to be looked at.

    A night is done once, and two runs at the same time never take the same slice.
    """
    night = (now.astimezone(UTC) - HOUR).date()
    PriceRound.objects.get_or_create(night=night, defaults={"promoted": _last_promoted()})
    slices: tuple[Callable[[], bool], ...] = (
        partial(_changed_variants, now),
        partial(_promoted, night, now),
        partial(_all, night, now),
    )
    for look_at_slice in slices:
        for _ in range(SLICES):
            if not look_at_slice():
                break


@transaction.atomic
def _all(night: date, now: datetime) -> bool:
    """Note the prices of the next listings of this night; whether there are more."""
    row = _locked(night)
    if row is None or row.is_done:
        return False
    seen, last = _prices(_ALL, after=row.after)
    price_record.note(seen, now)
    row.after, row.is_done = last or row.after, last is None
    row.save()
    return not row.is_done


@transaction.atomic
def _promoted(night: date, now: datetime) -> bool:
    """Note the prices of listings to which a promotion was applied; whether there are more."""
    row = _locked(night)
    if row is None:
        return False
    applied = VariantChannelListingPromotionRule.objects.filter(id__gt=row.promoted).order_by("id")
    found = applied.values_list("id", "variant_channel_listing_id")[:SLICE]
    if not (listings := dict(found)):
        return False
    seen, _ = _prices(_THESE, listings=list(listings.values()), size=None)
    price_record.note(seen, now)
    row.promoted = max(listings)
    row.save()
    return True


@transaction.atomic
def _changed_variants(now: datetime) -> bool:
    """Note the prices of variants that a hook saw change; whether there are more."""
    rows = PriceLook.objects.select_for_update(skip_locked=True).filter(at__lt=now - COMPUTED)
    changed = dict(rows.order_by("id").values_list("id", "variant_id")[:SLICE])
    if not changed:
        return False
    seen, _ = _prices(_OF_VARIANTS, variants=list(set(changed.values())), size=None)
    price_record.note(seen, now)
    PriceLook.objects.filter(pk__in=changed).delete()
    return True


def _locked(night: date) -> PriceRound | None:
    """The night's row, locked; None if another run has it."""
    rows = PriceRound.objects.select_for_update(skip_locked=True)
    return rows.filter(night=night).first()


def _last_promoted() -> int:
    """The newest applied promotion: those before it are looked at with all listings."""
    newest = VariantChannelListingPromotionRule.objects.aggregate(Max("id"))
    return newest["id__max"] or 0


def _prices(statement: str, **values: Any) -> tuple[list[Seen], int | None]:
    """The prices that a statement gives, and the last listing's id; None if there is no listing."""
    with connection.cursor() as cursor:
        cursor.execute(statement, {"size": SLICE, **values})
        rows = cursor.fetchall()
    return _seen(rows), rows[-1][0] if rows else None


def _seen(rows: Sequence[Sequence[Any]]) -> list[Seen]:
    shown = ShownPrices.load({slug for _, _, _, slug, _, _ in rows})
    kinds = {(slug, tax_class) for _, _, _, slug, tax_class, _ in rows}
    views = {kind: shown.of_product(*kind) for kind in kinds}
    return [
        Seen(variant, channel, views[slug, tax_class], listed)
        for _, variant, channel, slug, tax_class, listed in rows
        if listed is not None
    ]
