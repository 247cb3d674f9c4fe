"""Limits that all push services share in one process: open files and one CPU core."""

import resource
import sys
import time

# How busy the thread is, is measured over this many seconds; it is busy from this share on.
WINDOW, BUSY = 0.02, 0.97


def max_connections() -> int:
    """Half of the files this process may open: the database and the broker need some as well."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return sys.maxsize if soft == resource.RLIM_INFINITY else soft // 2


class ThreadLoad:
    """Measures whether the current thread's CPU is saturated: more connections would not help."""

    def __init__(self) -> None:
        self._share = 0.0
        self._since, self._worked = time.monotonic(), time.thread_time()

    @property
    def is_busy(self) -> bool:
        now = time.monotonic()
        if now - self._since >= WINDOW:
            worked = time.thread_time()
            self._share = (worked - self._worked) / (now - self._since)
            self._since, self._worked = now, worked
        return self._share > BUSY
