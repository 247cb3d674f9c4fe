"""Running the sweeps: how far each has looked, and the events it found."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial

from .. import outbox
from ..settings import operator
from ..settings.config import Config
from ..shop import sweeps

logger = logging.getLogger(__name__)
# A transaction may commit long after it began: hooks get a head start, and a sweep looks back.
OVERLAP, SETTLED = timedelta(minutes=10), timedelta(seconds=30)


def begin(*, now: datetime) -> None:
    """Sending was just switched on: the first look goes back to here, and none goes further."""
    outbox.start_cursors(sweeps.WINDOWED, now)


def look(config: Config, *, now: datetime) -> list[int]:
    """Store what no hook told us of: ids of its events. While sending is off nothing is owed."""
    names = sweeps.WINDOWED
    windowed = [id for name in names for id in _apart(name, partial(_look, name, config, now))]
    return windowed + compare(sweeps.offers.pages(), config, now=now)


def compare(pages: Iterable[sweeps.offers.Page], config: Config, *, now: datetime) -> list[int]:
    """Store what differs from the last look: ids of its events. One transaction a page."""
    if not config.sending:
        return []
    return [id for page in pages for id in _apart("offers", partial(_compare, page, now))]


def look_at(variant_id: int, config: Config, *, now: datetime) -> list[int]:
    """Compare one variant, which is said to have changed: ids of its events."""
    return compare(sweeps.offers.of_variant(variant_id), config, now=now)


def _apart(name: str, find: Callable[[], list[int]]) -> list[int]:
    """What a sweep finds; one that fails is tried again in the next round and holds up no other."""
    try:
        return find()
    except Exception:
        logger.exception("sweep %s failed", name)
        return []


def _compare(page: sweeps.offers.Page, now: datetime) -> list[int]:
    with outbox.atomic():
        return outbox.record(sweeps.offers.changed(page, now))


def _look(name: str, config: Config, now: datetime) -> list[int]:
    if not config.sending:
        outbox.reset_cursor(name, spared=(now - SETTLED, now + OVERLAP))
        return []
    # What is older may have been told, and forgotten.
    since = max(outbox.window_start(name, OVERLAP, now), now - operator.keep())
    until = now - SETTLED
    with outbox.atomic():
        found = outbox.record(sweeps.WINDOWED[name](since, until))
        outbox.advance_cursor(name, max(since, until))
    return found
