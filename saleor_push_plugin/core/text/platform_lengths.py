"""How much of a push each platform shows. Used for warnings, never to reject a text."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from .payload import Text


@dataclass(frozen=True, kw_only=True)
class DisplayLimit:
    """The number of characters of title and body that a platform shows; None: no limit."""

    platform: str
    title: int
    body: int | None


DISPLAY_LIMITS = (
    DisplayLimit(platform="iOS", title=30, body=120),
    DisplayLimit(platform="Android, Chrome", title=35, body=50),
    DisplayLimit(platform="macOS", title=35, body=None),
    DisplayLimit(platform="Windows, Chrome and Edge", title=70, body=140),
    DisplayLimit(platform="Windows, Firefox", title=50, body=200),
)
# Recommended characters of title and body together: a shorter text says too little, a longer
# one is not read.
ADVICE = (40, 120)
# Unicode categories without width: format characters and combining marks.
_WITHOUT_WIDTH = ("Cf", "Mn", "Me")


@dataclass(frozen=True, kw_only=True)
class LengthWarning:
    """A warning that a text is cut, or that its length is not recommended.

    `field` and `platform` are empty for a recommendation.
    """

    field: str = ""
    platform: str = ""
    length: int
    limit: int
    message: str


def length(text_shown: str) -> int:
    """The number of visible characters."""
    return sum(unicodedata.category(char) not in _WITHOUT_WIDTH for char in text_shown)


def length_warnings(text: Text, *, most: int = ADVICE[1]) -> list[LengthWarning]:
    """Warnings about where a text is cut and about its recommended length, up to `most`."""
    return [*_cuts("title", text.title), *_cuts("body", text.body), *_advice(text, most)]


def _cuts(field: str, text_shown: str) -> Iterator[LengthWarning]:
    for platform_limit in DISPLAY_LIMITS:
        limit, count = getattr(platform_limit, field), length(text_shown)
        if limit is not None and count > limit:
            message = f"{platform_limit.platform} shows {limit} of these {count} characters."
            yield LengthWarning(
                field=field,
                platform=platform_limit.platform,
                length=count,
                limit=limit,
                message=message,
            )


def _advice(text: Text, most: int) -> Iterator[LengthWarning]:
    least = ADVICE[0]
    count = length(text.title) + length(text.body)
    if not least <= count <= most:
        message = (
            f"Title and text have {count} characters together; {least} to {most} are read best."
        )
        yield LengthWarning(length=count, limit=most if count > most else least, message=message)
