"""What an operator may set: queues, how many at once, how many a minute, how long they are kept."""

from datetime import timedelta

from .config import setting

# Empty: Saleor's default queue, so that a worker nobody changed serves both lanes.
TRANSACTIONAL_QUEUE_SETTING = "SALEOR_PUSH_TRANSACTIONAL_QUEUE"
BULK_QUEUE_SETTING = "SALEOR_PUSH_BULK_QUEUE"
# How many tasks send bulk at once, on all machines together.
PARALLEL_SETTING = "SALEOR_PUSH_PARALLEL"
PARALLEL = 4
# At most so many pushes a minute through one push service (Chrome limits disruptive sites).
RATE_SETTING = "SALEOR_PUSH_RATE"
# For so many days rows are kept that are sent, skipped or given up.
KEEP_SETTING = "SALEOR_PUSH_KEEP_DAYS"
# A survey a month and the like are counted from these rows.
KEEP, LEAST_KEPT = 90, 32


def queue(*, bulk: bool) -> str:
    return setting(BULK_QUEUE_SETTING if bulk else TRANSACTIONAL_QUEUE_SETTING)


def parallel() -> int:
    return max(1, _number(PARALLEL_SETTING, PARALLEL))


def rate() -> int:
    """Pushes a minute; 0 for any number."""
    return max(0, _number(RATE_SETTING, 0))


def keep() -> timedelta:
    return timedelta(days=max(LEAST_KEPT, _number(KEEP_SETTING, KEEP)))


def _number(name: str, default: int) -> int:
    try:
        return int(setting(name) or default)
    except ValueError:
        return default
