"""Finds what happened in a period, whether or not the shop sent anything then.

An event is found by the sweep of its kind, in Saleor's tables, or is stored because it was reported
while the shop sent.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from .. import models
from ..core import event as core
from ..core.dry_run import Gap
from ..core.event import Event
from ..core.facts.carts import ABANDONED_AFTER
from .sweeps import (
    Windowed,
    abandoned_carts,
    abandoned_views,
    assumed_deliveries,
    expiring,
    milestones_and_inactive,
    missed_order_changes,
    missed_orders,
    recommendations,
)

# Periods are divided alike, whenever they begin.
_START = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where events of a kind are found. `gaps`: what is not known of them.

    `is_past_known`: False if it makes no sense to ask for more than what was just reported.
    `at_once`: the longest period that the sweep takes.
    """

    sweep: Windowed | None = None
    gaps: tuple[Gap, ...] = (Gap.TODAYS_STATE,)
    is_past_known: bool = True
    at_once: timedelta = timedelta(days=1)


# It reads the log from its end, so that many short periods would take long.
_LOGGED = Source(sweep=missed_order_changes.logged, at_once=timedelta(days=10))
_REPORTED = Source(gaps=(Gap.UNREPORTED, Gap.EARLIER_PRICES), is_past_known=False)

SOURCES: Mapping[str, Source] = {
    core.ORDER_CREATED: Source(sweep=missed_orders.created),
    core.ORDER_CONFIRMED: _LOGGED,
    core.ORDER_CANCELLED: _LOGGED,
    core.ORDER_REFUNDED: Source(sweep=missed_orders.refunded),
    core.FULFILLMENT_PACKING: _LOGGED,
    core.FULFILLMENT_SHIPPED: _LOGGED,
    core.TRACKING_CHANGED: _LOGGED,
    core.FULFILLMENT_DELIVERED: Source(
        sweep=assumed_deliveries.assumed, gaps=(Gap.UNREPORTED, Gap.TODAYS_STATE)
    ),
    core.BOUGHT: Source(sweep=milestones_and_inactive.milestones),
    core.WIN_BACK: Source(sweep=milestones_and_inactive.inactive),
    core.RECOMMENDATION_DUE: Source(sweep=recommendations.orders_due),
    core.JOINED: Source(gaps=(Gap.TODAYS_STATE,)),
    core.INSTALLED: Source(gaps=(Gap.TODAYS_STATE,)),
    core.CART_LEFT: Source(
        sweep=abandoned_carts.abandoned,
        gaps=(Gap.DELETED_CARTS, Gap.TODAYS_STATE),
        # A cart that was left longer before the end of a period is one that is looked at again.
        at_once=abandoned_carts.AGAIN_AFTER[0] - ABANDONED_AFTER,
    ),
    core.VIEW_LEFT: Source(
        sweep=abandoned_views.abandoned, gaps=(Gap.EARLIER_LOOKS, Gap.TODAYS_STATE)
    ),
    core.GIFT_CARD_SENT: Source(gaps=(Gap.UNREPORTED, Gap.RESENT_CARDS), is_past_known=False),
    core.GIFT_CARD_EXPIRING: Source(sweep=expiring.gift_cards),
    core.VOUCHER_EXPIRING: Source(sweep=expiring.vouchers),
    core.PRICE_DROPPED: _REPORTED,
    core.BACK_IN_STOCK: _REPORTED,
    core.CAMPAIGN: Source(gaps=(Gap.CAMPAIGNS,), is_past_known=False),
}


def source_of(kind: str) -> Source:
    """Return where events of a kind are found; of one without a sweep only what was reported."""
    return SOURCES.get(kind, Source(gaps=(Gap.UNREPORTED, Gap.TODAYS_STATE)))


@dataclass(frozen=True)
class PastEvents:
    """Finds events by their sweeps. Kinds that have a sweep in common share its runs."""

    _parts: dict[tuple[Windowed, datetime, datetime], list[Event]] = field(default_factory=dict)

    def found(self, kind: str, since: datetime, until: datetime) -> Iterator[list[Event]]:
        """Yield the events of a kind that its sweep finds until then, part by part.

        Some may be found for a time not long before `since`.
        """
        source = source_of(kind)
        start = since - (since - _START) % source.at_once
        while source.sweep and start < until:
            end = min(start + source.at_once, until)
            yield [each for each in self._part(source.sweep, start, end) if each.kind == kind]
            start = end

    def _part(self, sweep: Windowed, since: datetime, until: datetime) -> list[Event]:
        key = sweep, since, until
        if key not in self._parts:
            self._parts[key] = sweep(since, until)
        return self._parts[key]


def stored(kind: str, since: datetime, until: datetime, most: int) -> list[Event]:
    """Return at most so many stored events of a kind that happened in [since, until)."""
    rows = models.Event.objects.filter(kind=kind, at__gte=since, at__lt=until)
    return [
        Event(kind=kind, subject=subject, at=at)
        for subject, at in rows.values_list("subject", "at")[:most]
    ]
