"""What led to a violation: all that happened around its browser, and our rows for it."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from saleor_push_plugin.models import Notification

from .checker import Violation
from .log import Entry, Priced, Stocked
from .wire import endpoint


def story(violation: Violation, entries: Sequence[Entry]) -> Iterator[str]:
    """Lines in the order of time: the log's of the browser, its users, whatever else they use and
    the thing it is about, then the outbox's.
    """
    thing = re.search(r"variant:(\d+)", violation.words)
    held = [entry for entry in entries if getattr(entry, "device", None) == violation.device]
    users = {user for entry in held if (user := getattr(entry, "user", None)) is not None}
    carts = {cart for entry in held if (cart := getattr(entry, "cart", None))}
    theirs = [entry for entry in entries if getattr(entry, "user", None) in users]
    devices = {violation.device} | {entry.device for entry in theirs if hasattr(entry, "device")}
    for entry in entries:
        mine = getattr(entry, "device", None) in devices or getattr(entry, "cart", None) in carts
        shelf = thing and isinstance(entry, Priced | Stocked) and entry.variant == int(thing[1])
        if mine or shelf or getattr(entry, "user", None) in users:
            yield _said(entry)
    endpoints = [endpoint(device) for device in devices]
    rows = Notification.objects.filter(subscription__endpoint__in=endpoints)
    for row in rows.select_related("event").order_by("created_at", "id"):
        when = " ".join(f"{name} {_at(at)}" for name, at in _times(row) if at)
        what = f"{row.subscription_id} {row.person} {row.scenario} {row.about} of {row.event.key}"
        yield f"{what}: {row.state} {row.reason} {row.detail} {when}"


def _said(entry: Entry) -> str:
    words = {name: value for name, value in vars(entry).items() if name != "at"}
    said = " ".join(f"{name}={_short(value)}" for name, value in words.items())
    return f"{_at(entry.at)} {type(entry).__name__} {said}"


def _short(value: object) -> str:
    return " ".join(sorted(map(str, value))) if isinstance(value, frozenset) else str(value)


def _times(row: Notification) -> Sequence[tuple[str, datetime | None]]:
    return (
        ("made", row.created_at),
        ("sent", row.sent_at),
        ("posted", row.posted_at),
        ("shown", row.shown_at),
    )


def _at(at: datetime | None) -> str:
    return f"{at:%a %H:%M:%S}" if at else ""
