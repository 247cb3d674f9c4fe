"""What a browser gets that nobody has proven yet: one rationed push, and what it asked for."""

import random
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from ..core.audience import Watchers
from ..core.outcome import Later
from ..core.reason import Reason
from ..models import Notification, State, Watch, in_array
from ..outbox import Claimed
from ..rations import buckets
from ..settings import operator
from ..subscribers.watches import MAX_WATCHES_UNPROVEN

# When a push that got no turn asks again: after this long to twice as long.
ASK_AGAIN = timedelta(minutes=5)
# The last time it asks, before it expires.
_LAST_CHANCE = timedelta(minutes=1)
_WatchKey = tuple[int, str, int, str]


def watch_key(subscription_id: int, watch: Watchers) -> _WatchKey:
    return subscription_id, watch.kind, watch.variant_id, watch.channel


def answered_watches(subscription_ids: Collection[int]) -> set[_WatchKey]:
    """The first watches that these browsers asked for, at most MAX_WATCHES_UNPROVEN of each."""
    if not subscription_ids:
        return set()
    asked = Watch.objects.filter(subscription_id__in=in_array(subscription_ids), asked=True)
    rows = asked.order_by("id").values_list("subscription_id", "kind", "variant_id", "channel")
    first: dict[int, list[_WatchKey]] = {}
    for row in rows:
        first.setdefault(row[0], []).append(row)
    return {key for keys in first.values() for key in keys[:MAX_WATCHES_UNPROVEN]}


def unproven(rows: Sequence[Claimed]) -> set[int]:
    """The subscriptions among `rows` that nobody has proven."""
    return {row.subscription_id for row in rows if not row.is_proven}


class Turns:
    """Which marketing of unproven browsers is sent now: one push to each, so many a minute.

    Its acceptance proves the browser, whoever uses it and whatever it is about: a guest may never
    get a welcome. A flood of subscriptions would use up the push service's patience and the
    worker's time, so all of them share a ration. Nothing is reserved for what waits: a flood that
    was removed would hold its turns, and a newcomer would be the last of a day. Whoever gets none
    asks again by chance within minutes, so that each has the same chance.
    """

    def __init__(self, rows: Sequence[Claimed], now: datetime) -> None:
        self._now = now
        self._tried = _tried_before(rows)
        self._chosen: dict[int, int] = {}
        self._is_used_up = False

    def refusal(self, row: Claimed) -> Later | None:
        """When a push to an unproven browser asks again; None: it is sent now."""
        if self._waits_for_another(row):
            return self._later(row, Reason.BROWSER_UNPROVEN)
        if not self._take():
            return self._later(row, Reason.WAITS_FOR_ITS_TURN)
        self._chosen[row.subscription_id] = row.id
        return None

    def _waits_for_another(self, row: Claimed) -> bool:
        """Whether another push to this browser is on its way, or is tried again."""
        if row.subscription_id in self._chosen:
            return True
        # The older one goes first: of two that a dead worker held, one must not wait for the other.
        others = self._tried.get(row.subscription_id, [])
        return any(state == State.SENDING or id < row.id for id, state in others)

    def _take(self) -> bool:
        rate = operator.first_pushes()
        if rate <= 0:
            return True
        if not self._is_used_up:
            wait = buckets.take(buckets.Bucket("newcomers", rate), 1, self._now)
            self._is_used_up = wait is not None
        return not self._is_used_up

    def _later(self, row: Claimed, reason: Reason) -> Later:
        # By chance, so that those who wait do not meet again. It need not be secret.
        again = self._now + ASK_AGAIN * (1 + random.random())
        last = max(row.expires_at - _LAST_CHANCE, self._now + _LAST_CHANCE)
        return Later(until=min(again, last), reason=reason)


def _tried_before(rows: Sequence[Claimed]) -> dict[int, list[tuple[int, str]]]:
    """Marketing of unproven browsers that others than `rows` were tried with and not settled."""
    browsers = unproven(rows)
    if not browsers:
        return {}
    tried = Q(state=State.SENDING) | Q(state=State.PENDING, attempts__gt=0)
    of_them = Notification.objects.filter(tried, subscription_id__in=in_array(browsers), bulk=True)
    found: dict[int, list[tuple[int, str]]] = {}
    claimed = {row.id for row in rows}
    for id, subscription_id, state in of_them.values_list("id", "subscription_id", "state"):
        if id not in claimed:
            found.setdefault(subscription_id, []).append((id, state))
    return found
