"""Short texts with words from the shop: a small, safe part of ICU MessageFormat.

`{number}` inserts a word. `{more, plural, =0 {} one {# item} other {# items}}` chooses by count.
Nothing else means anything: no attributes, no calls, no formats. Lines, and parts of a line divided
by “·”, are sentences: one that uses a word without a value (None) is left out.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[a-z][a-z0-9_]*")
_CASE = re.compile(r"\s*(=\d+|zero|one|two|few|many|other)\s*\{")
CATEGORIES = ("zero", "one", "two", "few", "many", "other")


class TemplateError(ValueError):
    """The template cannot be read; the message says where and why, in words for a shop owner."""


@dataclass(frozen=True)
class Word:
    name: str


@dataclass(frozen=True)
class Plural:
    name: str
    cases: Mapping[str, "Sentence"]


@dataclass(frozen=True)
class Count:
    """The `#` inside a plural case."""

    name: str


Node = str | Word | Plural | Count
Sentence = tuple[Node, ...]
Line = tuple[Sentence, ...]
DOT = "·"


class _Silence(Exception):
    """A word of this sentence has no value."""


@lru_cache(maxsize=4096)
def parse(text: str) -> tuple[Line, ...]:
    """The sentences of a template, line by line. Raises TemplateError."""
    return tuple(_Reader(line).sentences() for line in text.strip().splitlines())


def words_in(text: str) -> frozenset[str]:
    """Names of all words a template uses. Raises TemplateError."""
    return frozenset(name for line in parse(text) for part in line for name in _names(part))


def render(
    text: str,
    words: Mapping[str, object],
    *,
    say: Callable[[object], str],
    plural: Callable[[int], str],
) -> str:
    """The text with its words said by `say`; `plural` gives a count's CLDR category."""
    spoken = _Speaker(words, say, plural)
    lines = (f" {DOT} ".join(spoken.parts(line)) for line in parse(text))
    return "\n".join(line for line in lines if line)


@dataclass(frozen=True)
class _Speaker:
    words: Mapping[str, object]
    say: Callable[[object], str]
    plural: Callable[[int], str]

    def parts(self, line: Line) -> Iterator[str]:
        for sentence in line:
            try:
                yield "".join(map(self._one, sentence)).strip()
            except _Silence:
                continue

    def _one(self, node: Node) -> str:
        if isinstance(node, str):
            return node
        value = self._value(node.name)
        if isinstance(node, Plural):
            return "".join(map(self._one, _case(node, value, self.plural)))
        return self.say(value)

    def _value(self, name: str) -> object:
        if self.words.get(name) is None:
            raise _Silence
        return self.words[name]


def _case(node: Plural, count: object, plural: Callable[[int], str]) -> Sentence:
    number = count if isinstance(count, int) else 0
    exactly = node.cases.get(f"={number}")
    return node.cases.get(plural(number), node.cases["other"]) if exactly is None else exactly


def _names(sentence: Sentence) -> Iterator[str]:
    for node in sentence:
        if isinstance(node, Plural):
            yield node.name
            for case in node.cases.values():
                yield from _names(case)
        elif not isinstance(node, str):
            yield node.name


class _Reader:
    def __init__(self, line: str) -> None:
        self.line, self.at = line, 0

    def sentences(self) -> Line:
        found = [self._nodes(inside=None)]
        while self._take(DOT):
            found.append(self._nodes(inside=None))
        if self.at < len(self.line):
            raise self._error("a } without its {")
        return tuple(found)

    def _nodes(self, inside: str | None) -> Sentence:
        found: list[Node] = []
        end = "}" if inside else f"}}{DOT}"
        while self.at < len(self.line) and self.line[self.at] not in end:
            found.append(self._node(inside))
        return tuple(found)

    def _node(self, inside: str | None) -> Node:
        char = self.line[self.at]
        if char == "{":
            return self._braces()
        if char == "#" and inside:
            self.at += 1
            return Count(inside)
        return self._until("{}#" if inside else f"{{}}{DOT}")

    def _until(self, stop: str) -> str:
        start = self.at
        while self.at < len(self.line) and self.line[self.at] not in stop:
            self.at += 1
        return self.line[start : self.at]

    def _braces(self) -> Word | Plural:
        self.at += 1
        name = self._until("{},").strip()
        if not _WORD.fullmatch(name):
            raise self._error(f"{{{name}}} is not a word")
        if self._take(","):
            return Plural(name, self._cases(name))
        self._expect("}")
        return Word(name)

    def _cases(self, name: str) -> dict[str, Sentence]:
        if self._until("{},").strip() != "plural" or not self._take(","):
            raise self._error(f"after {{{name}, only 'plural,' may follow")
        cases: dict[str, Sentence] = {}
        while match := _CASE.match(self.line, self.at):
            self.at = match.end()
            cases[match[1]] = self._nodes(inside=name)
            self._expect("}")
        self._until("}")
        self._expect("}")
        if "other" not in cases:
            raise self._error(f"the plural of {name} has no 'other {{…}}'")
        return cases

    def _take(self, char: str) -> bool:
        if self.line[self.at : self.at + 1] != char:
            return False
        self.at += 1
        return True

    def _expect(self, char: str) -> None:
        if not self._take(char):
            raise self._error(f"{char} is missing")

    def _error(self, why: str) -> TemplateError:
        return TemplateError(f"{why} (at character {self.at + 1} of “{self.line.strip()}”)")
