"""Who waits for what: watches begun in a storefront, answered by a push, and given up."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from ..core.audience import Watchers
from ..core.consent import Choice
from ..core.push_subscription import Problem
from ..core.scenario import Topic
from ..models import Subscription, Watch
from ..shop import watched_variants
from ..shop.offers import Standing, standing
from . import consent

# A browser that waits for more is a script.
MOST = 200
NOT_SOLD = Problem(
    field="variant_id", code="not_found", message="The variant is not sold in this channel."
)
IN_STOCK = Problem(field="variant_id", code="invalid", message="The variant is in stock.")
REACHED = Problem(field="target", code="invalid", message="The price is not above the target now.")
TOO_MANY = Problem(
    field="variant_id", code="invalid", message=f"One browser may wait for {MOST} variants."
)


@transaction.atomic
def watch_price(
    subscription: Subscription,
    variant_id: int,
    channel: str,
    *,
    target: Decimal | None,
    now: datetime,
) -> Problem | None:
    """Wait for a lower price, of any amount or down to `target`; what speaks against it, if any."""
    found = standing([(variant_id, channel)]).get((variant_id, channel))
    if found is None or found.amount is None:
        return NOT_SOLD
    if target is not None and target >= found.amount:
        return REACHED
    wish = {"kind": Watch.PRICE, "target": target, "seen": found.amount}
    return _watch(subscription, variant_id, channel, found, wish, now)


@transaction.atomic
def watch_stock(
    subscription: Subscription, variant_id: int, channel: str, *, now: datetime
) -> Problem | None:
    """Wait for stock; what speaks against it, if anything."""
    found = standing([(variant_id, channel)]).get((variant_id, channel))
    if found is None:
        return NOT_SOLD
    if found.available > 0:
        return IN_STOCK
    return _watch(subscription, variant_id, channel, found, {"kind": Watch.STOCK}, now)


def unwatch(subscription: Subscription, variant_id: int, kind: str | None) -> None:
    """Wait no longer, in any channel; for nothing at all if `kind` is None."""
    watches = subscription.watches.filter(variant_id=variant_id)
    (watches.filter(kind=kind) if kind else watches).delete()


def answer(told: Collection[tuple[int, Watchers]], now: datetime) -> None:
    """Subscriptions were notified: a price is known now, and a watch for stock ends."""
    for statement, kind in ((_KNOW, Watch.PRICE), (_END, Watch.STOCK)):
        _run(statement, kind, [pair for pair in told if pair[1].kind == kind], now)


_KNOW = """
    UPDATE saleor_push_plugin_watch w SET told = t.amount, told_at = %(now)s
    FROM unnest(%(subscriptions)s::bigint[], %(variants)s::bigint[], %(channels)s::text[],
        %(amounts)s::numeric[]) AS t(subscription, variant, channel, amount)
    WHERE w.subscription_id = t.subscription AND w.variant_id = t.variant
        AND w.channel = t.channel AND w.kind = %(kind)s
"""
_END = """
    DELETE FROM saleor_push_plugin_watch w
    USING unnest(%(subscriptions)s::bigint[], %(variants)s::bigint[], %(channels)s::text[])
        AS t(subscription, variant, channel)
    WHERE w.subscription_id = t.subscription AND w.variant_id = t.variant
        AND w.channel = t.channel AND w.kind = %(kind)s
"""


def _run(statement: str, kind: str, told: Sequence[tuple[int, Watchers]], now: datetime) -> None:
    if not told:
        return
    values: dict[str, Any] = {
        "kind": kind,
        "now": now,
        "subscriptions": [subscription for subscription, _ in told],
        "variants": [watchers.variant_id for _, watchers in told],
        "channels": [watchers.channel for _, watchers in told],
        "amounts": [watchers.amount for _, watchers in told],
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _watch(
    subscription: Subscription,
    variant_id: int,
    channel: str,
    found: Standing,
    wish: dict[str, Any],
    now: datetime,
) -> Problem | None:
    where = {"variant_id": variant_id, "channel": channel}
    if subscription.watches.filter(asked=True).exclude(**where).count() >= MOST:
        return TOO_MANY
    if (seen := wish.get("seen")) is not None:
        # What it costs now is no news to who asks, whatever they saw before.
        known = subscription.watches.filter(kind=wish["kind"], seen__gt=seen, **where)
        known.update(seen=seen)
    watch = Watch(subscription=subscription, created_at=now, **where, **wish)
    # Asked again, as on every visit, it changes the wish and not since when somebody waits.
    Watch.objects.bulk_create(
        [watch],
        update_conflicts=True,
        unique_fields=["variant_id", "channel", "kind", "subscription"],
        update_fields=["target", "asked"],
    )
    watched_variants.begin(variant_id, channel, found, now)
    _consent(subscription, now)
    return None


def _consent(subscription: Subscription, now: datetime) -> None:
    """Who asks to be told of something has agreed to be told of it."""
    topics = frozenset(Topic(topic) for topic in subscription.topics) | {Topic.ALERTS}
    consent.choose(subscription, Choice(topics=topics, source="watch"), now)
