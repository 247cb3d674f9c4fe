"""Exponential backoff between attempts."""

from datetime import timedelta

FIRST, CAP = timedelta(seconds=5), timedelta(minutes=15)


def backoff(attempts: int, jitter: float) -> timedelta:
    """The delay after the n-th attempt (n ≥ 1): 5 s, tripled each time up to 15 min, times 0.5–1.5.

    `jitter` is a number in [0, 1). It spreads rows that failed together.
    """
    wait: timedelta = min(FIRST * 3 ** min(attempts - 1, 10), CAP)
    return wait * (0.5 + jitter)
