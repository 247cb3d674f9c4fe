"""Watches for a lower price or for stock: begun in a storefront, ended by a push or there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from ..core.audience import Watchers
from ..core.consent import Choice, Evidence, Source
from ..core.push_subscription import Problem
from ..core.scenario import Topic
from ..models import Subscription, Watch
from ..shop import watched_variants
from ..shop.current_prices_and_stock import Offer, current_offers
from ..shop.listings import is_variant_published
from . import consent
from .possession import Possessed

# A browser with more watches is a script.
MAX_WATCHES = 200
# One that nobody has proven yet may be one of a thousand that a script made up.
MAX_WATCHES_UNPROVEN = 5
NOT_SOLD = Problem(
    field="variant_id", code="not_found", message="The variant is not sold in this channel."
)
IN_STOCK = Problem(field="variant_id", code="invalid", message="The variant is in stock.")
TARGET_REACHED = Problem(
    field="target", code="invalid", message="The price is not above the target now."
)


@transaction.atomic
def watch_price(
    possessed: Possessed,
    variant_id: int,
    channel: str,
    *,
    target: Decimal | None,
    now: datetime,
) -> Problem | None:
    """Watch for a lower price, by any amount or down to `target`; the problem, if any."""
    current = current_offers([(variant_id, channel)]).get((variant_id, channel))
    if current is None or current.amount is None:
        return NOT_SOLD
    if target is not None and target >= current.amount:
        return TARGET_REACHED
    values = {"kind": Watch.PRICE, "target": target, "seen": current.amount}
    return _watch(possessed, variant_id, channel, current, values, now)


@transaction.atomic
def watch_stock(
    possessed: Possessed, variant_id: int, channel: str, *, now: datetime
) -> Problem | None:
    """Watch for stock; the problem, if any. What cannot be bought yet may be watched.

    A variant that shoppers cannot see is answered like one that does not exist.
    """
    current = current_offers([(variant_id, channel)]).get((variant_id, channel))
    if current is None or not is_variant_published(variant_id, channel):
        return NOT_SOLD
    if current.available > 0:
        return IN_STOCK
    return _watch(possessed, variant_id, channel, current, {"kind": Watch.STOCK}, now)


def unwatch(subscription: Subscription, variant_id: int, kind: str | None) -> None:
    """End the watches of a variant in every channel; both kinds if `kind` is None."""
    watches = subscription.watches.filter(variant_id=variant_id)
    (watches.filter(kind=kind) if kind else watches).delete()


@dataclass(frozen=True, kw_only=True)
class Told:
    """A subscription that was notified: the watch this answered, and the price it was told."""

    subscription_id: int
    watch: Watchers
    price: Decimal | None


def mark_notified(told: Collection[Told], now: datetime) -> None:
    """Subscriptions were notified: a price is known now, and a watch for stock ends.

    New stock is told with its price, so who waits for both knows both.
    """
    _run(_KNOW, Watch.PRICE, [each for each in told if each.price is not None], now)
    _run(_END, Watch.STOCK, [each for each in told if each.watch.kind == Watch.STOCK], now)


_KNOW = """
    UPDATE saleor_push_plugin_watch w
    SET told = least(w.told, t.amount), told_at = %(now)s, missed = false
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


def _run(statement: str, kind: str, told: Sequence[Told], now: datetime) -> None:
    if not told:
        return
    values: dict[str, Any] = {
        "kind": kind,
        "now": now,
        "subscriptions": [each.subscription_id for each in told],
        "variants": [each.watch.variant_id for each in told],
        "channels": [each.watch.channel for each in told],
        "amounts": [each.price for each in told],
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _watch(
    possessed: Possessed,
    variant_id: int,
    channel: str,
    current: Offer,
    values: dict[str, Any],
    now: datetime,
) -> Problem | None:
    subscription = possessed.subscription
    where = {"variant_id": variant_id, "channel": channel}
    most = MAX_WATCHES if subscription.is_proven else MAX_WATCHES_UNPROVEN
    if subscription.watches.filter(asked=True).exclude(**where).count() >= most:
        return _too_many(most)
    if (seen := values.get("seen")) is not None:
        # The shopper sees the current price, so a higher one seen before does not count.
        outdated = subscription.watches.filter(kind=values["kind"], seen__gt=seen, **where)
        outdated.update(seen=seen)
    watch = Watch(subscription=subscription, created_at=now, **where, **values)
    # A second call, as on every visit, changes the target but not the start of the watch.
    Watch.objects.bulk_create(
        [watch],
        update_conflicts=True,
        unique_fields=["variant_id", "channel", "kind", "subscription"],
        update_fields=["target", "asked"],
    )
    watched_variants.add(variant_id, channel, current, now)
    _consent(subscription, possessed.evidence(), now)
    return None


def _too_many(most: int) -> Problem:
    message = f"One browser may watch {most} variants."
    return Problem(field="variant_id", code="invalid", message=message)


def _consent(subscription: Subscription, evidence: Evidence, now: datetime) -> None:
    """A watch implies consent to alerts."""
    topics = frozenset(Topic(topic) for topic in subscription.topics) | {Topic.ALERTS}
    consent.set_topics(subscription, Choice(topics=topics, source=Source.WATCH), evidence, now)
