"""Prices that fell and stock that came back, found by comparing with how it was last time.

No hook tells of either reliably: promotions change prices in bulk and stock changes silently. The
cost is that of what is watched; only what differs leaves the database.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import connection, transaction

from ...core.event import BACK_IN_STOCK, PRICE_DROPPED, Event, key_of
from ...core.facts.availability import Drop, Restock
from ...core.sql_files import statements
from ...models import State, Watch, WatchedVariant
from ...scenarios.back_in_stock import BackInStock
from ..offers import STANDING, rules

PAGE = 1000
# A condition on the offers to look at, and its values.
Page = tuple[str, dict[str, Any]]
# Who was told first has this long before the same pieces are offered to the next.
WAVE = timedelta(hours=1)
# Nobody is told of it, or has just been, later than this after the sweep found it.
OVER = BackInStock.ttl + WAVE

_SQL = statements(__package__, "offers.sql")
# The page's condition is still to be filled in.
_DIFFERENT = partial(_SQL["different"].format, standing=STANDING)
_REMEMBER = _SQL["remember"]
_VALUES: dict[str, Any] = {
    "stock": Watch.STOCK,
    "open": [State.PENDING.value, State.SENDING.value],
    "key_prefix": key_of(BACK_IN_STOCK, ""),
}


@dataclass(frozen=True, kw_only=True)
class Change:
    """A row that differs: how it was and is, and the wave of watches whose turn it is."""

    id: int
    variant_id: int
    channel_id: int
    amount: Decimal | None
    available: int
    wave_to: int
    now_amount: Decimal | None
    now_available: int
    after: int
    upto: int | None
    ration: int | None
    watched: bool

    def events(self, now: datetime) -> Iterator[Event]:
        where = {"variant_id": self.variant_id, "channel_id": self.channel_id}
        # Milliseconds: a price may fall, rise and fall again within a second.
        at = int(now.timestamp() * 1000)
        if (
            self.now_amount is not None
            and self.amount is not None
            and self.now_amount < self.amount
        ):
            drop = Drop(**where, amount=self.now_amount, at=at)
            yield Event(kind=PRICE_DROPPED, subject=str(drop), at=now)
        if self.ration:
            restock = Restock(**where, after=self.after, ration=self.ration, at=at)
            yield Event(kind=BACK_IN_STOCK, subject=str(restock), at=now)


def pages() -> Iterator[Page]:
    """All that is watched, PAGE offers at a time."""
    after, counting = 0, rules()
    while True:
        rows = WatchedVariant.objects.filter(id__gt=after).order_by("id")
        ids = list(rows.values_list("id", flat=True)[:PAGE])
        if not ids:
            return
        yield "id > %(after)s AND id <= %(upto)s", {"after": after, "upto": ids[-1], **counting}
        after = ids[-1]


def of_variant(variant_id: int) -> Iterator[Page]:
    """Just the offers of one variant, for a hook that says it changed."""
    yield "variant_id = %(variant)s", {"variant": variant_id, **rules()}


def changed(page: Page, now: datetime) -> list[Event]:
    """What changed in a page since the last look, and is remembered from now on.

    To be called in a transaction that stores the events.
    """
    condition, values = page
    found = _different(condition, {**values, "before": now - WAVE, "over": now - OVER})
    WatchedVariant.objects.filter(id__in=[row.id for row in found if not row.watched]).delete()
    ours = _remember([row for row in found if row.watched], now)
    return [event for row in found if row.id in ours for event in row.events(now)]


def _different(page: str, values: dict[str, Any]) -> list[Change]:
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENT(page=page), {**values, **_VALUES})
        names = list(Change.__dataclass_fields__)
        return [Change(**dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def _remember(rows: Sequence[Change], now: datetime) -> set[int]:
    if not rows:
        return set()
    names = [name for name in Change.__dataclass_fields__ if f"%({name})s" in _REMEMBER]
    columns = {name: [getattr(row, name) for row in rows] for name in names}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_REMEMBER, {**columns, "now": now})
        return {row[0] for row in cursor.fetchall()}
