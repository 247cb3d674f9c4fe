"""Who gets which arm, and who is held out: by a hash, so that it is chance and can be recomputed.

The hash is of a salt of the experiment's own and the person's key, so that the arms of two
experiments are independent of each other and of the hold-out. It decides the first time only; what
it decided is stored (models.Assignment), because a guest's key becomes the customer's at login.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from itertools import accumulate

# Shares are counted in ten-thousandths.
BUCKETS = 10_000
# The share of people who are held out, and from how many consenting people on: of fewer, a share
# this small says nothing for years.
HELD_OUT = 500
LEAST_PEOPLE = 2000


def bucket(salt: str, person: str) -> int:
    """The number, below BUCKETS, that chance gives a person: sha256(salt | person) mod 10,000."""
    digest = sha256(f"{salt}|{person}".encode()).digest()
    return int.from_bytes(digest, "big") % BUCKETS


def arm_of(number: int, shares: Sequence[int]) -> int:
    """The position of the arm that this bucket belongs to; `shares` in ten-thousandths, in order.

    Raises ValueError if the shares do not sum to BUCKETS.
    """
    if sum(shares) != BUCKETS or min(shares) < 0:
        raise ValueError(f"the shares {shares} do not sum to {BUCKETS}")
    return next(arm for arm, end in enumerate(accumulate(shares)) if number < end)


def equal_shares(arms: int) -> list[int]:
    """Shares that differ by at most one bucket: of three arms 3334, 3333 and 3333."""
    return [BUCKETS // arms + (arm < BUCKETS % arms) for arm in range(arms)]


def quarter(now: datetime) -> str:
    """The quarter of a year by UTC, “2026Q4”: after it other people are held out."""
    day = now.astimezone(UTC)
    return f"{day.year}Q{(day.month + 2) // 3}"
