"""Receipts: browsers report shown, clicked and dismissed, with a token that the shop signed."""

from datetime import datetime

from django.db.models.functions import Coalesce

from ..models import Notification
from . import tokens

EVENTS = {"shown": "shown_at", "clicked": "clicked_at", "dismissed": "dismissed_at"}


def record(token: str, event: str, *, now: datetime) -> bool:
    """Store the first report of an event; False for an invalid token or an unknown event.

    None is stored after the subscription or the account was deleted: the notification then belongs
    to no browser.
    """
    id, column = tokens.holder(tokens.Purpose.RECEIPT, token, now=now), EVENTS.get(event)
    if id is None or column is None:
        return False
    return _note_first(id, column, now)


def record_click(token: str, *, now: datetime) -> bool:
    """Store the first click, as the page that the link led to reports it; False as of `record`.

    The worker may have reported the same click: the first report counts.
    """
    id = tokens.holder(tokens.Purpose.CLICK, token, now=now)
    return id is not None and _note_first(id, EVENTS["clicked"], now)


def _note_first(id: int, column: str, now: datetime) -> bool:
    rows = Notification.objects.filter(id=id, subscription__isnull=False)
    # A click or a dismissal that arrives first still proves that it was shown.
    return rows.update(**{c: Coalesce(c, now) for c in {column, "shown_at"}}) > 0
