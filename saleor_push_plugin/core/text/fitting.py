"""Makes a text fit. Numbers are never cut.

Names are shortened first. If the facts of an order would still stand too far back, their lines come
first; then sentences are left out, in the order that the scenario says.

Lengths are characters as a reader sees them (platform_lengths.length).
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from .platform_lengths import length
from .template import Spoken, joined

# The most characters of a title, and of title and body of marketing and of other pushes.
MOST_TITLE, MOST_MARKETING, MOST_TRANSACTIONAL = 50, 120, 160
# A shorter text says too little.
LEAST = 40
# Where the sentences with the words that a reader looks for have ended, if there are such words.
MOST_BEFORE_FACTS = 120
FACTS = frozenset({"number", "total", "refunded", "delivery", "until"})
# A name keeps so many characters while there are sentences to leave out, and so many after that.
COMFORTABLE_NAME, SHORTEST_NAME, LONGEST_NAME = 24, 12, 120


@dataclass(frozen=True, kw_only=True)
class Room:
    """What a body may have: `used` characters stand in the title, `most` are in both together.

    `gives_way`: words whose sentences are left out, the first one first; "": sentences of no word.
    Sentences that go together have their words in one entry, with spaces between.
    None: the text is the owner's, whose sentences are neither moved nor left out.
    `last_line_if_short`: the last line is said only where title and body have less than LEAST.
    """

    used: int
    most: int
    gives_way: Sequence[str] | None = None
    last_line_if_short: bool = False


def most(marketing: bool) -> int:
    """The most characters of title and body together."""
    return MOST_MARKETING if marketing else MOST_TRANSACTIONAL


def fit_title(say: Callable[[int], str]) -> str:
    """The title with the longest names that fit. `say` renders it with names of so many."""
    return say(_longest(lambda most: length(say(most)) <= MOST_TITLE, SHORTEST_NAME))


def fit_body(say: Callable[[int], Spoken], room: Room) -> str:
    """The body with as many sentences, and as long names, as fit; the shortest if nothing does."""
    if room.last_line_if_short:
        say = partial(_enough, say=say, used=room.used)
    *earlier, last = _ways(room.gives_way)
    for change in earlier:
        lines = _sized(say, change, room, COMFORTABLE_NAME)
        if _fits(lines, room):
            return joined(lines)
    return joined(_sized(say, last, room, SHORTEST_NAME))


def _enough(most: int, *, say: Callable[[int], Spoken], used: int) -> Spoken:
    """The sentences, the last line only where the others say too little."""
    lines = say(most)
    others = lines[:-1]
    return others if used + length(joined(others)) >= LEAST else lines


_Change = Callable[[Spoken], Spoken]


def _ways(gives_way: Sequence[str] | None) -> Iterator[_Change]:
    """What may be done to the sentences, from nothing to everything."""
    yield lambda lines: lines
    if gives_way is None:
        return
    for count in range(len(gives_way) + 1):
        yield partial(_changed, without=gives_way[:count])


def _changed(lines: Spoken, *, without: Collection[str]) -> Spoken:
    """The lines with facts first, without the sentences that have one of these words."""
    left_out = frozenset(word for each in without for word in each.split(" "))
    kept = (tuple(each for each in line if not (each.words or {""}) & left_out) for line in lines)
    return tuple(sorted(kept, key=lambda line: not any(each.words & FACTS for each in line)))


def _sized(say: Callable[[int], Spoken], change: _Change, room: Room, least: int) -> Spoken:
    """The changed sentences with the longest names that fit."""
    return change(say(_longest(lambda most: _fits(change(say(most)), room), least)))


def _longest(fits: Callable[[int], bool], least: int) -> int:
    """The largest size from `least` to LONGEST_NAME that fits, else `least`; by bisection."""
    if fits(LONGEST_NAME):
        return LONGEST_NAME
    if not fits(least):
        return least
    low, high = least, LONGEST_NAME
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def _fits(lines: Spoken, room: Room) -> bool:
    whole = room.used + length(joined(lines)) <= room.most
    return whole and room.used + length(_until_facts(lines)) <= MOST_BEFORE_FACTS


def _until_facts(lines: Spoken) -> str:
    """The body to the end of the last sentence that says one of FACTS."""
    flat = [(y, x) for y, line in enumerate(lines) for x in range(len(line))]
    ends = [(y, x) for y, x in flat if lines[y][x].words & FACTS]
    if not ends:
        return ""
    y, x = ends[-1]
    return joined((*lines[:y], lines[y][: x + 1]))
