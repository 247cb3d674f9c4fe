"""From a fact to a row for each device that should hear of it.

Few devices get their rows at once. A crowd is cut into pieces, to be made into rows one by one by
whoever has time: none of it has to fit into a memory or a transaction.
"""

import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from . import audiences, outbox, scenarios
from .conf import Config
from .core.audience import Audience, Watchers
from .core.scenario import Scenario
from .models import Event, Piece
from .outbox import Draft
from .shop import facts

logger = logging.getLogger(__name__)


def plan(event_id: int, config: Config, *, now: datetime) -> bool:
    """Make the rows of an event, of a crowd the first piece's; False if that was done already.

    What cannot be planned is logged and tried again later, and holds up nothing else.
    """
    try:
        pieces = _plan(event_id, config, now)
    except Exception:
        logger.exception("event %s could not be planned", event_id)
        outbox.planning_failed(event_id)
        return False
    if pieces:
        make_rows(config, now=now, event_id=event_id)
    return pieces is not None


def make_rows(config: Config, *, now: datetime, event_id: int | None = None) -> bool:
    """Make the rows of a piece of a crowd; False if there is none left (of the event, if given)."""
    with outbox.planning():
        piece = outbox.next_piece(event_id)
        if piece:
            _try(piece, config, now)
    return piece is not None


def _plan(event_id: int, config: Config, now: datetime) -> int | None:
    """How many pieces of crowds are left to be made into rows; None if it was planned already."""
    with outbox.planning():
        event = outbox.open_event(event_id)
        if event is None:
            return None
        pieces = sum(_store(*found) for found in _drafts(event, config, now))
        outbox.close_event(event, now)
        return pieces


def _store(draft: Draft, audience: Audience) -> int:
    who = audiences.select(audience, marketing=draft.bulk)
    if isinstance(audience, Watchers):
        return outbox.cut(draft, who)
    outbox.add(draft, who)
    return 0


def _try(piece: Piece, config: Config, now: datetime) -> None:
    try:
        with outbox.together():
            made = _rows_of(piece, config, now)
            piece.delete()
    except Exception:
        logger.exception("%s of event %s: a piece failed", piece.scenario, piece.event_id)
        outbox.piece_failed(piece)
    else:
        logger.info("%s of event %s: %s rows made", piece.scenario, piece.event_id, made)


def _rows_of(piece: Piece, config: Config, now: datetime) -> int:
    """None if the fact is no longer true, or its scenario was switched off meanwhile."""
    for draft, audience in _drafts(piece.event, config, now):
        if draft.scenario == piece.scenario:
            span = (piece.first, piece.last)
            who = audiences.select(audience, marketing=draft.bulk, span=span)
            return outbox.add(draft, who)
    return 0


def _drafts(event: Event, config: Config, now: datetime) -> Iterator[tuple[Draft, Audience]]:
    known = facts.load(event.kind, [(event.subject, None)]).get((event.subject, None))
    if known is None:
        return
    for scenario in scenarios.triggered_by(event.kind):
        if scenario.code in config.disabled or (
            not scenario.personal and scenario.objection(known)
        ):
            continue
        yield _draft(event, scenario, known, now), scenario.audience(known)


def _draft(event: Event, scenario: Scenario[Any], known: Any, now: datetime) -> Draft:
    # The web server's clock may be a little ahead of ours: what is due at once is due now.
    due = min(event.at, now) + scenarios.delay(scenario)
    return Draft(
        event_id=event.id,
        event_key=event.key,
        scenario=scenario.code,
        about=scenario.about(known),
        bulk=scenario.topic.marketing,
        due_at=due,
        expires_at=min(due + scenario.ttl, scenario.until(known) or due + scenario.ttl),
        created_at=now,
    )
