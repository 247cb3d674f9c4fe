"""What is counted of notifications, and how the time until they were accepted is measured."""

from collections.abc import Mapping
from enum import StrEnum
from math import log, sqrt


class Kind(StrEnum):
    """What happened to a notification; a code that is stored."""

    PLANNED = "planned"
    ACCEPTED = "accepted"
    SHOWN = "shown"
    CLICKED = "clicked"
    DISMISSED = "dismissed"
    # It was the last one sent, in the day before its browser was unsubscribed.
    UNSUBSCRIBED = "unsubscribed"
    HELD_OUT = "held_out"
    # Answers of push services. The last three are not final: it is sent again.
    GONE = "gone"
    THROTTLED = "throttled"
    REFUSED = "refused"
    UNANSWERED = "unanswered"


# What no row keeps: how often a push service answered so before it accepted.
OF_ATTEMPTS = frozenset({Kind.THROTTLED, Kind.REFUSED, Kind.UNANSWERED})
# Seconds from due to accepted are counted by buckets: “took00” is up to FIRST, and each next bucket
# ends at STEP times as much. A percentile is off by half a step at most.
TOOK = "took"
FIRST, STEP, BUCKETS = 0.05, sqrt(2), 44


def bucket_sql(seconds: str) -> str:
    """The kind of the bucket that an expression of seconds falls into."""
    number = f"ceil(ln(greatest({seconds}, {FIRST}) / {FIRST}) / {log(STEP)})"
    return f"'{TOOK}' || lpad(least({number}, {BUCKETS - 1})::int::text, 2, '0')"


def percentile(counts: Mapping[int, int], share: float) -> float | None:
    """The seconds below which this share of the notifications took; None of no notification.

    `counts`: how many by bucket. The geometric middle of the bucket in which the share is reached.
    """
    wanted, reached = share * sum(counts.values()), 0
    for bucket in sorted(counts):
        reached += counts[bucket]
        if reached and reached >= wanted:
            return float(FIRST * STEP ** (bucket - 0.5 if bucket else 0))
    return None
