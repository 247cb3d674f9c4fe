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
# Days: more leave the years that dates have.
_FOR_EVER = 36_500
# Units a minute for one address of a visitor.
REQUESTS_SETTING = "SALEOR_PUSH_REQUESTS"
REQUESTS = 240
# First pushes of marketing a minute to browsers that nobody has proven, in all; 0: no limit.
FIRST_PUSHES_SETTING = "SALEOR_PUSH_FIRST_PUSHES"
FIRST_PUSHES = 60
# How many of them are kept: the oldest give way.
UNPROVEN_SETTING = "SALEOR_PUSH_UNPROVEN_BROWSERS"
UNPROVEN = 20_000
# After so many days without a visit a browser gets no marketing, and after so many it is removed.
REST_SETTING, REST = "SALEOR_PUSH_REST_DAYS", 180
REMOVE_SETTING, REMOVE = "SALEOR_PUSH_REMOVE_DAYS", 540
NUMBERS = (
    PARALLEL_SETTING,
    RATE_SETTING,
    KEEP_SETTING,
    REQUESTS_SETTING,
    FIRST_PUSHES_SETTING,
    UNPROVEN_SETTING,
    REST_SETTING,
    REMOVE_SETTING,
)


def queue(*, bulk: bool) -> str:
    return setting(BULK_QUEUE_SETTING if bulk else TRANSACTIONAL_QUEUE_SETTING)


def parallel() -> int:
    return max(1, number(PARALLEL_SETTING, PARALLEL))


def rate() -> int:
    """Notifications a minute through one push service; 0: no limit."""
    return max(0, number(RATE_SETTING, 0))


def keep() -> timedelta:
    return timedelta(days=min(max(MIN_KEEP, number(KEEP_SETTING, KEEP)), _FOR_EVER))


def requests_a_minute() -> int:
    """How many units one address may use a minute; 0: no limit."""
    return number(REQUESTS_SETTING, REQUESTS)


def first_pushes() -> int:
    """First pushes a minute to all unproven browsers together; 0: no limit."""
    return number(FIRST_PUSHES_SETTING, FIRST_PUSHES)


def unproven_browsers() -> int:
    """How many unproven browsers are kept; at least one."""
    return max(1, number(UNPROVEN_SETTING, UNPROVEN))


def rest() -> timedelta:
    """After how long without a visit a browser gets no marketing."""
    return timedelta(days=min(max(1, number(REST_SETTING, REST)), _FOR_EVER))


def remove() -> timedelta | None:
    """After how long without a visit a browser is removed, never while it gets marketing.

    None: it stays.
    """
    days = number(REMOVE_SETTING, REMOVE)
    return max(rest(), timedelta(days=min(days, _FOR_EVER))) if days > 0 else None


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
