"""Remembers when a push service first accepted a push for a browser's endpoint and keys."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import connection

# SKIP LOCKED: settling waits for no mutation of the storefront's; the next push is accepted too.
# A browser that has another endpoint or other keys by now was not the one that was accepted.
_MARK = """
    UPDATE saleor_push_plugin_subscription s SET accepted_at = v.at
    FROM unnest(%(ids)s::bigint[], %(endpoints)s::text[], %(auths)s::text[],
        %(times)s::timestamptz[]) AS v(id, endpoint, auth, at)
    WHERE s.id = v.id AND s.accepted_at IS NULL AND (s.endpoint, s.auth) = (v.endpoint, v.auth)
        AND s.id IN (
            SELECT id FROM saleor_push_plugin_subscription WHERE id = ANY(%(ids)s)
            FOR NO KEY UPDATE SKIP LOCKED)
"""


class Acceptance(NamedTuple):
    """A push that was accepted at a moment, for a subscription as it was when it was claimed."""

    id: int
    endpoint: str
    auth: str
    at: datetime

    def __repr__(self) -> str:
        return f"Acceptance(id={self.id}, at={self.at})"


def mark_accepted(accepted: Iterable[Acceptance]) -> None:
    """Write the first acceptance of each; one that is known stays as it is."""
    ids, endpoints, auths, times = zip(*accepted, strict=True)
    values = {"ids": list(ids), "endpoints": list(endpoints), "auths": list(auths)}
    with connection.cursor() as cursor:
        cursor.execute(_MARK, {**values, "times": list(times)})
