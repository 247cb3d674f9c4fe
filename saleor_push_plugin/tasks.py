"""The clockwork: shallow Celery tasks that read the clock and hand it on.

A message carries an id at most, and may be lost or come twice: the rows are the truth.
"""

import logging
from collections.abc import Sequence

from celery import shared_task
from django.utils import timezone

from . import enqueue, outbox, scenarios
from .delivery import planner, poller, worker
from .settings import operator
from .shop import config, watched_variants
from .shop.compat import writer

logger = logging.getLogger(__name__)
# So long a task sends before it goes to the end of the queue: where one worker does everything, an
# order's own task waits no longer than this.
SLICE = 1.5
# A wake-up nobody took in time is worthless: the next tick gives new ones.
WAKE_EXPIRES = 30.0


def ring(event_id: int, kind: str) -> None:
    """Ask a worker to handle an event now, without waiting for the broker.

    A thousand prices that changed at once do not stand before the next order.
    """
    bulk = scenarios.can_wait(kind)
    enqueue.up(handle, event_id, bulk, to=operator.queue(bulk=bulk))


def look_soon(variant_id: int) -> None:
    """Ask a worker to look at a variant that changed, if somebody waits for it."""
    if watched_variants.is_watched(variant_id):
        enqueue.up(look, variant_id)


@shared_task(ignore_result=True)
def handle(event_id: int, bulk: bool = False) -> None:
    """Plan an event and send what is due of it at once; `bulk`: its lane does, at its pace."""
    with writer():
        known = config.load()
        if not (known.sending and planner.plan(event_id, known, now=timezone.now())):
            return
        taken = 0 if bulk else worker.deliver(known, now=timezone.now(), event_id=event_id)
        if taken >= worker.BATCH or outbox.due_chunks(timezone.now()):
            _ring_lanes()
        elif bulk:
            _ring_send(bulk=True)


@shared_task(ignore_result=True)
def send(bulk: bool) -> None:
    """Send what is due of a lane for a while, if one of its slots is free; then ask for another."""
    with writer():
        known = config.load()
        if not known.sending:
            return
        slot = outbox.take_slot(_LANES[bulk], operator.parallel(), timezone.now())
        if slot is None:
            return
        try:
            more = worker.pump(known, now=timezone.now(), bulk=bulk, seconds=SLICE)
        finally:
            outbox.leave_slot(slot, timezone.now())
    if more and not send.app.conf.task_always_eager:
        _ring_send(bulk=bulk)


@shared_task(ignore_result=True)
def tick() -> None:
    """Take up everything that waits: lost wake-ups, due rows, rows of dead workers."""
    with writer():
        known, now = config.load(), timezone.now()
        outbox.release_expired(now)
        if known.sending:
            for event_id in outbox.unplanned(now):
                planner.plan(event_id, known, now=timezone.now())
            _ring_lanes()


@shared_task(ignore_result=True)
def sweep() -> None:
    """Find orders in the shop's own table whose hook never ran."""
    with writer():
        outbox.expire_overdue(timezone.now())
        _ring_all(poller.look(config.load(), now=timezone.now()))


@shared_task(ignore_result=True)
def purge() -> None:
    """Forget what ended long ago."""
    with writer():
        before = timezone.now() - operator.keep()
        logger.info("%s old pushes purged", outbox.purge(before, kept=scenarios.remembered()))


@shared_task(ignore_result=True)
def look(variant_id: int) -> None:
    """Compare the offers of one variant with how they were at the last look."""
    with writer():
        _ring_all(poller.look_at(variant_id, config.load(), now=timezone.now()))


_LANES = {False: "transactional", True: "bulk"}


def _ring_all(found: Sequence[int]) -> None:
    for event_id, kind in outbox.kinds_of(found).items() if found else ():
        ring(event_id, kind)


def _ring_lanes() -> None:
    """Share what waits among workers: a task for every batch, as many as there are slots."""
    slots = operator.parallel()
    for bulk in (False, True):
        rows = outbox.count_due(timezone.now(), bulk=bulk, limit=slots * worker.BATCH)
        tasks = -(-rows // worker.BATCH) + (outbox.due_chunks(timezone.now()) if bulk else 0)
        for _ in range(min(tasks, slots)):
            _ring_send(bulk=bulk)


def _ring_send(*, bulk: bool) -> None:
    enqueue.up(send, bulk, to=operator.queue(bulk=bulk), expires=WAKE_EXPIRES)
