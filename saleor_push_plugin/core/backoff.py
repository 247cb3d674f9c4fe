"""Exponential backoff between attempts."""

from datetime import timedelta

FIRST, CAP = timedelta(seconds=5), timedelta(minutes=15)
# What a person must mend need not be tried often, but soon after it was mended. A browser that
# was refused for a day costs its push service four requests a day.
QUARANTINE, LONG_QUARANTINE = timedelta(minutes=30), timedelta(hours=6)
FIRST_QUARANTINE, TRIES_OF_A_DAY = timedelta(minutes=5), 48


def backoff(attempts: int, jitter: float) -> timedelta:
    """The delay after the n-th attempt (n ≥ 1): 5 s, tripled each time up to 15 min, times 0.5–1.5.

    `jitter` is a number in [0, 1). It spreads rows that failed together.
    """
    wait: timedelta = min(FIRST * 3 ** min(attempts - 1, 10), CAP)
    return wait * (0.5 + jitter)


def quarantine(refusals: int) -> timedelta:
    """The pause after the n-th refusal in a row (n ≥ 1): 5 min, doubled each time up to 30 min.

    After a day of refusals it is 6 h.
    """
    if refusals > TRIES_OF_A_DAY:
        return LONG_QUARANTINE
    pause: timedelta = min(FIRST_QUARANTINE * 2 ** (refusals - 1), QUARANTINE)
    return pause
