"""Everything on its way to one push service: its queue, its connections and its pace.

Runs in the loop's thread and works by callbacks: when an answer comes, the next message goes out on
the same connection, without a task or a future for each.
"""

import asyncio
from collections import deque
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

from ..core.outcome import Answer, Busy, Denied, Failed, Rest, Retry, Sent, TooLarge, answer
from ..core.text.payload import smaller
from .batch import Job
from .congestion import START, Pace
from .connection import Connection
from .dialer import PrivateAddressError, Way
from .error_text import few_words
from .request import request

CONNECT_SECONDS, ANSWER_SECONDS = 10.0, 15.0
# Routers on the way forget a silent connection; asking it would be waiting for nothing.
IDLE_SECONDS = 120.0
PULSE = 0.25


class Means(Protocol):
    """What all couriers of a process share."""

    def spare(self) -> int:
        """How many more connections may be opened, to whomever."""

    def is_full(self) -> bool:
        """Whether the thread had all hands full lately."""


class Courier:
    """One origin. A slow or failing service fills this queue and no other."""

    def __init__(
        self,
        origin: str,
        *,
        trusted: bool,
        loop: asyncio.AbstractEventLoop,
        means: Means,
    ) -> None:
        self.pace, self._means = Pace(), means
        self._way, self._loop = Way(origin, trusted=trusted), loop
        self._queue: deque[Job] = deque()
        self._busy: dict[Connection, Job] = {}
        self._idle: list[Connection] = []
        self._opening: set[asyncio.Task[None]] = set()
        self._pulse: asyncio.TimerHandle | None = None
        self._closed = False

    @property
    def connections(self) -> int:
        """Open, or being opened."""
        idle = sum(line.usable for line in self._idle)
        return idle + len(self._busy) + len(self._opening)

    def add(self, jobs: list[Job]) -> None:
        """Queue up; an order's news passes the campaign that waits."""
        self._queue.extendleft(job for job in reversed(jobs) if job.urgent)
        self._queue.extend(job for job in jobs if not job.urgent)
        self._go_on()

    async def close(self) -> None:
        self._closed = True
        self._send_home(timedelta(0))
        self._way.close()
        for task in self._opening:
            task.cancel()
        await asyncio.gather(*self._opening, return_exceptions=True)
        for line in self._idle:
            line.close()
        for line in list(self._busy):
            line.give_up("ConnectionClosed")
        if self._pulse:
            self._pulse.cancel()

    # What a connection tells.

    def answered(self, line: Connection, status: int, retry_after: str, body: bytes) -> None:
        job = self._busy.pop(line)
        found = answer(status, retry_after=retry_after, detail=few_words(body), now=job.flight.now)
        if line.usable:
            self._keep(line)
        self._land(job, found)
        self._learn(found)
        self._go_on()

    def broken(self, line: Connection, detail: str) -> None:
        job = self._busy.pop(line)
        job.land(Retry(detail=detail))
        self._learn(Retry(detail=detail))
        self._go_on()

    def _land(self, job: Job, found: Answer) -> None:
        if not isinstance(found, TooLarge):
            job.land(found)
        elif job.shrunk:
            job.land(Failed(detail="413 even when small"))
        else:
            job.message = replace(job.message, payload=smaller(job.message.payload))
            job.shrunk = True
            self._queue.appendleft(job)

    def _learn(self, found: Answer) -> None:
        if isinstance(found, Busy):
            self.pace.begin_anew()
            self._send_home(found.wait)
        elif isinstance(found, Retry | Denied):
            if rest := self.pace.stumbled():
                self._send_home(timedelta(seconds=rest))
        elif isinstance(found, Sent):
            self.pace.succeeded()

    def _send_home(self, wait: timedelta) -> None:
        """The service is left alone: what was not tried yet is not an attempt."""
        while self._queue:
            job = self._queue.popleft()
            job.land(Rest(until=job.flight.now + wait, reason="the push service is left alone"))

    # What goes out.

    def _go_on(self) -> None:
        if self._closed:
            return
        while self._queue and len(self._busy) < self.pace.limit and (line := self._free_line()):
            self._post(line, self._queue.popleft())
        self._open_more()
        if self._pulse is None and (self._queue or self._busy):
            self._pulse = self._loop.call_later(PULSE, self._look_around)

    def _post(self, line: Connection, job: Job) -> None:
        try:
            encoded = request(job.message, job.flight.contact, job.flight.now)
        except Exception as error:
            # The message's own fault; a key off the curve, for one.
            self._keep(line)
            job.land(Failed(detail=type(error).__name__))
            return
        self._busy[line] = job
        line.post(encoded, min(self._loop.time() + ANSWER_SECONDS, job.deadline))

    def _free_line(self) -> Connection | None:
        while self._idle:
            line = self._idle.pop()
            if line.usable and self._loop.time() < line.deadline:
                return line
            line.close()
        return None

    def _keep(self, line: Connection) -> None:
        line.deadline = self._loop.time() + IDLE_SECONDS
        self._idle.append(line)

    # Connections.

    def _open_more(self) -> None:
        room = self.pace.limit - len(self._busy) - len(self._opening)
        wanted = min(room, len(self._queue) - len(self._opening))
        for _ in range(min(wanted, self._allowed()) if wanted > 0 else 0):
            task = self._loop.create_task(self._open())
            self._opening.add(task)
            task.add_done_callback(self._opening.discard)

    def _allowed(self) -> int:
        """One is everybody's, however many others have; while hands are full, a few are enough."""
        have = self.connections
        most = self._means.spare() if have else max(self._means.spare(), 1)
        return min(most, START - have) if self._means.is_full() else most

    async def _open(self) -> None:
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                wire = await self._way.connect()
        except Exception as error:
            self._not_opened(error)
        else:
            self._keep(Connection(self, wire, self._loop))
        self._loop.call_soon(self._go_on)

    def _not_opened(self, error: Exception) -> None:
        found: Answer = Retry(detail=type(error).__name__, posted=False)
        if isinstance(error, PrivateAddressError):
            found = Failed(detail="not a public address")
        if self._queue:
            self._queue.popleft().land(found)
        self._learn(found)

    def _look_around(self) -> None:
        """Who has waited too long?"""
        self._pulse, now = None, self._loop.time()
        for line in [line for line in self._busy if line.deadline < now]:
            line.give_up("TimeoutError")
        while self._queue and self._queue[0].deadline < now:
            job = self._queue.popleft()
            job.land(Rest(until=job.flight.now, reason="no room before the deadline"))
        self._go_on()
