"""From a fact to a row for each device that should hear of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from . import outbox, scenarios, subscriptions
from .conf import Config
from .core.scenario import Consent, Scenario
from .models import Event, Notification
from .shop import facts, sweeps

ORDERS = "orders"
# A transaction may commit long after it began: hooks get a head start, and the sweep looks back.
OVERLAP, SETTLED = timedelta(minutes=10), timedelta(seconds=30)


def plan(event_id: int, config: Config, *, now: datetime) -> bool:
    """Make the rows of an event, once; False if it was planned already or is being planned."""
    with outbox.planning():
        event = outbox.open_event(event_id)
        if event is None:
            return False
        outbox.add(event, list(_rows(event, config, now)), now)
        return True


def look(config: Config, *, now: datetime) -> list[int]:
    """Store the orders no hook told us of: their events' ids. While sending is off none is owed."""
    if not config.sending:
        outbox.drop_cursor(ORDERS)
        return []
    since = outbox.looked_until(ORDERS, OVERLAP, now)
    found = outbox.record(sweeps.orders_created(since, now - SETTLED))
    outbox.move_cursor(ORDERS, max(since, now - SETTLED))
    return found


def _rows(event: Event, config: Config, now: datetime) -> Iterator[Notification]:
    known = facts.load(event.kind, [event.subject]).get(event.subject)
    if known is None:
        return
    for scenario in scenarios.triggered_by(event.kind):
        if scenario.code in config.disabled or scenario.objection(known):
            continue
        for subscription in subscriptions.of(scenario.audience(known)):
            yield _row(event, scenario, subscription.id, now)


def _row(
    event: Event, scenario: Scenario[Any], subscription_id: int, now: datetime
) -> Notification:
    due = event.at + scenario.delay
    return Notification(
        key=f"{event.key}/{scenario.code}/{subscription_id}",
        event=event,
        subscription_id=subscription_id,
        scenario=scenario.code,
        bulk=scenario.consent is Consent.MARKETING,
        due_at=due,
        expires_at=due + scenario.ttl,
        created_at=now,
    )
