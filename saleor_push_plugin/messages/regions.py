"""The reader's region, by language tag, and the CLDR locale of a language in that region."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError

from ..language_tags import lookup


def region(*preferred: str) -> str:
    """The region of the first tag that names one, such as “CA” of “en-CA”; else empty."""
    return next((code for tag in preferred if (code := _region(tag))), "")


def _region(tag: str) -> str:
    found = lookup(tag)
    return _region_in(found[0]) if found else ""


@lru_cache(maxsize=4096)
def _region_in(tag: str) -> str:
    parts = tag.split("-")[1:]
    return next((part for part in parts if len(part) == 2 or part.isdigit()), "")


@lru_cache(maxsize=4096)
def locale_of(language: str, region: str) -> str:
    """The CLDR locale of a language in a region; without the region if CLDR has none for both.

    A language that has a region itself, such as “pt-BR”, keeps it.
    """
    own = Locale.parse(language, sep="-")
    if own.territory is None and region:
        parts = filter(None, (own.language, own.script, region))
        try:
            return str(Locale.parse("_".join(parts)))
        except (ValueError, UnknownLocaleError):
            pass
    return language.replace("-", "_")
