"""Look at the price of every published listing once a night, for the record of prices.

A shop may have hundreds of thousands of listings, so a run takes some slices of them and stores how
far it has got. A run that fails or is killed is continued by the next.
"""

from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction

from ...core.sql_files import statements
from ...models import PriceRound
from .. import price_record
from ..listings import FRAGMENTS
from ..price_record import Seen
from ..shown_prices import ShownPrices

# Listings in a transaction, and transactions in a run.
SLICE, SLICES = 5_000, 10
# The hour (UTC) at which a night's look begins. One that could not begin then begins later.
HOUR = timedelta(hours=2)
_SELECT = statements(__package__, "published_prices.sql")["select_published"].format(**FRAGMENTS)


def look(now: datetime) -> None:
    """Look at the next slices of this night's look, unless it is done or another run is at it."""
    night = (now.astimezone(UTC) - HOUR).date()
    PriceRound.objects.get_or_create(night=night)
    for _ in range(SLICES):
        if not _look_at_slice(night, now):
            return


@transaction.atomic
def _look_at_slice(night: date, now: datetime) -> bool:
    """Note the prices of one slice; whether there are more. Two runs never take the same one."""
    rounds = PriceRound.objects.select_for_update(skip_locked=True)
    row = rounds.filter(night=night, is_done=False).first()
    if row is None:
        return False
    seen, last = _slice(row.after)
    price_record.note(seen, now)
    row.after, row.is_done = last or row.after, last is None
    row.save()
    return not row.is_done


def _slice(after: int) -> tuple[list[Seen], int | None]:
    """The prices of the listings after an id, and the last id; None if there are no more."""
    with connection.cursor() as cursor:
        cursor.execute(_SELECT, {"after": after, "size": SLICE})
        rows = cursor.fetchall()
    shown = ShownPrices.load({slug for _, _, _, slug, _, _ in rows})
    kinds = {(slug, tax_class) for _, _, _, slug, tax_class, _ in rows}
    views = {kind: shown.of_product(*kind) for kind in kinds}
    seen = [
        Seen(variant, channel, views[slug, tax_class], listed)
        for _, variant, channel, slug, tax_class, listed in rows
        if listed is not None
    ]
    return seen, rows[-1][0] if rows else None
