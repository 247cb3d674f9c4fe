"""News of orders whose hooks never ran, out of the shop's own log of each order.

Before 3.22 the log has no index on its date. Its rows are read from the newest backwards instead,
until a whole page is older than asked: that costs what was logged since, in every version.

Whether staff ticked “notify the customer” stands nowhere. What Saleor's own mail plugin logged is
the only sign that they did; without it the sweep stays silent about parcels and tracking numbers,
since a push somebody did not want is worse than one that a dying process lost.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from saleor.order import OrderEvents, OrderEventsEmails
from saleor.order.models import Fulfillment, FulfillmentLine, OrderEvent

from ...core.event import Event
from .. import order_events
from ..compat import replica

PAGE = 1000
# What may be told only if the shopper was to be notified, and the mail that shows it.
_MAILS = {
    OrderEvents.FULFILLMENT_FULFILLED_ITEMS: OrderEventsEmails.FULFILLMENT,
    OrderEvents.TRACKING_UPDATED: OrderEventsEmails.TRACKING_UPDATED,
}


def look(since: datetime, until: datetime) -> list[Event]:
    """What the log of [since, until) tells, each as the event its hook would have made."""
    rows = _logged(since, until)
    mails = _mails([row for row in rows if row.type in _MAILS])
    wanted = [row for row in rows if row.type not in _MAILS or _was_mailed(row, mails)]
    parcels = _Parcels.of(wanted)
    return [event for row in wanted for event in _READERS[row.type](row, parcels) if event]


def _logged(since: datetime, until: datetime) -> list[OrderEvent]:
    """The entries that may be news, with their orders."""
    first = _first(since)
    if first is None:
        return []
    rows = OrderEvent.objects.using(replica()).filter(
        pk__gte=first, date__gte=since, date__lt=until, type__in=_READERS
    )
    return list(rows.select_related("order").order_by("pk"))


def _first(since: datetime) -> int | None:
    """The oldest entry made since, found from the newest backwards."""
    rows = OrderEvent.objects.using(replica()).order_by("-pk").values_list("pk", "date")
    first, page = None, list(rows[:PAGE])
    while recent := [pk for pk, date in page if date >= since]:
        first = recent[-1]
        page = list(rows.filter(pk__lt=page[-1][0])[:PAGE])
    return first


def _mails(rows: Sequence[OrderEvent]) -> set[tuple[Any, str]]:
    """(order id, kind of mail) of the mails sent about these orders."""
    found = OrderEvent.objects.using(replica()).filter(
        order_id__in={row.order_id for row in rows}, type=OrderEvents.EMAIL_SENT
    )
    return {(mail.order_id, str((mail.parameters or {}).get("email_type"))) for mail in found}


def _was_mailed(row: OrderEvent, mails: set[tuple[Any, str]]) -> bool:
    return (row.order_id, _MAILS[row.type]) in mails


@dataclass(frozen=True, kw_only=True)
class _Parcels:
    """The fulfillments that the log names, by one of their lines and by their number."""

    by_line: Mapping[int, Fulfillment]
    by_number: Mapping[tuple[Any, str], Fulfillment]

    @classmethod
    def of(cls, rows: Sequence[OrderEvent]) -> "_Parcels":
        lines = FulfillmentLine.objects.using(replica()).filter(
            pk__in=[pk for row in rows for pk in _lines(row)]
        )
        tracked = [row.order_id for row in rows if row.type == OrderEvents.TRACKING_UPDATED]
        numbered = Fulfillment.objects.using(replica()).filter(order_id__in=tracked)
        return cls(
            by_line={
                line.pk: line.fulfillment for line in lines.select_related("fulfillment__order")
            },
            by_number={
                (parcel.order_id, parcel.composed_id): parcel
                for parcel in numbered.select_related("order")
            },
        )


def _lines(row: OrderEvent) -> list[int]:
    found = row.parameters or {}
    return [*found.get("fulfilled_items", ()), *found.get("awaiting_fulfillments", ())]


_Reader = Callable[[OrderEvent, _Parcels], list[Event | None]]


def _shipped(row: OrderEvent, parcels: _Parcels) -> list[Event | None]:
    return [order_events.shipped(parcel, row.date) for parcel in _named(row, parcels)]


def _packing(row: OrderEvent, parcels: _Parcels) -> list[Event | None]:
    return [order_events.packing(parcel, row.date) for parcel in _named(row, parcels)]


def _named(row: OrderEvent, parcels: _Parcels) -> list[Fulfillment]:
    found = [parcels.by_line[pk] for pk in _lines(row) if pk in parcels.by_line]
    return list({parcel.pk: parcel for parcel in found}.values())


def _tracked(row: OrderEvent, parcels: _Parcels) -> list[Event | None]:
    parcel = parcels.by_number.get((row.order_id, (row.parameters or {}).get("fulfillment", "")))
    return [parcel and order_events.tracked(parcel, row.date)]


_READERS: Mapping[str, _Reader] = {
    OrderEvents.CONFIRMED: lambda row, _: [order_events.confirmed(row.order, row.date)],
    OrderEvents.CANCELED: lambda row, _: [order_events.cancelled(row.order, row.date)],
    OrderEvents.FULFILLMENT_AWAITS_APPROVAL: _packing,
    OrderEvents.FULFILLMENT_FULFILLED_ITEMS: _shipped,
    OrderEvents.TRACKING_UPDATED: _tracked,
}
