"""What everybody in the simulation shares: the clock, the diary, dice, and the log."""

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from .checker import Checker
from .clock import Clock
from .faults import Faults
from .log import Entry
from .state import World

Action = Callable[[], object]


@dataclass(kw_only=True)
class Street:
    clock: Clock
    chance: random.Random
    faults: Faults
    end: datetime
    checker: Checker = field(default_factory=Checker)
    # What will happen, the soonest first.
    _diary: list[tuple[datetime, int, Action]] = field(default_factory=list)
    _numbers: Any = field(default_factory=count)

    @property
    def now(self) -> datetime:
        return self.clock.now

    @property
    def world(self) -> World:
        """How things stand by the log alone."""
        return self.checker.world

    def write(self, entry: Entry) -> None:
        self.checker.read(entry)

    def at(self, when: datetime, action: Action) -> None:
        """Nothing new happens after the end."""
        if when < self.end:
            self.comes(when, action)

    def comes(self, when: datetime, action: Action) -> None:
        """What comes about by itself, after the end as well."""
        heapq.heappush(self._diary, (when, next(self._numbers), action))

    def later(self, least: float, most: float, action: Action) -> None:
        """Some hours from now."""
        self.at(self.now + timedelta(hours=self.chance.uniform(least, most)), action)

    def next(self, before: datetime) -> Action | None:
        """The next thing that happens before a moment; the clock moves on to it."""
        if not self._diary or self._diary[0][0] >= before:
            return None
        when, _, action = heapq.heappop(self._diary)
        self.clock.move(when)
        return action

    def odds(self, share: float) -> bool:
        return self.chance.random() < share
