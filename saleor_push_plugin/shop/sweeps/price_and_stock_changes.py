"""Find price drops and restocks by comparing watched variants with what the last sweep stored.

No hook reports either reliably: promotions change prices in bulk, and many ways to change stock
call no hook. The cost depends on the number of watched variants. PostgreSQL compares, and returns
only the rows that differ: where a large part of the shop is watched, one statement joins all and
names those that may differ, and only these are looked up one by one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import connection, transaction
from saleor.channel.models import Channel

from ...core.event import BACK_IN_STOCK, PRICE_DROPPED, Event, key_of
from ...core.facts.price_and_stock import MISSED_WITHIN, Drop, Restock
from ...core.sql_files import statements
from ...models import State, Watch, WatchedVariant
from ...scenarios.back_in_stock import BackInStock
from .. import price_record, shown_prices
from ..current_prices_and_stock import CURRENT_OFFER, current_offers_of_many, stock_rules
from ..price_record import Seen

PAGE = 1000
# If one in so many of the shop's variants is watched, reading whole tables costs less than looking
# each up: nearly every block of the tables is read in any case.
MANY = 20
# An SQL condition on watched variants, and its parameters.
Page = tuple[str, dict[str, Any]]
# How long stock is kept for the watchers notified first, before the next are notified of it.
WAVE = timedelta(hours=1)
# How long after a restock event its pushes may still be pending, or its stock kept for watchers.
MAX_HOLD = BackInStock.ttl + WAVE

_SQL = statements(__package__, "price_and_stock_changes.sql")
_IS_LARGE_PART = _SQL["is_large_part"]
# {current_offers} is filled in by _suspects.
_MAY_HAVE_CHANGED = _SQL["may_have_changed"].format
# For one statement over all watched variants. Compiling takes longer than the statement. Indexes
# are in the order of the variants, so merging them costs less than hash tables of everything.
_FOR_MANY = """
    SET LOCAL jit = off; SET LOCAL work_mem = '64MB';
    SET LOCAL random_page_cost = 1; SET LOCAL enable_hashjoin = off
"""
# {page} is filled in by _changed_rows.
_CHANGED = partial(_SQL["changed"].format, current_offer=CURRENT_OFFER)
_STORE = _SQL["store"]
_VALUES: dict[str, Any] = {
    "stock": Watch.STOCK,
    "price": Watch.PRICE,
    "open": [State.PENDING.value, State.SENDING.value],
    "key_prefix": key_of(BACK_IN_STOCK, ""),
}


@dataclass(frozen=True, kw_only=True)
class Change:
    """A watched variant that changed: its stored and current values, and the watches to notify.

    `amount`, `available`, `wave_to`: as stored. `now_amount`, `now_available`: as they are.
    `after`, `upto`, `ration`: the `ration` watches with after < id <= upto are notified of stock.
    `watched`: whether any watch of it is left. `below`, `at_most`: if it is available again, the
    highest amounts that price watches wait for, as pages show them. `shown`: the current price so.
    """

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
    channel: str
    below: Decimal | None
    at_most: Decimal | None
    shown: Decimal | None = None

    def events(self, now: datetime) -> Iterator[Event]:
        """Yield the restock and the price drop that this change is, if any.

        A price that fell while it was sold out is told when it is available again. The restock is
        first: its push names the price, so that who waits for both needs no second one.
        """
        ids = {"variant_id": self.variant_id, "channel_id": self.channel_id}
        # In milliseconds: a price may fall, rise and fall again within a second.
        at = int(now.timestamp() * 1000)
        if self.ration:
            restock = Restock(**ids, after=self.after, ration=self.ration, at=at)
            yield Event(kind=BACK_IN_STOCK, subject=str(restock), at=now)
        if self.now_amount is not None and (self._is_wanted or self._is_cheaper):
            drop = Drop(**ids, amount=self.now_amount, at=at)
            yield Event(kind=PRICE_DROPPED, subject=str(drop), at=now)

    @property
    def _is_wanted(self) -> bool:
        """Whether it is available again, at a price that a watch waits for."""
        if self.shown is None:
            return False
        is_below = self.below is not None and self.shown < self.below
        return is_below or (self.at_most is not None and self.shown <= self.at_most)

    @property
    def _is_cheaper(self) -> bool:
        if self.now_amount is None or self.amount is None:
            return False
        return self.now_amount < self.amount

    @property
    def sells_out(self) -> bool:
        """Whether it could be bought at the last comparison, and cannot now."""
        return self.available > 0 and self.now_available <= 0


def pages(now: datetime) -> Iterator[Page]:
    """Yield the watched variants that may have changed, PAGE at a time; all of them if few are."""
    yield from _suspects(now) if _are_many() else all_pages()


def all_pages() -> Iterator[Page]:
    """Yield all watched variants, PAGE at a time."""
    after, rules = 0, stock_rules()
    while True:
        rows = WatchedVariant.objects.filter(id__gt=after).order_by("id")
        ids = list(rows.values_list("id", flat=True)[:PAGE])
        if not ids:
            return
        yield "id > %(after)s AND id <= %(upto)s", {"after": after, "upto": ids[-1], **rules}
        after = ids[-1]


def _are_many() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_IS_LARGE_PART, {"many": MANY})
        return bool(cursor.fetchone()[0])


def _suspects(now: datetime) -> Iterator[Page]:
    """Yield what may have changed, found by one statement over all that is watched."""
    rules = stock_rules()
    watched = WatchedVariant.objects.order_by().values("channel").distinct()
    channels = list(Channel.objects.filter(slug__in=watched).values_list("id", flat=True))
    values = {**rules, "channel_ids": channels, "stock": Watch.STOCK, "before": now - WAVE}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_FOR_MANY)
        cursor.execute(_MAY_HAVE_CHANGED(current_offers=current_offers_of_many(rules)), values)
        ids = sorted(row[0] for row in cursor.fetchall())
    for at in range(0, len(ids), PAGE):
        yield "id = ANY(%(ids)s)", {"ids": ids[at : at + PAGE], **rules}


def of_variant(variant_id: int) -> Iterator[Page]:
    """Yield one page: a variant in all channels where it is watched."""
    yield "variant_id = %(variant)s", {"variant": variant_id, **stock_rules()}


def changed(page: Page, now: datetime) -> list[Event]:
    """Return the events of a page's changes since the last sweep, and store the current values.

    Call it in the transaction that stores the events. Variants that nobody watches are deleted.
    """
    condition, values = page
    changes = _changed_rows(condition, {**values, "before": now - WAVE, "over": now - MAX_HOLD})
    WatchedVariant.objects.filter(id__in=[row.id for row in changes if not row.watched]).delete()
    stored = _store([row for row in changes if row.watched], now)
    _note_missed([row.id for row in changes if row.id in stored and row.sells_out], now)
    _note_prices([row for row in changes if row.now_amount != row.amount], now)
    return [event for row in changes if row.id in stored for event in row.events(now)]


def _changed_rows(page: str, values: dict[str, Any]) -> list[Change]:
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED(page=page), {**values, **_VALUES})
        # The last field, `shown`, is not a column.
        names = list(Change.__dataclass_fields__)[:-1]
        rows = [Change(**dict(zip(names, row, strict=True))) for row in cursor.fetchall()]
    return _with_shown(rows)


def _with_shown(rows: Sequence[Change]) -> list[Change]:
    """Return the rows with the price as a page shows it, where a watch may wait for it."""
    waited = {(row.variant_id, row.channel) for row in rows if row.below or row.at_most}
    views = shown_prices.of_variants(waited) if waited else {}
    return [
        replace(row, shown=view.amount(row.now_amount))
        if (view := views.get((row.variant_id, row.channel))) and row.now_amount is not None
        else row
        for row in rows
    ]


def _note_missed(sold_out: Sequence[int], now: datetime) -> None:
    """Mark the watches that were told a price not long before their variant sold out."""
    if sold_out:
        since = now - MISSED_WITHIN
        values: dict[str, Any] = {"ids": sold_out, "price": Watch.PRICE, "since": since}
        with connection.cursor() as cursor:
            cursor.execute(_SQL["note_missed"], values)


def _note_prices(rows: Sequence[Change], now: datetime) -> None:
    """Note prices that changed in the record of prices."""
    views = shown_prices.of_variants({(row.variant_id, row.channel) for row in rows})
    price_record.note(
        (
            Seen(row.variant_id, row.channel_id, views[row.variant_id, row.channel], row.now_amount)
            for row in rows
            if row.now_amount is not None
        ),
        now,
    )


def _store(rows: Sequence[Change], now: datetime) -> set[int]:
    """Store the current values; return the ids of rows that no other sweep has stored first."""
    if not rows:
        return set()
    names = [name for name in Change.__dataclass_fields__ if f"%({name})s" in _STORE]
    columns = {name: [getattr(row, name) for row in rows] for name in names}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_STORE, {**columns, "now": now})
        return {row[0] for row in cursor.fetchall()}
