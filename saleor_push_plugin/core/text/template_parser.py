"""Parser of templates: from text to sentences of words and plurals; see template.py."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from .graphemes import cut

_WORD = re.compile(r"[a-z][a-z0-9_]*")
_CASE = re.compile(r"\s*(=\d+|zero|one|two|few|many|other)\s*\{")


class TemplateError(ValueError):
    """The template is invalid. The message tells a shop owner where and why."""


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
# Nesting of plurals: more is a mistake, or an attempt to exhaust the stack.
MAX_NESTED = 3
# The number of characters of a line that an error message quotes.
MAX_QUOTED = 80


@lru_cache(maxsize=4096)
def parse(text: str) -> tuple[Line, ...]:
    """The sentences of a template, line by line. Raises TemplateError."""
    return tuple(_Reader(line.strip()).sentences() for line in text.strip().splitlines())


class _Reader:
    def __init__(self, line: str) -> None:
        self.line, self.at, self.depth = line, 0, 0

    def sentences(self) -> Line:
        sentences = [self._nodes(inside=None)]
        while self._take(DOT):
            sentences.append(self._nodes(inside=None))
        if self.at < len(self.line):
            raise self._error("a } without a {")
        return tuple(sentences)

    def _nodes(self, inside: str | None) -> Sentence:
        nodes: list[Node] = []
        end = "}" if inside else f"}}{DOT}"
        while self.at < len(self.line) and self.line[self.at] not in end:
            nodes.append(self._node(inside))
        return tuple(nodes)

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
        self.depth += 1
        if self.depth > MAX_NESTED:
            raise self._error(f"plurals may be nested at most {MAX_NESTED} deep")
        cases: dict[str, Sentence] = {}
        while match := _CASE.match(self.line, self.at):
            self.at = match.end()
            cases[match[1]] = self._nodes(inside=name)
            self._expect("}")
        self._until("}")
        self._expect("}")
        if "other" not in cases:
            raise self._error(f"the plural of {name} has no 'other {{…}}'")
        self.depth -= 1
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
        return TemplateError(f"{why} (at character {self.at + 1} of “{_short(self.line)}”)")


def _short(line: str) -> str:
    return line if len(line) <= MAX_QUOTED else f"{cut(line, MAX_QUOTED)}…"
