"""Cleans names that the shop, its customers or carriers wrote, before they stand in a notification.

Some characters change what stands around them: directions that are not closed (UAX 9), invisible
characters, piles of combining marks. They are pasted by accident, or to deceive.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from .graphemes import cut

# The most characters of a value; a product's name has up to 250 in Saleor.
MAX_VALUE = 250
# The most combining marks in a row. Vietnamese, Thai and pointed Hebrew need up to four.
MAX_MARKS = 4
ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
# Embeddings, overrides and isolates, and what is invisible. Kept are the joiners, which Persian,
# Indic scripts and emoji need, and marks such as LRM, which reach no further than themselves. Tag
# characters are kept in a flag (England's), where they belong, and dropped where they hide a text.
_FLAG = "\U0001f3f4[\U000e0061-\U000e007a]{1,6}\U000e007f"
_HIDDEN = re.compile(
    f"({_FLAG})|["
    "\u202a-\u202e\u2066-\u2069"
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2064\u206a-\u206f\u2800\u3164"
    "\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_BREAKS = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029")
_CONTROLS = ("Cc", "Cs")
_MARKS = ("Mn", "Me")
_UNSEEN = (*_CONTROLS, *_MARKS, "Cf", "Zs", "Zl", "Zp")


@lru_cache(maxsize=4096)
def clean_value(text: str) -> str:
    """One line of at most MAX_VALUE characters, without what changes the text around it."""
    if _is_plain(text) and len(text) <= MAX_VALUE:
        return " ".join(text.split())
    kept = "".join(" " if char in _BREAKS else char for char in _HIDDEN.sub(r"\1", text))
    visible = "".join(char for char in kept if unicodedata.category(char) not in _CONTROLS)
    line = " ".join("".join(_with_few_marks(visible)).split())
    return line if len(line) <= MAX_VALUE else f"{cut(line, MAX_VALUE - 1).rstrip()}…"


def is_visible(text: str) -> bool:
    """Whether a reader sees more than spaces, lone marks and format characters."""
    if _is_plain(text):
        return bool(text) and not text.isspace()
    return any(unicodedata.category(char) not in _UNSEEN for char in _HIDDEN.sub(r"\1", text))


def hidden_at(text: str) -> int | None:
    """The index of the first character that a text of the owner may not have, or None."""
    found = (match.start() for match in _HIDDEN.finditer(text) if not match[1])
    return next(found, None)


def has_pile_of_marks(text: str) -> bool:
    return len("".join(_with_few_marks(text))) < len(text)


def runs_right_to_left(text: str) -> bool:
    """Whether it has letters of a right-to-left script, which reorder digits beside them."""
    return not text.isascii() and any(
        unicodedata.bidirectional(char) in ("R", "AL") for char in text
    )


def isolated(value: str) -> str:
    """The value between first-strong isolate and pop: its direction ends where it ends."""
    return f"{ISOLATE}{value}{POP_ISOLATE}"


def closed(text: str) -> str:
    """The text with the isolates closed that were open where it was cut."""
    return text + POP_ISOLATE * (text.count(ISOLATE) - text.count(POP_ISOLATE))


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _with_few_marks(text: str) -> Iterator[str]:
    row = 0
    for char in text:
        row = row + 1 if unicodedata.category(char) in _MARKS else 0
        if row <= MAX_MARKS:
            yield char
