"""Remembers whose push service accepts pushes, and quarantines the browsers that it refuses.

Both belong to an endpoint and its keys and begin anew with others.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, Q

from .. import outbox
from ..core.reason import Reason
from ..models import Subscription

# SKIP LOCKED: settling waits for no mutation of the storefront's; the next push tells it as well.
# A browser that has another endpoint or other keys by now was not the one that was answered.
_SAME = """
    s.id = v.id AND (s.endpoint, s.auth) = (v.endpoint, v.auth) AND s.id IN (
        SELECT id FROM saleor_push_plugin_subscription WHERE id = ANY(%(ids)s)
        FOR NO KEY UPDATE SKIP LOCKED)
"""
_ACCEPTED = f"""
    UPDATE saleor_push_plugin_subscription s
    SET accepted_at = coalesce(s.accepted_at, v.at), proven_at = coalesce(s.proven_at, v.at),
        refusals = 0, held_until = NULL, held_reason = '', held_detail = ''
    FROM unnest(%(ids)s::bigint[], %(endpoints)s::text[], %(auths)s::text[],
        %(times)s::timestamptz[]) AS v(id, endpoint, auth, at)
    WHERE {_SAME} AND (s.accepted_at IS NULL OR s.refusals > 0)
"""
# Several workers, or several pushes to one browser at once, count as one refusal.
_HELD = f"""
    UPDATE saleor_push_plugin_subscription s
    SET refusals = least(s.refusals + 1, 1000),
        held_until = v.until, held_reason = v.reason, held_detail = v.detail
    FROM unnest(%(ids)s::bigint[], %(endpoints)s::text[], %(auths)s::text[],
        %(refusals)s::int[], %(times)s::timestamptz[], %(reasons)s::text[], %(details)s::text[])
        AS v(id, endpoint, auth, refusals, until, reason, detail)
    WHERE {_SAME} AND s.refusals = v.refusals
"""
# The reasons of notifications that wait for the end of a quarantine.
WAITS = (
    Reason.BROWSER_QUARANTINED,
    Reason.VAPID_KEY_REFUSED,
    Reason.PUSH_SERVICE_BUSY,
    Reason.UNEXPECTED_ANSWER,
)
# What a subscription is with another endpoint or other keys. It stays proven: whoever renews shows
# possession of it.
ANEW: Mapping[str, Any] = {
    "accepted_at": None,
    "refusals": 0,
    "held_until": None,
    "held_reason": "",
    "held_detail": "",
}


class Acceptance(NamedTuple):
    """A push that was accepted at a moment, for a subscription as it was when it was claimed."""

    id: int
    endpoint: str
    auth: str
    at: datetime

    def __repr__(self) -> str:
        return f"Acceptance(id={self.id})"


class Quarantine(NamedTuple):
    """Until when nothing is sent to a subscription, and why. `refusals`: those before this one."""

    id: int
    endpoint: str
    auth: str
    refusals: int
    until: datetime
    reason: Reason
    detail: str

    def __repr__(self) -> str:
        return f"Quarantine(id={self.id}, reason={self.reason!r})"


def mark_accepted(accepted: Collection[Acceptance]) -> None:
    """Write the first acceptance of each, which proves it, and end its quarantine."""
    ids, endpoints, auths, times = map(list, zip(*accepted, strict=True))
    values = {"ids": ids, "endpoints": endpoints, "auths": auths, "times": times}
    with connection.cursor() as cursor:
        cursor.execute(_ACCEPTED, values)


def quarantine(quarantined: Sequence[Quarantine]) -> None:
    """Send nothing to these subscriptions for a while; each only once."""
    ids, endpoints, auths, refusals, times, reasons, details = map(
        list, zip(*quarantined, strict=True)
    )
    values = {"ids": ids, "endpoints": endpoints, "auths": auths, "refusals": refusals}
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {**values, "times": times, "reasons": reasons, "details": details})


def counts(now: datetime) -> Mapping[str, int]:
    """How many browsers are in quarantine, by reason."""
    held = Subscription.objects.filter(held_until__gt=now).values("held_reason")
    rows = held.annotate(n=Count("id")).order_by("-n", "held_reason")
    return dict(rows.values_list("held_reason", "n"))


def begin_anew(row: Subscription, now: datetime) -> None:
    """Forget what was answered, as its endpoint or keys change; the caller saves the row.

    What waited for the end of a quarantine is due at once.
    """
    if row.held_until is not None and row.held_until > now:
        outbox.make_due(Q(subscription=row, reason__in=WAITS), now)
    for name, value in ANEW.items():
        setattr(row, name, value)
