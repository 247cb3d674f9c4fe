"""The operator's settings: queues, parallel tasks, rate limit and retention."""

from datetime import timedelta

from .config import setting

# Empty: Saleor's default queue, so that an unchanged worker serves both lanes.
TRANSACTIONAL_QUEUE_SETTING = "SALEOR_PUSH_TRANSACTIONAL_QUEUE"
BULK_QUEUE_SETTING = "SALEOR_PUSH_BULK_QUEUE"
# How many tasks send the bulk lane in parallel, on all machines together.
PARALLEL_SETTING = "SALEOR_PUSH_PARALLEL"
PARALLEL = 4
# The most notifications a minute through one push service (Chrome limits disruptive sites).
RATE_SETTING = "SALEOR_PUSH_RATE"
# How many days rows are kept after they were sent, skipped, failed or expired.
KEEP_SETTING = "SALEOR_PUSH_KEEP_DAYS"
# The minimum: these rows count the surveys of a month and the like.
KEEP, MIN_KEEP = 90, 32
# Units a minute for one address of a visitor; see settings/visitors.py.
REQUESTS_SETTING = "SALEOR_PUSH_REQUESTS"
REQUESTS = 240
NUMBERS = (PARALLEL_SETTING, RATE_SETTING, KEEP_SETTING, REQUESTS_SETTING)


def queue(*, bulk: bool) -> str:
    return setting(BULK_QUEUE_SETTING if bulk else TRANSACTIONAL_QUEUE_SETTING)


def parallel() -> int:
    return max(1, number(PARALLEL_SETTING, PARALLEL))


def rate() -> int:
    """Notifications a minute through one push service; 0: no limit."""
    return max(0, number(RATE_SETTING, 0))


def keep() -> timedelta:
    return timedelta(days=max(MIN_KEEP, number(KEEP_SETTING, KEEP)))


def is_number(name: str) -> bool:
    """Whether a setting is a whole number, or not set; the default is used otherwise."""
    text = setting(name)
    return not text or _as_number(text) is not None


def number(name: str, default: int) -> int:
    """A setting as a whole number; the default if it is not set or none."""
    value = _as_number(setting(name))
    return default if value is None else value


def _as_number(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None
