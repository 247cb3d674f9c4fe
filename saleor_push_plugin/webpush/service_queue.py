"""The queue, the connections and the congestion control of one push service.

Runs in the event loop's thread and works by callbacks: a response makes the next message go out on
the same connection, without a task or a future for each message.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

from ..core.outcome import (
    Failed,
    Rest,
    Retry,
    SendOutcome,
    TooLarge,
    outcome_of_status,
    response_text,
)
from ..core.reason import Reason
from ..core.text.payload import smaller
from .congestion import INITIAL_WINDOW
from .connection import Connection
from .dialer import Dialer, PrivateAddressError
from .error_text import error_text
from .in_flight import Job
from .proxy import ProxyError
from .request import build_request
from .service_state import ServiceState

CONNECT_SECONDS, RESPONSE_SECONDS = 10.0, 15.0
# Routers and firewalls on the path forget a silent connection.
IDLE_SECONDS = 120.0
# A connection that was idle this long may have been forgotten, or closed by the service just now;
# one that breaks sooner breaks for another reason.
DOUBTFUL_SECONDS = 1.0
# A queue that nobody used for so long gives way; longer than any pause of its congestion control.
RETIRE_SECONDS = 600.0
# Asks for another connection (RFC 9110, 15.5.20).
MISDIRECTED = 421
# How often deadlines are checked while anything is queued or in flight.
CHECK_SECONDS = 0.25


class Limits(Protocol):
    """What all queues of a process share."""

    def spare_connections(self, *, first: bool) -> int:
        """How many more connections may be opened, to any push service.

        `first`: one more than that to a service that has none, as long as a reserve lasts.
        """

    def opening(self, connections: int) -> None:
        """Count connections that are being opened."""

    def is_busy(self) -> bool:
        """Whether the thread's CPU is saturated."""


class ServiceQueue:
    """Messages for one origin. A slow or failing service fills this queue and no other."""

    def __init__(self, dialer: Dialer, *, loop: asyncio.AbstractEventLoop, limits: Limits) -> None:
        self._state, self._limits = ServiceState(dialer.origin), limits
        self._dialer, self._loop = dialer, loop
        self._queue: deque[Job] = deque()
        self._busy: dict[Connection, Job] = {}
        self._idle: list[Connection] = []
        self._opening: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False
        self._used_at = loop.time()

    @property
    def connections(self) -> int:
        """Open connections, and those being opened."""
        idle = sum(connection.usable for connection in self._idle)
        return idle + len(self._busy) + len(self._opening)

    def add(self, jobs: list[Job]) -> None:
        """Queue jobs; urgent ones go before a campaign that waits."""
        self._used_at = self._loop.time()
        self._queue.extendleft(job for job in reversed(jobs) if job.urgent)
        self._queue.extend(job for job in jobs if not job.urgent)
        self._send_next()

    def close_idle(self, seconds: float) -> None:
        """Close connections that were idle for so long."""
        latest = self._loop.time() - seconds
        self._close_where(lambda idle: not idle.usable or idle.idle_since < latest)

    @property
    def is_retired(self) -> bool:
        """Whether it has nothing to do, no connections, and was not used for ten minutes."""
        unused = self._loop.time() - self._used_at
        return not (self._queue or self.connections) and unused > RETIRE_SECONDS

    async def close(self) -> None:
        self._closed = True
        self._postpone_queued(timedelta(0))
        self._dialer.close()
        for task in self._opening:
            task.cancel()
        await asyncio.gather(*self._opening, return_exceptions=True)
        for connection in self._idle:
            connection.close()
        for connection in list(self._busy):
            connection.abort("ConnectionClosed")
        if self._timer:
            self._timer.cancel()

    # Called by connections.

    def on_response(
        self, connection: Connection, status: int, retry_after: str, body: bytes
    ) -> None:
        job = self._busy.pop(connection)
        outcome = outcome_of_status(
            status, retry_after=retry_after, detail=error_text(body), now=job.batch.now
        )
        if status == MISDIRECTED:
            connection.close()
        if connection.usable:
            self._keep_idle(connection)
        self._complete(job, outcome)
        self._record(job, outcome)
        self._send_next()

    def on_failure(self, connection: Connection, detail: str) -> None:
        job = self._busy.pop(connection)
        if self._was_forgotten(connection, job):
            self._send_again(job, connection.idle_since)
        else:
            outcome = Retry(reason=Reason.CONNECTION_FAILED, detail=detail)
            job.complete(outcome)
            self._record(job, outcome)
        self._send_next()

    def _was_forgotten(self, connection: Connection, job: Job) -> bool:
        """Whether the connection broke because it was idle, and not because the service failed."""
        silent = connection.idle_seconds >= DOUBTFUL_SECONDS and not connection.has_answered
        return silent and not job.resent and not self._closed

    def _send_again(self, job: Job, idle_since: float) -> None:
        """Post it once more, and on no connection that was idle for as long as the one that broke.

        It may have arrived, as after any lost answer: device and push service replace the first by
        the second (same id, tag and Topic), and it counts as received if the second is lost, too.
        """
        self._close_where(lambda idle: idle.idle_since <= idle_since)
        job.resent = True
        self._queue.appendleft(job)

    def _complete(self, job: Job, outcome: SendOutcome) -> None:
        """Complete the job; a message that was too large is tried once more with less text."""
        if not isinstance(outcome, TooLarge):
            job.complete(outcome)
        elif job.shrunk:
            job.complete(Failed(reason=Reason.PAYLOAD_TOO_LARGE, detail=response_text(413)))
        else:
            job.message = replace(job.message, payload=smaller(job.message.payload))
            job.shrunk = True
            self._queue.appendleft(job)

    def _record(self, job: Job, outcome: SendOutcome) -> None:
        self._pause(self._state.record(job, outcome))

    def _pause(self, wait: timedelta | None) -> None:
        if wait is not None:
            self._postpone_queued(wait)

    def _postpone_queued(self, wait: timedelta) -> None:
        """Give back the whole queue; a message that was not tried does not count as an attempt."""
        while self._queue:
            self._give_back(self._queue.popleft(), wait, Reason.PUSH_SERVICE_PAUSED)

    def _give_back(self, job: Job, wait: timedelta, reason: Reason) -> None:
        if job.resent:
            job.complete(Retry(reason=Reason.CONNECTION_FAILED, detail="ConnectionClosed"))
        else:
            job.complete(Rest(until=job.batch.now + wait, reason=reason))

    # Sending.

    def _send_next(self) -> None:
        if self._closed:
            return
        while (
            self._queue
            and len(self._busy) < self._state.limit
            and (connection := self._idle_connection())
        ):
            self._post(connection, self._state.next_job(self._queue))
        self._open_connections()
        if self._timer is None and (self._queue or self._busy):
            self._timer = self._loop.call_later(CHECK_SECONDS, self._check_deadlines)

    def _post(self, connection: Connection, job: Job) -> None:
        try:
            request = build_request(job.message, job.batch.contact, job.batch.now)
        except Exception as error:
            # The message's own fault; a key off the curve, for one.
            self._keep_idle(connection)
            job.complete(Failed(reason=Reason.NOT_PREPARED, detail=type(error).__name__))
            return
        self._busy[connection] = job
        connection.post(request, min(self._loop.time() + RESPONSE_SECONDS, job.deadline))

    def _idle_connection(self) -> Connection | None:
        while self._idle:
            connection = self._idle.pop()
            if connection.usable and self._loop.time() < connection.deadline:
                return connection
            connection.close()
        return None

    def _keep_idle(self, connection: Connection) -> None:
        connection.idle_since = self._loop.time()
        connection.deadline = connection.idle_since + IDLE_SECONDS
        self._idle.append(connection)

    def _close_where(self, unwanted: Callable[[Connection], bool]) -> None:
        """Close idle connections."""
        kept = [one for one in self._idle if not unwanted(one)]
        for connection in set(self._idle).difference(kept):
            connection.close()
        self._idle = kept

    # Connections.

    def _open_connections(self) -> None:
        free = self._state.limit - len(self._busy) - len(self._opening)
        wanted = min(free, len(self._queue) - len(self._opening))
        opened = min(wanted, self._allowed_connections()) if wanted > 0 else 0
        for _ in range(opened):
            task = self._loop.create_task(self._open())
            self._opening.add(task)
            task.add_done_callback(self._opening.discard)
        if opened > 0:
            self._limits.opening(opened)

    def _allowed_connections(self) -> int:
        """How many more may be opened: only a few while the CPU is saturated."""
        have = self.connections
        allowed = self._limits.spare_connections(first=not have)
        return min(allowed, INITIAL_WINDOW - have) if self._limits.is_busy() else allowed

    async def _open(self) -> None:
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                connected = await self._dialer.connect()
        except Exception as error:
            self._on_connect_failure(error)
        else:
            self._keep_idle(Connection(self, connected, self._loop))
        self._loop.call_soon(self._send_next)

    def _on_connect_failure(self, error: Exception) -> None:
        outcome = Retry(reason=Reason.CONNECTION_FAILED, detail=type(error).__name__, posted=False)
        if isinstance(error, PrivateAddressError):
            # A resolver that blocks or lies today may not tomorrow.
            outcome = replace(outcome, reason=Reason.PRIVATE_ADDRESS)
        elif isinstance(error, ProxyError):
            outcome = replace(outcome, reason=Reason.PROXY_FAILED, detail=str(error))
        if self._queue:
            self._fail(self._queue.popleft(), outcome)
        self._pause(self._state.record_failure(outcome.reason))

    def _fail(self, job: Job, outcome: SendOutcome) -> None:
        """Complete a job that was not posted now; one that was posted before may have arrived."""
        if job.resent and isinstance(outcome, Retry):
            outcome = replace(outcome, posted=True)
        job.complete(outcome)

    def _check_deadlines(self) -> None:
        """Abort requests past their deadline, and give back queued messages past theirs."""
        self._timer, now = None, self._loop.time()
        for connection in [one for one in self._busy if one.deadline < now]:
            connection.abort("TimeoutError")
        while self._queue and self._queue[0].deadline < now:
            self._give_back(self._queue.popleft(), timedelta(0), Reason.NO_CAPACITY)
        self._send_next()
