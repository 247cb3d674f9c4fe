"""Receipts: browsers report shown, clicked and dismissed, with a token that the shop signed."""

import base64
import binascii
from datetime import datetime

from django.db.models.functions import Coalesce

from ..models import Notification
from ..settings import signing
from . import survey_answers

PURPOSE = "receipt"
EVENTS = {"shown": "shown_at", "clicked": "clicked_at", "dismissed": "dismissed_at"}


def token(notification_id: int) -> str:
    """A signed token: 32 base64url characters, of 8 bytes of id and 16 of HMAC-SHA256 over it."""
    id = notification_id.to_bytes(8, "big")
    return base64.urlsafe_b64encode(id + signing.sign(PURPOSE, id)).decode()


def verify(token: str) -> int | None:
    """The notification id in a token; None if the token is forged or malformed."""
    try:
        raw = base64.urlsafe_b64decode(token)
    except (binascii.Error, ValueError):
        return None
    if len(raw) != 24 or not signing.is_signed(PURPOSE, raw[:8], raw[8:]):
        return None
    return int.from_bytes(raw[:8], "big")


def record(token: str, event: str, *, now: datetime, action: str = "") -> bool:
    """Store the first report of an event; False for a forged token or an unknown event.

    `action`: the button that was clicked. In a survey it is the answer.
    """
    id, column = verify(token), EVENTS.get(event)
    if id is None or column is None:
        return False
    if action:
        survey_answers.record(id, action, now=now)
    rows = Notification.objects.filter(id=id)
    # A click or a dismissal that arrives first still proves that it was shown.
    return rows.update(**{c: Coalesce(c, now) for c in {column, "shown_at"}}) > 0
