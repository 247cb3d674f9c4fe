"""From a fact to a row for each device that should hear of it.

Few devices get their rows at once. A crowd is cut into pieces, to be made into rows one by one by
whoever has time: none of it has to fit into a memory or a transaction.
"""

import logging
from datetime import datetime
from typing import Any

from .. import outbox, scenarios
from ..core.audience import Audience, Watchers
from ..core.scenario import Scenario
from ..models import Event, Piece
from ..outbox import Draft
from ..settings.config import Config
from ..shop import facts
from . import audiences

logger = logging.getLogger(__name__)
NOBODY = "nobody to tell: no browser of theirs is subscribed"


def plan(event_id: int, config: Config, *, now: datetime) -> bool:
    """Make the rows of an event, of a crowd the first piece's; False if that was done already.

    Of a scenario that makes none the event keeps the reason: staff may ask. What cannot be planned
    is logged and tried again later, and holds up nothing else.
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
    """Make the rows of a piece of a crowd; False if none is due (of the event, if given)."""
    with outbox.planning():
        piece = outbox.next_piece(now, event_id)
        if piece:
            _try(piece, config, now)
    return piece is not None


def _plan(event_id: int, config: Config, now: datetime) -> int | None:
    """How many pieces of crowds are left to be made into rows; None if it was planned already."""
    with outbox.planning():
        event = outbox.open_event(event_id)
        if event is None:
            return None
        known = _known(event)
        ends = _start(event, known, config, now)
        objections = {code: end for code, end in ends.items() if isinstance(end, str)}
        channel = "" if known is None else known.channel
        outbox.close_event(event, objections, now, channel=channel)
        return sum(end for end in ends.values() if isinstance(end, int))


def _start(event: Event, known: Any, config: Config, now: datetime) -> dict[str, int | str]:
    """By scenario: how many pieces of a crowd it left, or why it made nothing at all."""
    return {
        scenario.code: _objection(scenario, known, config)
        or _store(_draft(event, scenario, known, now), scenario.audience(known))
        for scenario in scenarios.triggered_by(event.kind)
    }


def _store(draft: Draft, audience: Audience) -> int | str:
    who = audiences.select(audience, marketing=draft.bulk)
    if isinstance(audience, Watchers):
        return outbox.cut(draft, who) or NOBODY
    return 0 if outbox.add(draft, who) else NOBODY


def _try(piece: Piece, config: Config, now: datetime) -> None:
    try:
        with outbox.together():
            made = _rows_of(piece, config, now)
            piece.delete()
    except Exception:
        logger.exception("%s of event %s: a piece failed", piece.scenario, piece.event_id)
        outbox.piece_failed(piece, now)
    else:
        logger.info("%s of event %s: %s rows made", piece.scenario, piece.event_id, made)


def _rows_of(piece: Piece, config: Config, now: datetime) -> int:
    """None if the fact is no longer true, or its scenario was switched off meanwhile."""
    scenario, known = scenarios.find(piece.scenario), _known(piece.event)
    if scenario is None or _objection(scenario, known, config):
        return 0
    draft, span = _draft(piece.event, scenario, known, now), (piece.first, piece.last)
    who = audiences.select(scenario.audience(known), marketing=draft.bulk, span=span)
    return outbox.add(draft, who)


def _known(event: Event) -> Any:
    return facts.load(event.kind, [(event.subject, None)]).get((event.subject, None))


def _objection(scenario: Scenario[Any], known: Any, config: Config) -> str | None:
    """Why a scenario makes no rows of an event, whoever would hear of it."""
    if scenario.code in config.disabled:
        return "switched off"
    if known is None:
        return "no longer in the shop"
    return None if scenario.personal else scenario.objection(known)


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
