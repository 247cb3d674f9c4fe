"""When the answers that single browsers got say something about their push service.

One browser's answer is not the service's state: a subscription may be made with another key, and a
device may be throttled. Only several that agree count: of different persons, each of whom has had
an accepted push at the same endpoint and keys, and with nothing accepted between.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .outcome import GONE, Busy, Denied, Gone, Outcome, Quarantining, Sent, Unexpected
from .person import USER

# So many persons must be answered alike.
PERSONS = 3
# How long a service is left alone that refuses all: a person must mend what is wrong.
REFUSED_FOR = timedelta(minutes=5)
# The longest that guests alone can stop a service. Anybody can have an accepted push and then be
# throttled; an account costs more.
GUESTS_ALONE = timedelta(minutes=2)
# After so many persons whose subscriptions were called gone, with nothing accepted between, a
# further one is doubted. More than three: of an old list a good part is gone, several in a row.
GONE_PERSONS = 5
DOUBT = "doubted: so are others, and no push is accepted"
# For how long an answer is remembered. A quiet shop sends a few pushes a day.
_MEMORY: dict[type[Outcome], timedelta] = {
    Denied: timedelta(days=1),
    Unexpected: timedelta(days=1),
    Gone: timedelta(days=1),
    Busy: timedelta(minutes=10),
}
# By kind of answer and by person: when it was heard (seconds since 1970), and the wait in seconds.
Heard = dict[str, dict[str, tuple[float, float]]]


@dataclass(frozen=True, kw_only=True)
class ServiceVerdict:
    """What several were answered alike, last as `outcome`, and for how long nothing is sent.

    `by_customer`: one of them at least is a customer; guests are easily had.
    """

    outcome: Quarantining
    wait: timedelta
    by_customer: bool = False


@dataclass(kw_only=True)
class Witnesses:
    """Who was refused, throttled or gone since the last accepted push; can be stored as JSON."""

    heard: Heard = field(default_factory=dict)

    def hear(self, witness: str, outcome: Outcome, now: datetime) -> ServiceVerdict | None:
        """Take an answer; an agreement if this completes one, after which all begins anew.

        `witness`: the person who was answered; empty if the browser never worked, and says nothing.
        """
        if isinstance(outcome, Sent):
            self.heard.clear()
        elif _is_called_gone(outcome):
            self._hear_gone(witness, now)
        if not (isinstance(outcome, Quarantining) and witness):
            return None
        alike = self._remembered(type(outcome), now)
        asked = outcome.wait if isinstance(outcome, Busy) else REFUSED_FOR
        alike[witness] = (now.timestamp(), asked.total_seconds())
        if len(alike) < PERSONS:
            return None
        self._begin_anew()
        by_customer = any(who.startswith(USER) for who in alike)
        wait = _agreed_wait(alike, by_customer=by_customer)
        return ServiceVerdict(outcome=outcome, wait=wait, by_customer=by_customer)

    def unless_doubted(self, witness: str, outcome: Outcome, now: datetime) -> Outcome:
        """Take an answer, and return it; `Unexpected` in place of a `Gone` that is doubted.

        A service that calls everybody gone is broken. One that accepts pushes again is believed.
        """
        doubts = isinstance(outcome, Gone) and len(self._remembered(Gone, now)) >= GONE_PERSONS
        if isinstance(outcome, Gone) and doubts:
            outcome = Unexpected(status=outcome.status, detail=DOUBT)
        self.hear(witness, outcome, now)
        return outcome

    def _hear_gone(self, witness: str, now: datetime) -> None:
        """A doubt lasts until a push is accepted, or for a day after the last such answer."""
        gone = self._remembered(Gone, now)
        if len(gone) >= GONE_PERSONS:
            gone.update(dict.fromkeys(gone, (now.timestamp(), 0.0)))
        elif witness:
            gone[witness] = (now.timestamp(), 0.0)

    def _begin_anew(self) -> None:
        """Only an accepted push ends a doubt."""
        for name in self.heard.keys() - {Gone.__name__}:
            del self.heard[name]

    def _remembered(self, kind: type[Outcome], now: datetime) -> dict[str, tuple[float, float]]:
        name, oldest = kind.__name__, (now - _MEMORY[kind]).timestamp()
        kept = {who: told for who, told in self.heard.get(name, {}).items() if told[0] > oldest}
        self.heard[name] = kept
        return kept


def _is_called_gone(outcome: Outcome) -> bool:
    """Whether a push service calls a subscription gone, believed or doubted."""
    return isinstance(outcome, Gone | Unexpected) and outcome.status in GONE


def _agreed_wait(alike: dict[str, tuple[float, float]], *, by_customer: bool) -> timedelta:
    """The shortest wait: none of them can make the others wait for longer."""
    shortest = timedelta(seconds=min(seconds for _, seconds in alike.values()))
    return shortest if by_customer else min(shortest, GUESTS_ALONE)
