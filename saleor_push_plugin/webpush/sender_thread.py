"""The process's one event loop, on a thread of its own, and the queues that it serves.

The loop lives as long as the process: connections outlive a Celery task, and every Celery pool can
use it. A forked child starts its own loop, because the parent's thread does not run there.
"""

import asyncio
import atexit
import os
import threading
from collections import defaultdict
from collections.abc import Hashable, Iterable
from functools import cache

from ..core.outcome import Failed
from ..core.push_subscription import PushServices, origin_of
from ..core.reason import Reason
from .dialer import Dialer
from .in_flight import Batch, Job
from .process_capacity import ThreadLoad, max_connections
from .request import Message
from .resolver import Resolver
from .service_queue import IDLE_SECONDS, ServiceQueue

# How often idle connections and queues are looked for.
RETIRE_INTERVAL = 15.0
# How old the count of connections may be: hosts can be many.
COUNT_SECONDS = 0.02
# For how long connections were idle that make room for others.
ROOM_SECONDS = 1.0
# A push service's origin, and whether the operator trusts it.
Service = tuple[str, bool]


class SenderThread:
    def __init__(self) -> None:
        self.pid, self._max_connections = os.getpid(), max_connections()
        # For the first connection to a push service while others have them all.
        self._reserve = max(1, self._max_connections // 4)
        self._open_connections, self._counted_at = 0, 0.0
        self._loop = asyncio.new_event_loop()
        self._queues: dict[Service, ServiceQueue] = {}
        self._resolver = Resolver()
        self._thread = threading.Thread(target=self._run, name="push-sender", daemon=True)
        self._thread.start()

    def send(
        self, batch: Batch, messages: Iterable[tuple[Hashable, Message]], services: PushServices
    ) -> None:
        """Queue messages; never blocks, and never raises for a message."""
        listed = list(messages)
        deadline = batch.begin(len(listed))
        jobs: dict[Service, list[Job]] = defaultdict(list)
        knows = cache(services.knows)
        for key, message in listed:
            origin = origin_of(message.endpoint)
            if not knows(origin):
                batch.complete(key, Failed(reason=Reason.UNKNOWN_PUSH_SERVICE))
                continue
            job = Job(key=key, message=message, batch=batch, deadline=deadline)
            jobs[origin, services.trusts(origin)].append(job)
        self._loop.call_soon_threadsafe(self._add, jobs)

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._close_queues(), self._loop).result(timeout=5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)

    def _add(self, jobs: dict[Service, list[Job]]) -> None:
        for service, its_jobs in jobs.items():
            if service not in self._queues:
                self._queues[service] = self._new_queue(*service)
            self._queues[service].add(its_jobs)

    def _new_queue(self, origin: str, trusted: bool) -> ServiceQueue:
        dialer = Dialer(origin, trusted=trusted, resolver=self._resolver)
        return ServiceQueue(dialer, loop=self._loop, limits=self)

    # The limits that all queues share.

    def spare_connections(self, *, first: bool) -> int:
        if self._loop.time() - self._counted_at > COUNT_SECONDS:
            self._count_connections()
        spare = self._max_connections - self._open_connections
        return max(spare, int(first and spare > -self._reserve))

    def opening(self, connections: int) -> None:
        self._open_connections += connections

    def _count_connections(self) -> None:
        """Count them; if there are too many, those of other services that are idle make room."""
        self._counted_at = self._loop.time()
        self._open_connections = sum(queue.connections for queue in self._queues.values())
        if self._open_connections >= self._max_connections:
            for queue in self._queues.values():
                queue.close_idle(ROOM_SECONDS)
            self._open_connections = sum(queue.connections for queue in self._queues.values())

    def is_busy(self) -> bool:
        return self._load.is_busy

    def _retire(self) -> None:
        """Close idle connections, and forget push services that nobody sent to for long."""
        self._loop.call_later(RETIRE_INTERVAL, self._retire)
        for service, queue in list(self._queues.items()):
            queue.close_idle(IDLE_SECONDS)
            if queue.is_retired:
                del self._queues[service]

    def _run(self) -> None:
        self._load = ThreadLoad()
        asyncio.set_event_loop(self._loop)
        self._loop.call_later(RETIRE_INTERVAL, self._retire)
        self._loop.run_forever()
        self._loop.close()

    async def _close_queues(self) -> None:
        for queue in self._queues.values():
            await queue.close()
        # Lets the connections' last callbacks run before the loop stops.
        await asyncio.sleep(0.01)


_lock = threading.Lock()
_current: SenderThread | None = None


def sender_thread() -> SenderThread:
    """This process's sender thread, started on first use and after a fork."""
    global _current
    with _lock:
        if _current is None or _current.pid != os.getpid():
            _current = SenderThread()
        return _current


@atexit.register
def close() -> None:
    """Close all connections and stop the loop; the next message starts a new one."""
    global _current
    old, _current = _current, None
    if old is not None and old.pid == os.getpid():
        old.close()
