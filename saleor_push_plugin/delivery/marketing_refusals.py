"""Why a browser gets no marketing at all now, or none of a campaign to a segment."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from .. import scenarios
from ..core.reason import Reason
from ..outbox import Claimed
from ..settings import operator
from ..shop import accounts
from ..shop import facts as shop_facts
from ..subscribers import segmentation_objections


class MarketingRefusals:
    """The refusals of rows of marketing that were claimed together.

    `facts`: of each row, by its id. `channels`: theirs.
    """

    def __init__(
        self,
        rows: Sequence[Claimed],
        facts: Mapping[int, Any],
        channels: Collection[str],
        now: datetime,
    ) -> None:
        users = {row.person.user_id for row in rows if row.person.user_id is not None}
        self._closed = shop_facts.closed(channels) if rows else set()
        self._inactive = accounts.switched_off(users) if users else set()
        self._resting = now - operator.rest()
        self._to_segment = {row.id for row in rows if _is_for_segment(row, facts[row.id])}
        people = {row.person.key for row in rows if row.id in self._to_segment}
        self._objecting = segmentation_objections.among(people)

    def reason(self, row: Claimed, channel: str) -> Reason | None:
        """Why the browser of a row of that channel gets nothing, or None."""
        if channel in self._closed:
            return Reason.CHANNEL_INACTIVE
        if row.seen_at < self._resting:
            return Reason.NOT_SEEN
        if row.person.user_id in self._inactive:
            return Reason.ACCOUNT_INACTIVE
        objects = row.id in self._to_segment and row.person.key in self._objecting
        return Reason.OBJECTS_TO_SEGMENTATION if objects else None


def _is_for_segment(row: Claimed, facts: Any) -> bool:
    scenario = scenarios.find(row.scenario)
    return scenario is not None and facts is not None and scenario.is_for_segment(facts)
