"""The clockwork: shallow Celery tasks that read the clock and hand it on.

A message carries an id at most, and may be lost or come twice: the rows are the truth.
"""

from celery import shared_task
from django.utils import timezone

from . import delivery, outbox, planning, sweeping, wake
from .conf import Config
from .shop import config
from .shop.compat import writer

# Bounds one tick, so that a backlog is shared among workers instead of held by one.
BATCHES_A_TICK = 20


def ring(event_id: int) -> None:
    """Ask a worker to handle an event now, without waiting for the broker."""
    wake.up(handle, event_id)


@shared_task(ignore_result=True)
def handle(event_id: int) -> None:
    """Plan an event and send what is due of it at once."""
    with writer():
        known = config.load()
        if known.sending and planning.plan(event_id, known, now=timezone.now()):
            delivery.deliver(known, now=timezone.now(), event_id=event_id)


@shared_task(ignore_result=True)
def tick() -> None:
    """Take up everything that waits: lost wake-ups, due rows, rows of dead workers."""
    with writer():
        known, now = config.load(), timezone.now()
        outbox.release(now)
        outbox.expire(now)
        if known.sending:
            _catch_up(known)


@shared_task(ignore_result=True)
def sweep() -> None:
    """Find orders in the shop's own table whose hook never ran."""
    with writer():
        for event_id in sweeping.look(config.load(), now=timezone.now()):
            ring(event_id)


def _catch_up(known: Config) -> None:
    for event_id in outbox.unplanned(timezone.now()):
        planning.plan(event_id, known, now=timezone.now())
    for _ in range(BATCHES_A_TICK):
        if delivery.deliver(known, now=timezone.now()) < delivery.BATCH:
            return
