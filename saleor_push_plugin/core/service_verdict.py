"""When the answers that single browsers got say something about their push service.

One browser's answer is not the service's state: a subscription may be made with another key, and a
device may be throttled. Only several that agree count: of different persons, each of whom has had
an accepted push at the same endpoint and keys, and with nothing accepted between.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .outcome import Busy, Denied, Outcome, Quarantining, Sent, Unexpected

# So many persons must be answered alike.
PERSONS = 3
# How long a service is left alone that refuses all: a person must mend what is wrong.
REFUSED_FOR = timedelta(minutes=5)
# For how long an answer is remembered. A quiet shop sends a few pushes a day.
_MEMORY: dict[type[Outcome], timedelta] = {
    Denied: timedelta(days=1),
    Unexpected: timedelta(days=1),
    Busy: timedelta(minutes=10),
}
# By kind of answer and by person: when it was heard (seconds since 1970), and the wait in seconds.
Heard = dict[str, dict[str, tuple[float, float]]]


@dataclass(frozen=True, kw_only=True)
class ServiceVerdict:
    """What several were answered alike, last as `outcome`, and for how long nothing is sent."""

    outcome: Quarantining
    wait: timedelta


@dataclass(kw_only=True)
class Witnesses:
    """Who was refused or throttled since the last accepted push. `heard` can be stored as JSON."""

    heard: Heard = field(default_factory=dict)

    def hear(self, witness: str, outcome: Outcome, now: datetime) -> ServiceVerdict | None:
        """Take an answer; an agreement if this completes one, after which all begins anew.

        `witness`: the person who was answered; empty if the browser never worked, and says nothing.
        """
        if isinstance(outcome, Sent):
            self.heard.clear()
        if not (isinstance(outcome, Quarantining) and witness):
            return None
        alike = self._remembered(outcome, now)
        wait = outcome.wait if isinstance(outcome, Busy) else REFUSED_FOR
        alike[witness] = (now.timestamp(), wait.total_seconds())
        if len(alike) < PERSONS:
            return None
        self.heard.clear()
        # The shortest wait: none of them can make the others wait for longer.
        shortest = min(seconds for _, seconds in alike.values())
        return ServiceVerdict(outcome=outcome, wait=timedelta(seconds=shortest))

    def _remembered(self, outcome: Quarantining, now: datetime) -> dict[str, tuple[float, float]]:
        name, oldest = type(outcome).__name__, (now - _MEMORY[type(outcome)]).timestamp()
        kept = {who: told for who, told in self.heard.get(name, {}).items() if told[0] > oldest}
        self.heard[name] = kept
        return kept
