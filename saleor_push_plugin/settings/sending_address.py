"""Whether this shop is the one that sending was switched on for, or runs on a copy of its database.

A copy in a staging shop holds the subscriptions of real shoppers. What tells the two apart is
Django's setting PUBLIC_URL, which is not in the database; Saleor's site is, and travels along. The
address is stored when sending is switched on. In a shop with another one nothing is claimed, until
somebody confirms the address there.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q

from ..models import SendingAddress

SETTING = "PUBLIC_URL"
ALARM_EVERY = timedelta(hours=1)
_UNSET = " (or this process alone lacks it: web server, workers and beat need the same environment)"
# The stored address is cut to it, and so is the one that it is compared with.
_LONGEST = 255
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, kw_only=True)
class OtherAddress:
    """Why nothing is sent: `stored` is where sending was switched on. Empty: no PUBLIC_URL."""

    stored: str
    current: str

    def __str__(self) -> str:
        here = f"{_name(self.current)}{'' if self.current else _UNSET}"
        return (
            f"Sending was switched on for {_name(self.stored)}, and this shop has "
            f"{here}: this may be a copy of the shop's database. Nothing is sent, "
            "and what is due waits until it expires. If this shop is to send, run `manage.py "
            "push_sending confirm`, or switch “Send notifications” off and on in the Dashboard."
        )


def current() -> str:
    """PUBLIC_URL without what two spellings of one address differ in; empty if it is not set."""
    return _normal(_given())


def is_malformed() -> bool:
    """Whether PUBLIC_URL is set and is no URL."""
    return bool(_given()) and not _normal_url(_given())


def confirm(now: datetime) -> None:
    """Let the shop with the current address send."""
    values = {"public_url": current(), "confirmed_at": now, "alarmed_at": None}
    SendingAddress.objects.update_or_create(id=SendingAddress.ONLY, defaults=values)


def other_address() -> OtherAddress | None:
    """Why nothing may be sent here; None if this shop may send. One statement, by primary key."""
    rows = SendingAddress.objects.filter(id=SendingAddress.ONLY)
    stored, here = rows.values_list("public_url", flat=True).first(), current()
    if stored is None or _normal(stored) == here:
        return None
    return OtherAddress(stored=stored, current=here)


def is_protected() -> bool:
    """Whether a copy of this database would stop in a shop without PUBLIC_URL."""
    return SendingAddress.objects.exclude(public_url="").exists()


def alarm_due(now: datetime) -> bool:
    """Whether the alarm was not logged for an hour, by any process; then it counts as logged."""
    quiet = Q(alarmed_at=None) | Q(alarmed_at__lte=now - ALARM_EVERY)
    return SendingAddress.objects.filter(quiet).update(alarmed_at=now) > 0


def _given() -> str:
    return str(getattr(settings, SETTING, None) or "").strip()


def _normal(url: str) -> str:
    """A URL in its normal form; what is none stays as it is, and is no other shop's."""
    return (_normal_url(url) or url.rstrip("/"))[:_LONGEST]


def _normal_url(url: str) -> str:
    """Scheme, host, port and path in one spelling; empty if it is no URL."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".").encode("idna").decode()
        port = parts.port
    except ValueError:
        return ""
    if not (host and parts.scheme):
        return ""
    place = f"[{host}]" if ":" in host else host
    place += f":{port}" if port and port != _DEFAULT_PORTS.get(parts.scheme) else ""
    return f"{parts.scheme}://{place}{parts.path}".rstrip("/")


def _name(address: str) -> str:
    return f"{SETTING} {address}" if address else f"no {SETTING}"
