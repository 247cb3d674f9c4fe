"""From a fact to a row for each device that should hear of it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from . import audiences, outbox, scenarios
from .conf import Config
from .core.audience import Person
from .core.scenario import Scenario
from .models import Event, Notification
from .shop import facts


def plan(event_id: int, config: Config, *, now: datetime) -> bool:
    """Make the rows of an event, once; False if it was planned already or is being planned."""
    with outbox.planning():
        event = outbox.open_event(event_id)
        if event is None:
            return False
        for rows in _pages(event, config, now):
            outbox.add(rows)
        outbox.close_event(event, now)
        return True


def _pages(event: Event, config: Config, now: datetime) -> Iterator[list[Notification]]:
    known = facts.load(event.kind, [(event.subject, None)]).get((event.subject, None))
    if known is None:
        return
    for scenario in scenarios.triggered_by(event.kind):
        if scenario.code in config.disabled or (
            not scenario.personal and scenario.objection(known)
        ):
            continue
        for people in audiences.pages(scenario.audience(known)):
            if scenario.topic.marketing:
                people = audiences.without_twins(people)  # noqa: PLW2901
            yield [_row(event, scenario, known, person, now) for person in people]


def _row(
    event: Event, scenario: Scenario[Any], known: Any, person: Person, now: datetime
) -> Notification:
    due = event.at + scenarios.delay(scenario)
    return Notification(
        key=f"{event.key}/{scenario.code}/{person.subscription_id}",
        event=event,
        subscription_id=person.subscription_id,
        person=person.key,
        about=scenario.about(known),
        scenario=scenario.code,
        bulk=scenario.topic.marketing,
        due_at=due,
        expires_at=min(due + scenario.ttl, scenario.until(known) or due + scenario.ttl),
        created_at=now,
    )
