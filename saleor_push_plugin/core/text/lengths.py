"""How much of a push each platform shows before it cuts: for warnings, never for refusals."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from .payload import Text


@dataclass(frozen=True, kw_only=True)
class Room:
    """Characters of title and text that are shown; None where there is always enough room."""

    platform: str
    title: int
    body: int | None


ROOMS = (
    Room(platform="iOS", title=30, body=120),
    Room(platform="Android, Chrome", title=35, body=50),
    Room(platform="macOS", title=35, body=None),
    Room(platform="Windows, Chrome and Edge", title=70, body=140),
    Room(platform="Windows, Firefox", title=50, body=200),
)
# Title and text together: shorter says too little, longer is not read.
ADVICE = (40, 120)
# Marks of direction, joiners, and accents that stand on the letter before.
_WITHOUT_WIDTH = ("Cf", "Mn", "Me")


@dataclass(frozen=True, kw_only=True)
class Caution:
    """What would not be shown whole. `field`: title or body; both and no platform for advice."""

    field: str = ""
    platform: str = ""
    length: int
    limit: int
    message: str


def length(said: str) -> int:
    """Characters a reader sees."""
    return sum(unicodedata.category(char) not in _WITHOUT_WIDTH for char in said)


def cautions(text: Text) -> list[Caution]:
    """Where this text would be cut, and whether it is of a length that is read."""
    return [*_cuts("title", text.title), *_cuts("body", text.body), *_advice(text)]


def _cuts(field: str, said: str) -> Iterator[Caution]:
    for room in ROOMS:
        limit, found = getattr(room, field), length(said)
        if limit is not None and found > limit:
            message = f"{room.platform} shows {limit} of these {found} characters."
            yield Caution(
                field=field, platform=room.platform, length=found, limit=limit, message=message
            )


def _advice(text: Text) -> Iterator[Caution]:
    least, most = ADVICE
    found = length(text.title) + length(text.body)
    if not least <= found <= most:
        message = (
            f"Title and text have {found} characters together; {least} to {most} are read best."
        )
        yield Caution(length=found, limit=most if found > most else least, message=message)
