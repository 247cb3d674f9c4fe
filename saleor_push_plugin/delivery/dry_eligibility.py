"""Decides what would be sent, for rows that are planned nowhere: nothing is written or used up."""

from collections.abc import Collection, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime

from ..core.outcome import Later, Skip
from ..core.reason import Reason
from ..outbox import Claimed
from . import browser_answers, frequency_cap
from .eligibility import Eligibility

Recent = MutableMapping[str, set[frequency_cap.RecentPush]]


@dataclass
class DryEligibility(Eligibility):
    """The eligibility of rows as of `now`, which may be past.

    `recent`: what these people would have got before by the same scenario; what they would get now
    is added. What that scenario really sent since `since` is left out: it is what is asked about.
    Earlier steps of a sequence count as seen in time, quiet hours as over, and new browsers as
    having their turn.
    """

    since: datetime = field(kw_only=True)
    recent: Recent = field(default_factory=dict)

    def previous_keys(self) -> dict[int, str]:
        return {}

    def recent_pushes(self, people: Collection[str]) -> dict[str, set[frequency_cap.RecentPush]]:
        stored = frequency_cap.recent_pushes(people, [], self.now)
        for person, pushes in stored.items():
            would_be = self.recent.setdefault(person, set())
            would_be |= {push for push in pushes if self._counts(push)}
            would_be -= {push for push in would_be if push.at <= self.now - frequency_cap.WEEK}
        return {person: self.recent[person] for person in stored}

    def _counts(self, push: frequency_cap.RecentPush) -> bool:
        own = {row.scenario for row in self.rows}
        return push.at <= self.now and (push.scenario not in own or push.at < self.since)

    def turn(self, row: Claimed) -> Later | None:
        return None

    def loss(self, row: Claimed) -> Skip | Later | None:
        """Why a row would not be sent, or later than now; None: it would."""
        if held := browser_answers.quarantine_of(row, self.now):
            return Later(until=held.until, reason=Reason.BROWSER_QUARANTINED)
        verdict = self.verdict(row)
        if isinstance(verdict, Later) and verdict.reason == Reason.QUIET_HOURS:
            return None
        return verdict
