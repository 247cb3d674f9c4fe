"""What goes wrong in the week: no beat for hours, lost hooks, a push service in trouble."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

Span = tuple[datetime, datetime]


@dataclass(frozen=True, kw_only=True)
class Faults:
    """The spans in which something does not work."""

    no_beat: tuple[Span, ...] = ()
    no_hooks: tuple[Span, ...] = ()
    no_broker: tuple[Span, ...] = ()
    no_push_service: tuple[Span, ...] = ()

    def beat_is_down(self, now: datetime) -> bool:
        return _within(self.no_beat, now) is not None

    def hooks_are_lost(self, now: datetime) -> bool:
        return _within(self.no_hooks, now) is not None

    def broker_is_down(self, now: datetime) -> bool:
        return _within(self.no_broker, now) is not None

    def push_service_is_down(self, now: datetime) -> timedelta | None:
        """How long it asks to be left alone; None while it works."""
        return timedelta(minutes=2) if _within(self.no_push_service, now) else None


def make(start: datetime, days: int, chance: random.Random) -> Faults:
    """Once a day the push service fails for 20 minutes, hooks for half an hour and the broker for
    an hour; beat dies for six hours in the middle of the time, and one afternoon.
    """

    def span(day: int, least: float, most: float, lasts: timedelta) -> Span:
        began = start + timedelta(days=day, hours=chance.uniform(least, most))
        return began, began + lasts

    every = range(days)
    six = timedelta(hours=6)
    return Faults(
        no_beat=tuple(span(day, 5, 12, six) for day in {days // 2, days - 1} if day),
        no_hooks=tuple(span(day, 7, 20, timedelta(minutes=30)) for day in every),
        no_broker=tuple(span(day, 7, 20, timedelta(hours=1)) for day in every),
        no_push_service=tuple(span(day, 7, 20, timedelta(minutes=20)) for day in every),
    )


def _within(spans: tuple[Span, ...], now: datetime) -> Span | None:
    return next((span for span in spans if span[0] <= now < span[1]), None)
