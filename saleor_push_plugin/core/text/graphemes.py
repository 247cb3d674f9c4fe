"""Cuts texts between grapheme clusters (UAX 29), so that no flag, family or accent is broken.

The rules err on the side of longer clusters: then a text is cut a little earlier, never inside one.
"""

import unicodedata

_JOINER, _NON_JOINER = "\u200d", "\u200c"
# What extends the character before it and is no combining mark: skin tones, the letters of a flag
# such as England's, the voicing marks of half-width kana, and a vowel of Thai and of Lao.
_EXTENDING = (
    ("\U0001f3fb", "\U0001f3ff"),
    ("\U000e0020", "\U000e007f"),
    ("\uff9e", "\uff9f"),
    ("\u0e33", "\u0e33"),
    ("\u0eb3", "\u0eb3"),
)
_REGIONAL = ("\U0001f1e6", "\U0001f1ff")
_MARKS = ("Mn", "Mc", "Me")
# The combining class of signs that join two consonants (Hindi and its relatives).
_VIRAMA = 9
# Arabic signs that stand before the number they span, and a Malayalam one before its consonant.
_PREPENDED = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e")
# Jamo: which may follow which within one syllable.
_HANGUL = (
    ("leading", "\u1100", "\u115f"),
    ("leading", "\ua960", "\ua97c"),
    ("vowel", "\u1160", "\u11a7"),
    ("vowel", "\ud7b0", "\ud7c6"),
    ("trailing", "\u11a8", "\u11ff"),
    ("trailing", "\ud7cb", "\ud7fb"),
    ("syllable", "\uac00", "\ud7a3"),
)
_AFTER = {
    "leading": ("leading", "vowel", "syllable"),
    "vowel": ("vowel", "trailing"),
    "syllable": ("vowel", "trailing"),
    "trailing": ("trailing",),
}


def cut(text: str, most: int) -> str:
    """The whole clusters at the start of the text: at most so many characters (code points)."""
    if len(text) <= most:
        return text
    end = max(0, most)
    while end and _is_inside(text, end):
        end -= 1
    return text[:end]


def _is_inside(text: str, at: int) -> bool:
    """Whether the characters before and at the index belong to one cluster."""
    before, after = text[at - 1], text[at]
    if before.isascii() and after.isascii():
        return before == "\r" and after == "\n"
    return (
        _extends(after)
        or before == _JOINER
        or before in _PREPENDED
        or _is_conjunct(before, after)
        or _hangul(after) in _AFTER.get(_hangul(before), ())
        or _is_inside_flag(text, at)
    )


def _extends(char: str) -> bool:
    joins = char in (_JOINER, _NON_JOINER) or unicodedata.category(char) in _MARKS
    return joins or any(first <= char <= last for first, last in _EXTENDING)


def _is_conjunct(before: str, after: str) -> bool:
    return unicodedata.combining(before) == _VIRAMA and unicodedata.category(after) == "Lo"


def _hangul(char: str) -> str:
    return next((kind for kind, first, last in _HANGUL if first <= char <= last), "")


def _is_inside_flag(text: str, at: int) -> bool:
    """Two regional indicators are a flag: the index is inside one after an odd number of them."""
    if not _is_regional(text[at]):
        return False
    row = 0
    while row < at and _is_regional(text[at - row - 1]):
        row += 1
    return row % 2 == 1


def _is_regional(char: str) -> bool:
    return _REGIONAL[0] <= char <= _REGIONAL[1]
