"""Store price watches for products that subscribers viewed or put into a cart.

Only subscriptions with the topic ALERTS get them. They work as the watches that shoppers ask for
(`asked` is false), and are deleted after LIFETIME. A watch stores the price that the shopper knew;
where that is uncertain, the lowest price it may have been.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from saleor.discount import DiscountType

from ...core.event import Event
from ...core.scenario import Topic
from ...core.sql_files import statements
from ...models import Watch
from .. import shown_prices
from ..listings import FRAGMENTS
from ..shown_prices import PriceView

# How long after the last view or cart change a watch is kept.
LIFETIME = timedelta(days=30)

_SQL = statements(__package__, "inferred_watches.sql")
_SOURCES = {name: _SQL[name].format(**FRAGMENTS) for name in ("viewed", "carted")}
_CANDIDATES = "{viewed} UNION ALL {carted}".format(**_SOURCES)
_STORE_WATCHES = _SQL["store_watches"]


@dataclass(frozen=True, kw_only=True)
class _Candidate:
    """What a subscription viewed or put into a cart; see `viewed` in the statements."""

    subscription_id: int
    variant_id: int
    channel: str
    amount: Decimal
    is_shown: bool
    listed: Decimal
    at: datetime
    is_known: bool

    @property
    def pair(self) -> tuple[int, str]:
        return self.variant_id, self.channel

    def prices(self, view: PriceView) -> tuple[Decimal, Decimal]:
        """The amount as the page shows it, and the listed price that it stands for."""
        if not self.is_shown:
            return view.amount(self.amount), self.amount
        if self.amount == view.amount(self.listed):
            return self.amount, self.listed
        return self.amount, view.listed(self.amount)


def update(since: datetime, until: datetime) -> list[Event]:
    """Store watches for views and carts in [since, until), delete old ones; returns no events."""
    if candidates := _candidates(since, until):
        _store(candidates, until)
    Watch.objects.filter(asked=False, created_at__lt=until - LIFETIME).delete()
    return []


def _candidates(since: datetime, until: datetime) -> list[_Candidate]:
    values: dict[str, Any] = {
        "since": since,
        "until": until,
        "alerts": Topic.ALERTS.value,
        "promotion": DiscountType.PROMOTION,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, values)
        names = list(_Candidate.__dataclass_fields__)
        return [_Candidate(**dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def _store(rows: Sequence[_Candidate], until: datetime) -> None:
    views = shown_prices.of_variants({row.pair for row in rows})
    prices = [row.prices(views[row.pair]) for row in rows]
    values: dict[str, Any] = {
        "subscriptions": [row.subscription_id for row in rows],
        "variants": [row.variant_id for row in rows],
        "channels": [row.channel for row in rows],
        "amounts": [shown for shown, _ in prices],
        "listed": [listed for _, listed in prices],
        "times": [row.at for row in rows],
        "known": [row.is_known for row in rows],
        "price": Watch.PRICE,
        "until": until,
    }
    with connection.cursor() as cursor:
        cursor.execute(_STORE_WATCHES, values)
