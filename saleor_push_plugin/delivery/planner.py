"""Plans an event: one notification for each subscription that should get it.

Few recipients get their notifications at once. Many are split into chunks, which any worker turns
into notifications one by one, so that nothing has to fit into memory or into one transaction.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import cache, partial
from typing import Any

from .. import outbox, scenarios
from ..campaigns import cutting
from ..core.audience import Audience, Watchers
from ..core.isolated_steps import isolated
from ..core.reason import AnyReason, Reason
from ..core.scenario import Scenario, Topic
from ..models import Chunk, Event
from ..outbox import NotificationSpec
from ..settings.config import Config
from ..shop import facts as shop_facts
from . import audiences

logger = logging.getLogger(__name__)


def plan(event_id: int, config: Config, *, now: datetime) -> bool:
    """Insert an event's notifications, or those of its first chunk; False if it was planned before.

    If a scenario plans none, the event stores the reason for staff. If an event cannot be planned,
    that is logged and it is tried again later; other events are not affected.
    """
    try:
        chunks = _plan(event_id, config, now)
    except Exception:
        logger.exception("event %s could not be planned", event_id)
        outbox.planning_failed(event_id)
        return False
    if chunks:
        make_rows(config, now=now, event_id=event_id)
    return chunks is not None


def make_more_rows(config: Config, *, now: datetime) -> bool:
    """Turn a slice of an event's audience, or of a campaign's, into rows; False if none is due.

    If that fails, it is logged and tried again later: the caller has rows in flight to settle.
    """
    made = isolated("a chunk", partial(make_rows, config, now=now), False)
    return made or isolated("a slice of a campaign", partial(cutting.cut, now), False)


def make_rows(config: Config, *, now: datetime, event_id: int | None = None) -> bool:
    """Turn a due chunk (of the event, if given) into notifications; False if there is none."""
    with outbox.atomic():
        chunk = outbox.next_chunk(now, event_id)
        if chunk:
            _make_or_log(chunk, config, now)
    return chunk is not None


def _plan(event_id: int, config: Config, now: datetime) -> int | None:
    """The number of chunks to turn into notifications later; None if it was planned before."""
    with outbox.atomic():
        event = outbox.lock_event(event_id)
        if event is None:
            return None
        facts = _facts(event)
        results = _plan_scenarios(event, facts, config, now)
        objections = {
            code: result for code, result in results.items() if not isinstance(result, int)
        }
        channel = "" if facts is None else facts.channel
        outbox.mark_planned(event, objections, now, channel=channel)
        return sum(result for result in results.values() if isinstance(result, int))


def _plan_scenarios(
    event: Event, facts: Any, config: Config, now: datetime
) -> dict[str, int | AnyReason]:
    """By scenario: the number of chunks it made, or why it planned nothing."""
    # Scenarios of one event often have the same audience.
    recipients = cache(_recipients)
    return {
        scenario.code: objection(scenario, facts, config)
        or _store(
            _spec(event, scenario, facts, now),
            partial(recipients, topic=scenario.topic),
            scenario.audience(facts),
        )
        for scenario in scenarios.triggered_by(event.kind)
    }


def _recipients(audience: Audience, topic: Topic) -> outbox.RecipientsSql:
    return outbox.recipients_sql(audiences.select(audience, topic=topic))


def _store(
    spec: NotificationSpec,
    recipients_of: Callable[[Audience], outbox.RecipientsSql],
    audience: Audience,
) -> int | Reason:
    recipients = recipients_of(audience)
    if isinstance(audience, Watchers):
        return outbox.split(spec, recipients) or Reason.NO_SUBSCRIPTION
    return 0 if outbox.insert(spec, recipients) else Reason.NO_SUBSCRIPTION


def _make_or_log(chunk: Chunk, config: Config, now: datetime) -> None:
    try:
        with outbox.atomic():
            count = _rows_of(chunk, config, now)
            outbox.chunk_done(chunk)
    except Exception:
        logger.exception("%s of event %s: a chunk failed", chunk.scenario, chunk.event_id)
        outbox.chunk_failed(chunk, now)
    else:
        logger.info("%s of event %s: %s rows made", chunk.scenario, chunk.event_id, count)


def _rows_of(chunk: Chunk, config: Config, now: datetime) -> int:
    """Insert the notifications of a chunk. None are inserted if the scenario objects by now."""
    scenario, facts = scenarios.find(chunk.scenario), _facts(chunk.event)
    if scenario is None or objection(scenario, facts, config):
        return 0
    spec, span = _spec(chunk.event, scenario, facts, now), (chunk.first, chunk.last)
    recipients = audiences.select(scenario.audience(facts), topic=scenario.topic, span=span)
    return outbox.insert(spec, outbox.recipients_sql(recipients))


def _facts(event: Event) -> Any:
    return shop_facts.load(event.kind, [(event.subject, None)]).get((event.subject, None))


def objection(scenario: Scenario[Any], facts: Any, config: Config) -> AnyReason | None:
    """Why a scenario plans nothing of an event for anybody, or None."""
    if scenario.code in config.disabled:
        return Reason.SCENARIO_DISABLED
    if facts is None:
        return Reason.SUBJECT_NOT_FOUND
    return None if scenario.personal else scenario.objection(facts)


def _spec(event: Event, scenario: Scenario[Any], facts: Any, now: datetime) -> NotificationSpec:
    # The web server's clock may be a little ahead. What is due at once is due now.
    due = min(event.at, now) + scenarios.delay(scenario)
    return NotificationSpec(
        event_id=event.id,
        event_key=event.key,
        scenario=scenario.code,
        about=scenario.about(facts),
        bulk=scenario.topic.marketing,
        due_at=due,
        expires_at=min(due + scenario.ttl, scenario.valid_until(facts) or due + scenario.ttl),
        created_at=now,
        channel=facts.channel,
    )
