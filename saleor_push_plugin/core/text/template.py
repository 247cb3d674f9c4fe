"""Templates of texts: a small, safe subset of ICU MessageFormat.

`{number}` inserts a word. `{more, plural, =0 {} one {# item} other {# items}}` chooses by count.
Nothing else is supported: no attributes, no calls, no formats. Lines, and parts of a line separated
by “·”, are sentences. A sentence that uses a word without a value (None) is left out.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from .template_parser import DOT, Line, Node, Plural, Sentence, parse


class _MissingValue(Exception):
    """A word of the sentence has no value."""


def plural_words_in(text: str) -> frozenset[str]:
    """Names of the words that a template has plurals of. Raises TemplateError."""
    return frozenset(
        node.name
        for line in parse(text)
        for part in line
        for node in _walk(part)
        if isinstance(node, Plural)
    )


def words_in(text: str) -> frozenset[str]:
    """Names of all words a template uses. Raises TemplateError."""
    return frozenset(
        node.name
        for line in parse(text)
        for part in line
        for node in _walk(part)
        if not isinstance(node, str)
    )


@dataclass(frozen=True)
class Said:
    """A rendered sentence, and the words of its template."""

    text: str
    words: frozenset[str]


# The sentences of a rendered template, line by line.
Spoken = tuple[tuple[Said, ...], ...]


def render(
    text: str,
    words: Mapping[str, object],
    *,
    format_value: Callable[[object], str],
    plural: Callable[[int], str],
) -> str:
    """Render a template. `format_value` formats a value, `plural` gives a count's CLDR category."""
    return joined(speak(text, words, format_value=format_value, plural=plural))


def speak(
    text: str,
    words: Mapping[str, object],
    *,
    format_value: Callable[[object], str],
    plural: Callable[[int], str],
) -> Spoken:
    """Render a template as render() does, sentence by sentence."""
    renderer = _Renderer(words, format_value, plural)
    return tuple(tuple(renderer.parts(line)) for line in parse(text))


def joined(lines: Spoken) -> str:
    """The text of rendered sentences; lines without any are left out."""
    texts = (f" {DOT} ".join(each.text for each in line) for line in lines)
    return "\n".join(text for text in texts if text)


@dataclass(frozen=True)
class _Renderer:
    words: Mapping[str, object]
    format_value: Callable[[object], str]
    plural: Callable[[int], str]

    def parts(self, line: Line) -> Iterator[Said]:
        for sentence in line:
            try:
                sentence_text = "".join(map(self._one, sentence)).strip()
            except _MissingValue:
                continue
            if sentence_text:
                yield Said(sentence_text, _words(sentence))

    def _one(self, node: Node) -> str:
        if isinstance(node, str):
            return node
        value = self._value(node.name)
        if isinstance(node, Plural):
            return "".join(map(self._one, _case(node, value, self.plural)))
        return self.format_value(value)

    def _value(self, name: str) -> object:
        if self.words.get(name) is None:
            raise _MissingValue
        return self.words[name]


def _case(node: Plural, count: object, plural: Callable[[int], str]) -> Sentence:
    number = count if isinstance(count, int) else 0
    exactly = node.cases.get(f"={number}")
    return node.cases.get(plural(number), node.cases["other"]) if exactly is None else exactly


def _words(sentence: Sentence) -> frozenset[str]:
    return frozenset(node.name for node in _walk(sentence) if not isinstance(node, str))


def _walk(sentence: Sentence) -> Iterator[Node]:
    for node in sentence:
        yield node
        if isinstance(node, Plural):
            for case in node.cases.values():
                yield from _walk(case)
