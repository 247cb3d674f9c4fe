"""Reads the log of a simulated shop and says which pushes should not have been, or are missing.

It knows the promises and what happened, and nothing of the plugin: not its scenarios, not its
conditions, not its tables. So a mistake there cannot hide behind the same mistake here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from . import log
from .promises import ALERT_COMES, consent_for, topic_of
from .rules import RULES, Memory
from .state import World
from .waiting import overdue

# An hour of outage may lie between a fact and its push.
TIME = timedelta(hours=2)


@dataclass(frozen=True, kw_only=True)
class Violation:
    """A promise that was broken, when and to which browser."""

    at: datetime
    rule: str
    device: int
    words: str

    def __str__(self) -> str:
        return f"{self.at:%a %H:%M} {self.rule}: device {self.device}, {self.words}"


@dataclass(kw_only=True)
class Checker:
    """Follows the log; what it had to say so far is in `found`."""

    memory: Memory = field(default_factory=Memory)
    found: list[Violation] = field(default_factory=list)
    entries: list[log.Entry] = field(default_factory=list)
    _missed: set[tuple[int, str]] = field(default_factory=set)

    @property
    def world(self) -> World:
        return self.memory.world

    def read(self, entry: log.Entry) -> None:
        self.entries.append(entry)
        if isinstance(entry, log.Priced | log.Stocked):
            self._miss_alerts(entry.variant, entry.at)
        self.world.apply(entry)
        if isinstance(entry, log.Held) and entry.user is not None:
            self.memory.join(entry.device, entry.user)
        if isinstance(entry, log.Shown):
            self._judge(entry)

    def _judge(self, shown: log.Shown) -> None:
        device, topic = self.world.devices.get(shown.device), topic_of(shown.code)
        if device is None:
            self._object(shown, "consent", "the browser has unsubscribed")
            return
        if consent_for(topic) not in device.topics:
            self._object(shown, "consent", f"{topic} was not agreed to")
        for rule in RULES[topic]:
            for words in rule(self.memory, shown, device):
                self._object(shown, rule.__name__, words)

    def _object(self, shown: log.Shown, rule: str, words: str) -> None:
        words = f"{shown.code} {shown.about}, {words}"
        self.found.append(Violation(at=shown.at, rule=rule, device=shown.device, words=words))

    def _miss_alerts(self, variant: int, at: datetime) -> None:
        """What was asked for and due for long is missing; once, though it stays so."""
        for device, news in overdue(self.world, variant, at):
            if (device, news) not in self._missed:
                self._missed.add((device, news))
                words = f"{news} never came"
                self.found.append(Violation(at=at, rule="asked", device=device, words=words))

    def close(self, at: datetime) -> None:
        """What is still owed, and was given TIME, is missing."""
        for variant in sorted(self.world.askers):
            self._miss_alerts(variant, at)
        for (order, code), waiting in self.world.owed.items():
            words = f"{code} order:{order} never came"
            time = ALERT_COMES if self.world.facts[order, code][-1].assumed else TIME
            for number in (n for n, since in waiting.items() if since <= at - time):
                self.found.append(Violation(at=at, rule="owed", device=number, words=words))


def check(entries: Sequence[log.Entry], *, end: datetime) -> list[Violation]:
    """All that is wrong with what was shown, and what was owed at the end and never came."""
    checker = Checker()
    for entry in entries:
        checker.read(entry)
    checker.close(end)
    return checker.found
