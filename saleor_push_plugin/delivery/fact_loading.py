"""What the shop knows about many subjects at once; one that cannot be read spoils no other."""

import logging
from collections.abc import Collection, Mapping
from typing import Any

from django.db import OperationalError

from .. import outbox
from ..core.audience import Person
from ..shop import facts

logger = logging.getLogger(__name__)
_UNREADABLE = object()
_Pair = tuple[str, Person | None]
# The kind of an event, its subject, and whom the facts are about, if they are personal.
Fact = tuple[str, str, Person | None]


def read(wanted: Collection[Fact]) -> tuple[Mapping[Fact, Any], Collection[Fact]]:
    """What is known, and what could not be read."""
    asked: dict[str, set[_Pair]] = {}
    for kind, subject, person in wanted:
        asked.setdefault(kind, set()).add((subject, person))
    found: dict[Fact, Any] = {}
    for kind, pairs in asked.items():
        found |= {(kind, *pair): known for pair, known in _read(kind, pairs).items()}
    unread = {fact for fact, known in found.items() if known is _UNREADABLE}
    return {fact: known for fact, known in found.items() if fact not in unread}, unread


def _read(kind: str, pairs: Collection[_Pair]) -> Mapping[_Pair, Any]:
    """All together; where one of them cannot be read, one by one, so that the others can go."""
    try:
        with outbox.atomic():
            return facts.load(kind, pairs)
    except OperationalError:
        # The database is away: nothing is wrong with any of them.
        raise
    except Exception:
        if len(pairs) == 1:
            logger.exception("the facts of a push cannot be read: %s %s", kind, *pairs)
            return dict.fromkeys(pairs, _UNREADABLE)
    return {pair: known for one in pairs for pair, known in _read(kind, [one]).items()}
