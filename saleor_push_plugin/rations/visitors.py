"""Limits what one address may write a minute.

Visitors of one address share its rations: one of writes, and one of reports, which a page of any
other site can make a browser send. Whose address cannot be told, because a proxy is not named in
the settings, has no limit of their own: all visitors would share it, and a flood would shut out the
honest ones. A failure to count refuses nobody.
"""

import logging
import math
from contextlib import nullcontext
from datetime import datetime, timedelta

from django.db import Error as DatabaseError
from django.db import connection, transaction
from django.http import HttpRequest

from ..core.client_address import HEADERS, Address, Visitor, visitor_key
from ..models import Ration
from ..settings import operator, signing, trusted_proxies
from . import buckets

logger = logging.getLogger(__name__)
WRITES, REPORTS = "address", "reports"
# A row of this name says that a visitor's address was in doubt in the last day.
UNTOLD, _REMEMBERED = "untold-address", timedelta(days=1)
_UNTOLD_EVERY = timedelta(minutes=10)
_last_untold: datetime | None = None


def wait(request: HttpRequest, ration: str, units: int, now: datetime) -> int | None:
    """Count `units` for the visitor's address; None, or for how many seconds it has none left.

    `ration`: WRITES or REPORTS.
    """
    limit = operator.requests_a_minute()
    if limit <= 0:
        return None
    try:
        # A failed statement would break a transaction around it: a savepoint limits that.
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            return _wait(request, buckets.Bucket(ration, limit), units, now)
    except DatabaseError as error:
        logger.warning("requests are not counted: %s", type(error).__name__)
        return None


def visitor_of(request: HttpRequest) -> Visitor:
    """The visitor's address, as far as it can be told."""
    peer = str(request.META.get("REMOTE_ADDR") or "")
    sent = {name: request.headers.get(name, "") for name in HEADERS}
    return trusted_proxies.proxies().visitor(peer, sent)


def untold_lately() -> bool:
    """Whether a visitor's address was in doubt in the last day; `sweep` forgets it after that."""
    return Ration.objects.filter(name=UNTOLD).exists()


def _wait(request: HttpRequest, whole: buckets.Bucket, units: int, now: datetime) -> int | None:
    visitor = visitor_of(request)
    if not visitor.certain:
        _note_untold(now)
    if visitor.address is None:
        return None
    theirs = whole._replace(name=_name(whole.name, visitor.address))
    delay = buckets.take(theirs, min(units, whole.size), now)
    return None if delay is None else math.ceil(delay.total_seconds())


def _name(ration: str, address: Address) -> str:
    """The ration of an address. The address itself is not stored: it is personal data."""
    return f"{ration}:{signing.sign('address', visitor_key(address).encode()).hex()}"


def _note_untold(now: datetime) -> None:
    """Remember for the system check that an address was in doubt, rarely in each process."""
    global _last_untold
    if _last_untold and timedelta(0) <= now - _last_untold < _UNTOLD_EVERY:
        return
    _last_untold = now
    Ration.objects.update_or_create(name=UNTOLD, defaults={"used_until": now + _REMEMBERED})
