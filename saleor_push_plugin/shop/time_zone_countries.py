"""The country of a time zone, by CLDR; a zone of several countries has the largest one's."""

from functools import cache

from babel.core import get_global


@cache
def zones_and_countries() -> tuple[list[str], list[str]]:
    """Return time zones and their countries (ISO 3166), in two lists of one order."""
    pairs = sorted(get_global("zone_territories").items())
    known = [(zone, country) for zone, country in pairs if len(country) == 2 and country != "ZZ"]
    return [zone for zone, _ in known], [country for _, country in known]
