"""Loads the facts of many subjects at once. A subject that cannot be read affects no other."""

import logging
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import OperationalError

from .. import outbox, scenarios
from ..core.person import Person
from ..shop import facts

logger = logging.getLogger(__name__)
_UNREADABLE = object()
_Pair = tuple[str, Person | None]
# The kind of an event, its subject, and the person, if the facts are personal.
FactKey = tuple[str, str, Person | None]
NOW: Mapping[FactKey, datetime] = {}


def key_of(row: outbox.Claimed) -> FactKey:
    """Which facts a row needs. Those of a personal scenario are per person, others are shared."""
    scenario = scenarios.find(row.scenario)
    return row.kind, row.subject, row.person if scenario and scenario.personal else None


def read(
    wanted: Collection[FactKey], moments: Mapping[FactKey, datetime] = NOW
) -> tuple[Mapping[FactKey, Any], Collection[FactKey]]:
    """The facts by key, and the keys whose facts could not be read. `moments`: see `facts.load`."""
    by_kind: dict[str, set[_Pair]] = {}
    for kind, subject, person in wanted:
        by_kind.setdefault(kind, set()).add((subject, person))
    loaded: dict[FactKey, Any] = {}
    for kind, pairs in by_kind.items():
        then = {pair: moments[kind, *pair] for pair in pairs if (kind, *pair) in moments}
        loaded |= {(kind, *pair): value for pair, value in _read(kind, pairs, then).items()}
    unreadable = {key for key, value in loaded.items() if value is _UNREADABLE}
    return {key: value for key, value in loaded.items() if key not in unreadable}, unreadable


def _read(
    kind: str, pairs: Collection[_Pair], then: Mapping[_Pair, datetime]
) -> Mapping[_Pair, Any]:
    """Load all pairs together. If that fails, load them one by one to isolate the faulty one."""
    try:
        with outbox.atomic():
            return facts.load(kind, pairs, then)
    except OperationalError:
        # The database is unavailable; the pairs are not the cause.
        raise
    except Exception:
        if len(pairs) == 1:
            logger.exception("the facts of a push cannot be read: %s %s", kind, *pairs)
            return dict.fromkeys(pairs, _UNREADABLE)
    return {pair: value for one in pairs for pair, value in _read(kind, [one], then).items()}
