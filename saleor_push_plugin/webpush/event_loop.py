"""The process's one event loop, on a thread of its own, and the couriers who work there.

It lives as long as the process, so that connections outlive a Celery task, and any Celery pool may
use it. A forked child makes its own: a parent's thread does not run there.
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
from .batch import Flight, Job
from .limits import Load, most_connections
from .request import Message
from .service_queue import Courier


class Line:
    def __init__(self) -> None:
        self.pid, self._most = os.getpid(), most_connections()
        self._loop = asyncio.new_event_loop()
        self._couriers: dict[tuple[str, bool], Courier] = {}
        self._thread = threading.Thread(target=self._run, name="push-sender", daemon=True)
        self._thread.start()

    def send(
        self, flight: Flight, messages: Iterable[tuple[Hashable, Message]], services: PushServices
    ) -> None:
        """Put messages on their way; never waits, and never raises for a message."""
        known = list(messages)
        deadline = flight.depart(len(known))
        jobs: dict[tuple[str, bool], list[Job]] = defaultdict(list)
        knows = cache(services.knows)
        for key, message in known:
            origin = origin_of(message.endpoint)
            if not knows(origin):
                flight.land(key, Failed(detail="not a known push service"))
                continue
            job = Job(key=key, message=message, flight=flight, deadline=deadline)
            jobs[origin, services.trusts(origin)].append(job)
        self._loop.call_soon_threadsafe(self._add, jobs)

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._close_couriers(), self._loop).result(timeout=5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)

    def _add(self, jobs: dict[tuple[str, bool], list[Job]]) -> None:
        for way, some in jobs.items():
            if way not in self._couriers:
                self._couriers[way] = Courier(way[0], trusted=way[1], loop=self._loop, means=self)
            self._couriers[way].add(some)

    # What couriers share.

    def spare(self) -> int:
        return self._most - sum(courier.connections for courier in self._couriers.values())

    def is_full(self) -> bool:
        return self._load.is_full

    def _run(self) -> None:
        self._load = Load()
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        self._loop.close()

    async def _close_couriers(self) -> None:
        for courier in self._couriers.values():
            await courier.close()
        # The connections' last callbacks, before the loop is gone.
        await asyncio.sleep(0.01)


_lock = threading.Lock()
_current: Line | None = None


def line() -> Line:
    global _current
    with _lock:
        if _current is None or _current.pid != os.getpid():
            _current = Line()
        return _current


@atexit.register
def close() -> None:
    """Close connections and loop; the next message opens new ones."""
    global _current
    old, _current = _current, None
    if old is not None and old.pid == os.getpid():
        old.close()
