"""Counts what a dry run finds, and the voucher codes it would make."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from ..core.dry_run import DryRun, Loss
from ..core.reason import Reason
from ..shop.vouchers import Promise


@dataclass(kw_only=True)
class Tally:
    """What was counted so far. `promised`: codes by what they are owed for."""

    quota: int
    events: int = 0
    sent: int = 0
    people: set[str] = field(default_factory=set)
    lost: Counter[Loss] = field(default_factory=Counter)
    promised: set[str] = field(default_factory=set)
    made: Counter[date] = field(default_factory=Counter)
    no_voucher: Counter[Reason] = field(default_factory=Counter)

    def send(self, person: str) -> None:
        """Count something that is sent to a person (key)."""
        self.sent += 1
        self.people.add(person)

    def promise(self, found: Promise | Reason | None, day: date) -> None:
        """Count the code of a push, as many a day as the owner's quota allows."""
        if isinstance(found, Reason):
            self.no_voucher[found] += 1
        elif found and not found.exists and found.owed_for not in self.promised:
            self._make(found, day)

    def _make(self, found: Promise, day: date) -> None:
        if self.made[day] >= self.quota:
            self.no_voucher[Reason.VOUCHER_QUOTA_REACHED] += 1
            return
        self.promised.add(found.owed_for)
        self.made[day] += 1

    def result(self) -> DryRun:
        return DryRun(
            events=self.events,
            sent=self.sent,
            people=len(self.people),
            lost=dict(self.lost),
            vouchers=self.made.total(),
            no_voucher=dict(self.no_voucher),
        )
