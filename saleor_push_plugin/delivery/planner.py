"""Plans an event: one notification for each subscription that should get it.

Few recipients get their notifications at once. Many are split into chunks, which any worker turns
into notifications one by one, so that nothing has to fit into memory or into one transaction.
"""

import logging
from datetime import datetime
from typing import Any

from .. import outbox, scenarios
from ..core.audience import Audience, Watchers
from ..core.reason import AnyReason, Reason
from ..core.scenario import Scenario
from ..models import Chunk, Event
from ..outbox import NotificationSpec
from ..settings.config import Config
from ..shop import facts
from . import audiences

logger = logging.getLogger(__name__)


def plan(event_id: int, config: Config, *, now: datetime) -> bool:
    """Insert an event's notifications, or those of its first chunk; False if planned already.

    For a scenario that plans none the event keeps the reason, which staff can read. An event that
    cannot be planned is logged and tried again later, and holds up no other.
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


def make_rows(config: Config, *, now: datetime, event_id: int | None = None) -> bool:
    """Turn a due chunk (of the event, if given) into notifications; False if there is none."""
    with outbox.atomic():
        chunk = outbox.next_chunk(now, event_id)
        if chunk:
            _try(chunk, config, now)
    return chunk is not None


def _plan(event_id: int, config: Config, now: datetime) -> int | None:
    """How many chunks are left to turn into notifications; None if it was planned already."""
    with outbox.atomic():
        event = outbox.lock_event(event_id)
        if event is None:
            return None
        known = _known(event)
        ends = _start(event, known, config, now)
        objections = {code: end for code, end in ends.items() if not isinstance(end, int)}
        channel = "" if known is None else known.channel
        outbox.mark_planned(event, objections, now, channel=channel)
        return sum(end for end in ends.values() if isinstance(end, int))


def _start(event: Event, known: Any, config: Config, now: datetime) -> dict[str, int | AnyReason]:
    """By scenario: how many chunks it left, or why it planned nothing."""
    return {
        scenario.code: _objection(scenario, known, config)
        or _store(_spec(event, scenario, known, now), scenario.audience(known))
        for scenario in scenarios.triggered_by(event.kind)
    }


def _store(spec: NotificationSpec, audience: Audience) -> int | Reason:
    who = audiences.select(audience, marketing=spec.bulk)
    if isinstance(audience, Watchers):
        return outbox.split(spec, who) or Reason.NO_SUBSCRIPTION
    return 0 if outbox.insert(spec, who) else Reason.NO_SUBSCRIPTION


def _try(chunk: Chunk, config: Config, now: datetime) -> None:
    try:
        with outbox.atomic():
            made = _rows_of(chunk, config, now)
            outbox.chunk_done(chunk)
    except Exception:
        logger.exception("%s of event %s: a chunk failed", chunk.scenario, chunk.event_id)
        outbox.chunk_failed(chunk, now)
    else:
        logger.info("%s of event %s: %s rows made", chunk.scenario, chunk.event_id, made)


def _rows_of(chunk: Chunk, config: Config, now: datetime) -> int:
    """None if the fact is no longer true, or its scenario was switched off meanwhile."""
    scenario, known = scenarios.find(chunk.scenario), _known(chunk.event)
    if scenario is None or _objection(scenario, known, config):
        return 0
    spec, span = _spec(chunk.event, scenario, known, now), (chunk.first, chunk.last)
    who = audiences.select(scenario.audience(known), marketing=spec.bulk, span=span)
    return outbox.insert(spec, who)


def _known(event: Event) -> Any:
    return facts.load(event.kind, [(event.subject, None)]).get((event.subject, None))


def _objection(scenario: Scenario[Any], known: Any, config: Config) -> AnyReason | None:
    """Why a scenario makes no rows of an event, whoever would hear of it."""
    if scenario.code in config.disabled:
        return Reason.SCENARIO_DISABLED
    if known is None:
        return Reason.SUBJECT_NOT_FOUND
    return None if scenario.personal else scenario.objection(known)


def _spec(event: Event, scenario: Scenario[Any], known: Any, now: datetime) -> NotificationSpec:
    # The web server's clock may be a little ahead of ours: what is due at once is due now.
    due = min(event.at, now) + scenarios.delay(scenario)
    return NotificationSpec(
        event_id=event.id,
        event_key=event.key,
        scenario=scenario.code,
        about=scenario.about(known),
        bulk=scenario.topic.marketing,
        due_at=due,
        expires_at=min(due + scenario.ttl, scenario.valid_until(known) or due + scenario.ttl),
        created_at=now,
    )
