"""When to try again."""

from datetime import timedelta

FIRST, CAP = timedelta(seconds=5), timedelta(minutes=15)


def backoff(attempts: int, jitter: float) -> timedelta:
    """Wait after the n-th attempt (n ≥ 1): 5 s, tripling up to 15 min, times 0.5–1.5.

    `jitter` is a number in [0, 1), so that many rows do not come back together.
    """
    wait: timedelta = min(FIRST * 3 ** min(attempts - 1, 10), CAP)
    return wait * (0.5 + jitter)
