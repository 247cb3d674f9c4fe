"""The plugin's own clockwork, driven by the simulated clock: its tasks, beat, and a broker."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from saleor_push_plugin import enqueue, tasks
from saleor_push_plugin.engagement import receipts
from saleor_push_plugin.plugin import PushPlugin

from .street import Street
from .wire import Wire

TICK, SWEEP, MOMENT = timedelta(minutes=5), timedelta(minutes=10), timedelta(seconds=10)
# Most wake-ups are left to the next tick, which costs a batch of events as much as one does here.
WAKE_UPS = 0.2


@dataclass(kw_only=True)
class Engine:
    street: Street
    wire: Wire
    _beating: bool = False
    _sweep_at: datetime | None = None
    # What was handed to the broker: a task and its arguments.
    _notes: deque[tuple[Any, tuple[Any, ...]]] = field(default_factory=deque)

    def publish(self, task: Any, *args: Any, **_: Any) -> None:
        """Stands for wake.up: a note on the desk of a worker, unless the broker is away."""
        down = self.street.faults.broker_is_down(self.street.now)
        if self._beating or (not down and self.street.odds(WAKE_UPS)):
            self._notes.append((task, args))

    def work(self) -> None:
        """A worker does what lies on its desk."""
        while self._notes:
            task, args = self._notes.popleft()
            task(*args)

    def tick(self) -> None:
        """What beat starts, every so often."""
        self._report()
        faults, now = self.street.faults, self.street.now
        if faults.beat_is_down(now) or faults.broker_is_down(now):
            return
        if self._sweep_at is None or now >= self._sweep_at:
            tasks.sweep()
            self.work()
            self._sweep_at = now + SWEEP
        # A tick leaves the newest facts to their own wake-ups.
        self.street.clock.move(now + MOMENT)
        self._beating = True
        tasks.tick()
        self._beating = False
        self.work()

    def _report(self) -> None:
        """Browsers say what they have shown."""
        shown, self.wire.receipts = self.wire.receipts, []
        for token in shown:
            receipts.record(token, "shown", now=self.street.now)


@contextmanager
def driven(engine: Engine) -> Iterator[None]:
    """Until the end of the block wake-ups and hooks go through the simulation."""
    publish, sending = enqueue.publish, PushPlugin._sending

    def hears(plugin: PushPlugin) -> bool:
        lost = engine.street.faults.hooks_are_lost(engine.street.now)
        return not lost and sending(plugin)

    enqueue.publish, PushPlugin._sending = engine.publish, hears  # type: ignore[assignment,method-assign]
    try:
        yield
    finally:
        enqueue.publish, PushPlugin._sending = publish, sending  # type: ignore[method-assign]
