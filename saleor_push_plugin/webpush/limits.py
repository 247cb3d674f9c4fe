"""What a process has for all push services together: files it may open, and one core."""

import resource
import sys
import time

# Over so long it is judged how busy the thread is, and from which share on it is.
WINDOW, BUSY = 0.02, 0.97


def most_connections() -> int:
    """Half of the files this process may open: the database and the broker want some, too."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return sys.maxsize if soft == resource.RLIM_INFINITY else soft // 2


class Load:
    """Whether the thread had all hands full lately: more connections would be no help then."""

    def __init__(self) -> None:
        self._share = 0.0
        self._since, self._worked = time.monotonic(), time.thread_time()

    @property
    def is_full(self) -> bool:
        now = time.monotonic()
        if now - self._since >= WINDOW:
            worked = time.thread_time()
            self._share = (worked - self._worked) / (now - self._since)
            self._since, self._worked = now, worked
        return self._share > BUSY
