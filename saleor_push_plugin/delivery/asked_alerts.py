"""When an alert goes that the shopper asked for: it is never lost to a limit, it waits.

It is outside the shop's weekly cap, and other news of the product are no reason against it. The
shopper's own weekly limit counts.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from .. import scenarios
from ..core.audience import Watchers
from ..core.outcome import Later
from ..core.reason import AnyReason, Reason
from ..models import Watch
from ..outbox import Claimed
from . import frequency_cap

# Reasons that say nothing about the watch, and how often such an alert is looked at again. A
# promotion that is over may be prolonged; else the price rises in a moment, which ends the wait.
_WAITS: Mapping[AnyReason, tuple[Reason, timedelta]] = {
    Reason.CHANNEL_INACTIVE: (Reason.CHANNEL_INACTIVE, timedelta(days=1)),
    Reason.NOT_SEEN: (Reason.NOT_SEEN, timedelta(days=1)),
    Reason.ACCOUNT_INACTIVE: (Reason.ACCOUNT_INACTIVE, timedelta(days=1)),
    Reason.IN_CART: (Reason.IN_CART, timedelta(minutes=5)),
    Reason.TOO_LATE: (Reason.TOO_LATE, timedelta(minutes=5)),
}
# How long an alert lets another for the same variant go first.
_BEING_TOLD = timedelta(minutes=1)
# Whom an alert tells of what: subscription, variant, channel.
_Told = tuple[int, int, str]


def waits_for(objection: AnyReason, asked: bool, now: datetime) -> Later | None:
    """Until when an alert waits in spite of an objection; None if the objection ends it."""
    if not asked or objection not in _WAITS:
        return None
    reason, wait = _WAITS[objection]
    return Later(until=now + wait, reason=reason)


class AskedAlerts:
    """The alerts of one batch. `recent`: pushes by person; what is sent now is added.

    `watches`: the watch that each row of the batch is for, by row id.
    """

    def __init__(
        self,
        watches: Mapping[int, tuple[int, Watchers | None]],
        recent: Mapping[str, set[frequency_cap.RecentPush]],
        now: datetime,
    ) -> None:
        self._recent, self._now = recent, now
        self._telling: set[_Told] = set()
        self._restocked = {
            _told(subscription, watch)
            for subscription, watch in watches.values()
            if watch and watch.kind == Watch.STOCK
        }

    def later(self, row: Claimed, facts: Any, watch: Watchers | None) -> Later | None:
        """Until when a row waits, or None: it goes now."""
        scenario = scenarios.SCENARIOS[row.scenario]
        about, told = scenario.about(facts), scenario.not_before(facts)
        if told and told > self._now:
            return Later(until=told, reason=Reason.TOLD_RECENTLY)
        if watch and self._is_being_told(row, watch, about):
            return Later(until=self._now + _BEING_TOLD, reason=Reason.BEING_TOLD)
        if until := self._over_own_limit(row):
            return Later(until=until, reason=Reason.SHOPPER_LIMIT_REACHED)
        if watch:
            self._telling.add(_told(row.subscription_id, watch))
        self._recent[row.person.key].add(
            frequency_cap.RecentPush(
                event_id=row.event_id,
                scenario=row.scenario,
                about=about,
                at=self._now,
                asked=True,
            )
        )
        return None

    def _is_being_told(self, row: Claimed, watch: Watchers, about: str) -> bool:
        """Whether another alert for the same variant goes first, as it may tell what this would.

        In a batch that is one for stock, as its text names the price, too. Of two workers, the one
        with the later row waits.
        """
        key = _told(row.subscription_id, watch)
        if key in self._telling or (watch.kind != Watch.STOCK and key in self._restocked):
            return True
        sending = (push.sending for push in self._recent[row.person.key] if push.about == about)
        return any(
            id < row.id and subscription == row.subscription_id
            for id, subscription in filter(None, sending)
        )

    def _over_own_limit(self, row: Claimed) -> datetime | None:
        """When the shopper's own weekly limit lets the next push pass; None: now."""
        recent = self._recent[row.person.key]
        others = {push for push in recent if not push.is_push(row.event_id, row.scenario)}
        if row.weekly_limit is None or frequency_cap.count(others) < row.weekly_limit:
            return None
        last: dict[tuple[int, str], datetime] = {}
        for push in sorted(others, key=lambda push: push.at):
            last[push.event_id, push.scenario] = push.at
        free = sorted(last.values())[-row.weekly_limit] + frequency_cap.WEEK
        return max(free, self._now + _BEING_TOLD)


def _told(subscription_id: int, watch: Watchers) -> _Told:
    return subscription_id, watch.variant_id, watch.channel
