"""Running the sweeps: how far each has looked, and the events it found."""

from datetime import datetime, timedelta

from . import outbox
from .conf import Config
from .shop import sweeps

# A transaction may commit long after it began: hooks get a head start, and a sweep looks back.
OVERLAP, SETTLED = timedelta(minutes=10), timedelta(seconds=30)


def look(config: Config, *, now: datetime) -> list[int]:
    """Store what no hook told us of: ids of its events. While sending is off nothing is owed."""
    return [id for name in sweeps.WINDOWED for id in _look(name, config, now)]


def _look(name: str, config: Config, now: datetime) -> list[int]:
    if not config.sending:
        outbox.drop_cursor(name)
        return []
    since, until = outbox.looked_until(name, OVERLAP, now), now - SETTLED
    found = outbox.record(sweeps.WINDOWED[name](since, until))
    outbox.move_cursor(name, max(since, until))
    return found
