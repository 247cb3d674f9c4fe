"""Plans events that nobody has planned yet, in slices between which order updates go first."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from .. import outbox
from ..settings.config import Config
from . import planner, worker

# Events that can wait are planned so many at a time: about a twentieth of a second.
SLICE = 10


def plan(config: Config, *, clock: Callable[[], datetime], seconds: float) -> bool:
    """Plan events whose tasks were lost or that have none, for so many seconds.

    Returns whether there may be more. A flood of subscriptions leaves thousands of events that can
    wait, so what cannot wait is looked for before each slice, and sent at once. An event that
    cannot be planned is tried once.
    """
    end, failed = clock() + timedelta(seconds=seconds), set[int]()
    while clock() < end:
        overlooked = outbox.unplanned(
            clock(), limit=worker.BATCH, grace=worker.OVERLOOKED_AFTER, urgent=True
        )
        urgent = _plan(overlooked, failed, config, clock)
        for id in urgent:
            worker.deliver(config, now=clock(), event_id=id)
        waiting = outbox.unplanned(clock(), limit=SLICE + len(failed))
        if not (_plan(waiting, failed, config, clock) or urgent):
            return False
    return True


def _plan(
    ids: Iterable[int], failed: set[int], config: Config, clock: Callable[[], datetime]
) -> list[int]:
    """Plan the events that have not failed before; returns those that were planned."""
    planned = {id: planner.plan(id, config, now=clock()) for id in ids if id not in failed}
    failed |= {id for id, done in planned.items() if not done}
    return [id for id, done in planned.items() if done]
