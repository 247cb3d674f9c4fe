"""Find changes of orders whose hook did not run, in Saleor's log (`order_orderevent`).

Before 3.22 the log has no index on its date. The rows are read from the newest backwards until a
whole page is older than `since`, so the cost depends on what was logged since, in every version.

Saleor does not store whether staff chose to notify the customer. The only evidence is the log entry
of the mail that Saleor's mail plugin sent. Without it, fulfillments and tracking numbers are not
reported: a push that staff did not want is worse than a push lost with a dead process.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from saleor.order import OrderEvents, OrderEventsEmails
from saleor.order.models import Fulfillment, FulfillmentLine, OrderEvent

from ...core.event import Event
from .. import order_events
from ..connections import replica

PAGE = 1000
# Entries that are reported only if the customer was notified, and the mail that is evidence of it.
_REQUIRED_MAILS = {
    OrderEvents.FULFILLMENT_FULFILLED_ITEMS: OrderEventsEmails.FULFILLMENT,
    OrderEvents.TRACKING_UPDATED: OrderEventsEmails.TRACKING_UPDATED,
}


def logged(since: datetime, until: datetime) -> list[Event]:
    """Return the events of the log's entries in [since, until), the same as their hooks report."""
    rows = _entries(since, until)
    mails = _sent_mails([row for row in rows if row.type in _REQUIRED_MAILS])
    reported = [row for row in rows if row.type not in _REQUIRED_MAILS or _was_mailed(row, mails)]
    fulfillments = _Fulfillments.of(reported)
    return [event for row in reported for event in _READERS[row.type](row, fulfillments) if event]


def _entries(since: datetime, until: datetime) -> list[OrderEvent]:
    """Return the entries of types that _READERS knows, with their orders, oldest first."""
    first = _oldest_id(since)
    if first is None:
        return []
    rows = OrderEvent.objects.using(replica()).filter(
        pk__gte=first, date__gte=since, date__lt=until, type__in=_READERS
    )
    return list(rows.select_related("order").order_by("pk"))


def _oldest_id(since: datetime) -> int | None:
    """Return the id of the oldest entry since then, searching from the newest backwards."""
    rows = OrderEvent.objects.using(replica()).order_by("-pk").values_list("pk", "date")
    first, page = None, list(rows[:PAGE])
    while recent := [pk for pk, date in page if date >= since]:
        first = recent[-1]
        page = list(rows.filter(pk__lt=page[-1][0])[:PAGE])
    return first


def _sent_mails(rows: Sequence[OrderEvent]) -> set[tuple[Any, str]]:
    """Return (order id, type of mail) of the mails sent about these orders."""
    mails = OrderEvent.objects.using(replica()).filter(
        order_id__in={row.order_id for row in rows}, type=OrderEvents.EMAIL_SENT
    )
    return {(mail.order_id, str((mail.parameters or {}).get("email_type"))) for mail in mails}


def _was_mailed(row: OrderEvent, mails: set[tuple[Any, str]]) -> bool:
    return (row.order_id, _REQUIRED_MAILS[row.type]) in mails


@dataclass(frozen=True, kw_only=True)
class _Fulfillments:
    """The fulfillments that log entries refer to, by line id and by (order id, composed id)."""

    by_line: Mapping[int, Fulfillment]
    by_number: Mapping[tuple[Any, str], Fulfillment]

    @classmethod
    def of(cls, rows: Sequence[OrderEvent]) -> "_Fulfillments":
        lines = FulfillmentLine.objects.using(replica()).filter(
            pk__in=[pk for row in rows for pk in _line_ids(row)]
        )
        tracked = [row.order_id for row in rows if row.type == OrderEvents.TRACKING_UPDATED]
        numbered = Fulfillment.objects.using(replica()).filter(order_id__in=tracked)
        return cls(
            by_line={
                line.pk: line.fulfillment for line in lines.select_related("fulfillment__order")
            },
            by_number={
                (fulfillment.order_id, fulfillment.composed_id): fulfillment
                for fulfillment in numbered.select_related("order")
            },
        )


def _line_ids(row: OrderEvent) -> list[int]:
    parameters = row.parameters or {}
    return [*parameters.get("fulfilled_items", ()), *parameters.get("awaiting_fulfillments", ())]


_Reader = Callable[[OrderEvent, _Fulfillments], list[Event | None]]


def _shipped(row: OrderEvent, fulfillments: _Fulfillments) -> list[Event | None]:
    return [order_events.shipped(each, row.date) for each in _of_entry(row, fulfillments)]


def _packing(row: OrderEvent, fulfillments: _Fulfillments) -> list[Event | None]:
    return [order_events.packing(each, row.date) for each in _of_entry(row, fulfillments)]


def _of_entry(row: OrderEvent, fulfillments: _Fulfillments) -> list[Fulfillment]:
    """Return the fulfillments of an entry's lines, each once."""
    by_line = fulfillments.by_line
    of_lines = [by_line[pk] for pk in _line_ids(row) if pk in by_line]
    return list({each.pk: each for each in of_lines}.values())


def _tracked(row: OrderEvent, fulfillments: _Fulfillments) -> list[Event | None]:
    number = (row.parameters or {}).get("fulfillment", "")
    fulfillment = fulfillments.by_number.get((row.order_id, number))
    return [fulfillment and order_events.tracked(fulfillment, row.date)]


_READERS: Mapping[str, _Reader] = {
    OrderEvents.CONFIRMED: lambda row, _: [order_events.confirmed(row.order, row.date)],
    OrderEvents.CANCELED: lambda row, _: [order_events.cancelled(row.order, row.date)],
    OrderEvents.FULFILLMENT_AWAITS_APPROVAL: _packing,
    OrderEvents.FULFILLMENT_FULFILLED_ITEMS: _shipped,
    OrderEvents.TRACKING_UPDATED: _tracked,
}
