"""The Celery tasks: they read the clock and call the packages below.

A message carries ids only and may be lost or arrive twice: the rows in the database decide.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from celery import shared_task
from django.utils import timezone

from . import enqueue, outbox, scenarios
from .beat_schedule import TICK
from .campaigns import cutting, upkeep
from .core.isolated_steps import isolated
from .delivery import planner, sweep_runner, unnoticed_browsers, unplanned_events, worker
from .experiments import assigning
from .models import renamed_channels
from .rations import buckets
from .results import folding, hold_out_lift
from .settings import operator, sending_address
from .settings.config import Config
from .shop import (
    channels,
    config,
    dashboard_app,
    dashboard_problems,
    person_facts,
    price_record,
    watched_variants,
)
from .shop.connections import writer
from .subscribers import growth_log, removal, unproven, visits

logger = logging.getLogger(__name__)
# Seconds a task sends before it goes to the end of the queue: with a single worker the task of an
# order waits no longer than this.
SLICE = 1.5
# A message that no worker takes in time is useless: the next tick publishes new ones.
MESSAGE_EXPIRES = 30.0


def enqueue_event(event_id: int, kind: str) -> None:
    """Publish the task that handles an event, without waiting for the broker.

    Events that can wait use the bulk queue: a thousand price changes do not delay the next order.
    """
    bulk = scenarios.can_wait(kind)
    enqueue.publish(handle, event_id, bulk, to=operator.queue(bulk=bulk))


def enqueue_variant(variant_id: int) -> None:
    """Publish the task that checks a changed variant, if a shopper watches it."""
    if watched_variants.is_watched(variant_id):
        enqueue.publish(check_variant, variant_id)


def enqueue_channels() -> None:
    """Publish the task that follows channels which were renamed or deleted."""
    enqueue.publish(follow_channels)


@shared_task(ignore_result=True)
def follow_channels() -> None:
    """Put the current slugs of channels where our tables have former ones."""
    with writer():
        renamed_channels.follow(channels.slugs())


@shared_task(ignore_result=True)
def handle(event_id: int, bulk: bool = False) -> None:
    """Plan an event and send its due notifications; those of `bulk` wait for their lane."""
    with writer():
        settings = config.load()
        if not (settings.sending and planner.plan(event_id, settings, now=timezone.now())):
            return
        claimed = 0 if bulk else worker.deliver(settings, now=timezone.now(), event_id=event_id)
        if claimed >= worker.BATCH or outbox.due_chunks(timezone.now()):
            _enqueue_lanes()
        elif bulk:
            _enqueue_send(bulk=True)


@shared_task(ignore_result=True)
def send(bulk: bool) -> None:
    """Send what is due of a lane for a while, if one of its slots is free; then ask for another."""
    with writer():
        settings = config.load()
        if not settings.sending:
            return
        slot = outbox.take_slot(_LANES[bulk], operator.parallel(), timezone.now())
        if slot is None:
            return
        try:
            more = worker.pump(settings, now=timezone.now(), bulk=bulk, seconds=SLICE)
        finally:
            outbox.leave_slot(slot, timezone.now())
    if more and not send.app.conf.task_always_eager:
        _enqueue_send(bulk=bulk)


@shared_task(ignore_result=True)
def tick(until: float | None = None) -> None:
    """Resume whatever waits: events of lost messages, due rows, rows of dead workers.

    Plans for SLICE seconds. If more events wait, the next slice is another task behind those that
    are in the queue by now, until beat starts the next tick (`until`, in seconds since 1970).
    """
    with writer():
        settings, now = config.load(), timezone.now()
        if until is None:
            isolated("heartbeat", lambda: outbox.note_heartbeat("tick", now), None)
        outbox.release_expired(now)
        more = settings.sending and _resume(settings)
        # Also while sending is off: a script fills the tables all the same.
        isolated("making room", lambda: unproven.make_room(operator.unproven_browsers()), None)
    end = (now + TICK).timestamp() if until is None else until
    if more and timezone.now().timestamp() < end:
        enqueue.publish(tick, end, to=operator.queue(bulk=True), expires=MESSAGE_EXPIRES)


@shared_task(ignore_result=True)
def sweep() -> None:
    """Expire overdue rows, and find events in the shop's tables whose hook did not run."""
    with writer():
        isolated("heartbeat", lambda: outbox.note_heartbeat("sweep", timezone.now()), None)
        isolated("expiring", lambda: outbox.expire_overdue(timezone.now()), None)
        isolated("ending campaigns", lambda: upkeep.finish(timezone.now()), None)
        isolated("rations", lambda: buckets.forget_unused(timezone.now()), None)
        isolated("the Dashboard's page", _keep_page, None)
        _enqueue_events(sweep_runner.sweep(config.load(), now=timezone.now()))


@shared_task(ignore_result=True)
def purge() -> None:
    """Delete rows older than the retention."""
    with writer():
        for name, step in _purges(timezone.now() - operator.keep()).items():
            isolated(f"purging {name}", step, None)


@shared_task(ignore_result=True)
def refresh_facts() -> None:
    """Make the facts of people anew where they changed, while the shop sends."""
    with writer():
        if config.is_sending():
            person_facts.refresh(timezone.now())


@shared_task(ignore_result=True)
def fold_results() -> None:
    """Add what has happened to the sums by day, also what was reported since sending was off."""
    with writer():
        folding.fold()


@shared_task(ignore_result=True)
def check_variant(variant_id: int) -> None:
    """Compare price and stock of a variant with its last check."""
    with writer():
        _enqueue_events(sweep_runner.compare_variant(variant_id, config.load(), now=timezone.now()))


def _keep_page() -> None:
    """The page in Saleor's Dashboard, and the problems that stand beside it there."""
    if not config.is_active():
        return
    dashboard_app.keep_registered(timezone.now())
    other = sending_address.other_address()
    dashboard_problems.show({"other-address": str(other)} if other else {})


def _may_be_a_copy() -> bool:
    """Whether sending was switched on for another address; the log then says so once an hour."""
    other = sending_address.other_address()
    if other and sending_address.alarm_due(timezone.now()):
        logger.error("%s", other)
    return other is not None


def _resume(settings: Config) -> bool:
    """Plan and send what waits; whether more waits to be planned.

    Order updates come first: nothing that fails for a campaign keeps them waiting.
    """
    plan = partial(unplanned_events.plan, settings, clock=timezone.now, seconds=SLICE)
    more = isolated("planning", plan, False)
    if not _may_be_a_copy():
        _enqueue_lanes()
    freeze = partial(upkeep.freeze, settings, timezone.now, SLICE)
    return isolated("freezing campaigns", freeze, False) or more


def _purges(before: datetime) -> dict[str, Callable[[], object]]:
    return {
        # First: what a campaign that ends has brought is counted by its notifications.
        "recipients": partial(upkeep.purge, before, timezone.now()),
        "notifications": partial(_purge_notifications, before),
        "gone browsers": partial(removal.forget_gone, before),
        "assignments": partial(_purge_assignments, before),
        "lanes": outbox.retire_lanes,
        "variants": watched_variants.forget_unwatched,
        "prices": partial(price_record.forget_old, timezone.now()),
        "unseen browsers": _remove_unseen,
        "unnoticed browsers": partial(unnoticed_browsers.mark, timezone.now()),
        "notes of subscribers": partial(growth_log.fold, timezone.now()),
    }


def _purge_notifications(before: datetime) -> None:
    purged = outbox.purge(before, kept=scenarios.once_only())
    logger.info("%s old notifications purged", purged)


def _purge_assignments(before: datetime) -> None:
    """Delete them once the results that are made of them are stored."""
    hold_out_lift.keep_ended(before, timezone.now())
    assigning.purge(before)


def _remove_unseen() -> None:
    if span := operator.remove():
        removed = visits.remove_unseen(timezone.now() - span)
        logger.info("%s browsers removed that were not seen for %s days", removed, span.days)


_LANES = {False: "transactional", True: "bulk"}


def _enqueue_events(event_ids: Sequence[int]) -> None:
    for event_id, kind in outbox.kinds_of(event_ids).items() if event_ids else ():
        enqueue_event(event_id, kind)


def _enqueue_lanes() -> None:
    """Share what waits among workers: a task for every batch, as many as there are slots."""
    slots = operator.parallel()
    for bulk in (False, True):
        rows = outbox.count_due(timezone.now(), bulk=bulk, limit=slots * worker.BATCH)
        tasks = -(-rows // worker.BATCH) + (_due_slices() if bulk else 0)
        for _ in range(min(tasks, slots)):
            _enqueue_send(bulk=bulk)


def _due_slices() -> int:
    """How many slices of audiences can become notifications; one of campaigns at a time."""
    return outbox.due_chunks(timezone.now()) + cutting.is_due(timezone.now())


def _enqueue_send(*, bulk: bool) -> None:
    enqueue.publish(send, bulk, to=operator.queue(bulk=bulk), expires=MESSAGE_EXPIRES)
