"""The log of what staff and operators did with the data of people: added to, and never changed.

It names people by a pseudonym, so that an erasure can be shown without storing whose data it was:
who knows the person can make the pseudonym again.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from ..models import AuditEntry, keyset
from ..settings import signing

# An operator at a shell, whom the shop has no account of.
COMMAND = "command"
_PERSON, _AUTHOR = "audited_person", "audit_author"


class Action(StrEnum):
    """What was done."""

    EXPORTED = "exported"
    ERASED = "erased"
    BROWSERS_IMPORTED = "imported"
    BROWSERS_EXPORTED = "listed"


def add(
    action: Action,
    who: str,
    now: datetime,
    *,
    person: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """Add an entry. `person`: a key of core.person, of which only a pseudonym is stored."""
    AuditEntry.objects.create(
        action=action,
        who=who,
        at=now,
        person=pseudonym(person) if person else "",
        details=dict(details or {}),
    )


def pseudonym(person: str) -> str:
    """The name of a person in the log: 32 hexadecimal digits."""
    return signing.sign(_PERSON, person.encode()).hex()


def entries(*, limit: int, after: tuple[datetime, int] | None = None) -> list[AuditEntry]:
    """Up to `limit` entries, newest first, older than the position `after`: a moment and an id."""
    return keyset.page(AuditEntry.objects.all(), "at", limit=limit, after=after)


def pseudonymise(user_id: int) -> None:
    """Put a pseudonym in place of a member of staff whose account is deleted."""
    who = f"User:{user_id}"
    other = signing.sign(_AUTHOR, who.encode(), size=8).hex()
    AuditEntry.objects.filter(who=who).update(who=f"Erased:{other}")
