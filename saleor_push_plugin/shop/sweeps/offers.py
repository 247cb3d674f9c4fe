"""Prices that fell and stock that came back, found by comparing with how it was last time.

No hook tells of either reliably: promotions change prices in bulk and stock changes silently. The
cost is that of what is watched; only what differs leaves the database.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from ...core.event import BACK_IN_STOCK, PRICE_DROPPED, Event
from ...core.facts.availability import Drop, Restock
from ...models import Offer, State, Watch
from ...scenarios.back_in_stock import BackInStock
from ..offers import STANDING, rules

PAGE = 1000
# A condition on the offers to look at, and its values.
Page = tuple[str, dict[str, Any]]
# Who was told first has this long before the same pieces are offered to the next.
WAVE = timedelta(hours=1)
# Nobody is told of it, or has just been, later than this after the sweep found it.
OVER = BackInStock.ttl + WAVE

# What of a page differs, is nobody's any more, or has pieces for somebody whose turn it is. Pieces
# are kept for those of earlier waves who are yet to hear of them, in the morning or once a push
# service is up again, and for an hour after. They are counted only where somebody else waits.
_DIFFERENT = f"""
    WITH p AS (
        SELECT * FROM saleor_push_plugin_offer WHERE {{page}}
    ), q AS (
        SELECT p.*, c.id AS channel_id, coalesce(price.amount, p.amount) AS now_amount,
            stock.available AS now_available,
            CASE WHEN p.available > 0 THEN p.wave_to ELSE 0 END AS after
        FROM p {STANDING}
    )
    SELECT q.id, q.variant_id, q.channel_id, q.amount, q.available, q.wave_to, q.now_amount,
        q.now_available, q.after, wave.upto, wave.pieces, watched.is
    FROM q
    LEFT JOIN LATERAL (
        SELECT w.id FROM saleor_push_plugin_watch w
        WHERE w.variant_id = q.variant_id AND w.channel = q.channel AND w.kind = '{Watch.STOCK}'
            AND w.id > q.after AND (q.available = 0 OR q.wave_at IS NULL OR q.wave_at <= %(before)s)
        ORDER BY w.variant_id, w.channel, w.kind, w.id LIMIT 1
    ) next ON q.now_available > 0
    CROSS JOIN LATERAL (
        SELECT count(DISTINCT n.subscription_id) AS pieces
        FROM (
            SELECT id FROM saleor_push_plugin_event
            WHERE next.id IS NOT NULL AND q.available > 0 AND at > %(over)s
                AND key ~>=~ ('{BACK_IN_STOCK}:' || q.variant_id || '@' || q.channel_id || '@')
                AND key ~<~ ('{BACK_IN_STOCK}:' || q.variant_id || '@' || q.channel_id || 'A')
            OFFSET 0
        ) e
        CROSS JOIN LATERAL (
            SELECT subscription_id FROM saleor_push_plugin_notification
            WHERE event_id = e.id AND (sent_at > %(before)s
                OR state IN ('{State.PENDING}', '{State.SENDING}'))
            OFFSET 0
        ) n
    ) kept
    LEFT JOIN LATERAL (
        SELECT max(t.id) AS upto, count(*) AS pieces FROM (
            SELECT w.id FROM saleor_push_plugin_watch w
            WHERE w.variant_id = q.variant_id AND w.channel = q.channel AND w.kind = '{Watch.STOCK}'
                AND w.id >= next.id
            ORDER BY w.variant_id, w.channel, w.kind, w.id
            LIMIT greatest(q.now_available - kept.pieces, 0)
        ) t
    ) wave ON next.id IS NOT NULL
    CROSS JOIN LATERAL (
        SELECT EXISTS (
            SELECT 1 FROM saleor_push_plugin_watch w
            WHERE w.variant_id = q.variant_id AND w.channel = q.channel
        ) AS is
    ) watched
    WHERE q.amount IS DISTINCT FROM q.now_amount OR q.available <> q.now_available
        OR wave.pieces > 0 OR NOT watched.is
"""

# Only whoever finds a row as it was may say what changed: two looks at once tell once.
_REMEMBER = """
    UPDATE saleor_push_plugin_offer o
    SET amount = v.now_amount, available = v.now_available, looked_at = %(now)s,
        wave_to = coalesce(v.upto, v.after),
        wave_at = CASE WHEN v.upto IS NULL THEN o.wave_at ELSE %(now)s END
    FROM unnest(%(id)s::bigint[], %(amount)s::numeric[], %(available)s::int[],
        %(wave_to)s::bigint[], %(now_amount)s::numeric[], %(now_available)s::int[],
        %(after)s::bigint[], %(upto)s::bigint[])
        v(id, amount, available, wave_to, now_amount, now_available, after, upto)
    WHERE o.id = v.id AND o.amount IS NOT DISTINCT FROM v.amount AND o.available = v.available
        AND o.wave_to = v.wave_to
    RETURNING o.id
"""


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
        rows = Offer.objects.filter(id__gt=after).order_by("id")
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
    Offer.objects.filter(id__in=[row.id for row in found if not row.watched]).delete()
    ours = _remember([row for row in found if row.watched], now)
    return [event for row in found if row.id in ours for event in row.events(now)]


def _different(page: str, values: dict[str, Any]) -> list[Change]:
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENT.format(page=page), values)
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
