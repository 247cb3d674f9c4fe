"""Which names of time zones are known."""

from functools import cache
from zoneinfo import available_timezones

UTC_ZONE = "UTC"


def is_time_zone(name: str) -> bool:
    """Whether a name is one of the IANA database, such as “Europe/Warsaw”."""
    return name in time_zones()


@cache
def time_zones() -> frozenset[str]:
    """All names that this machine knows."""
    # Reads the whole time zone directory, which takes 30 ms.
    return frozenset(available_timezones())
