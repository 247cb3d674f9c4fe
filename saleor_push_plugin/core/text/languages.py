"""Names in the shop with their translations: which one a reader gets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .cleaning import clean_value
from .graphemes import cut


@dataclass(frozen=True, kw_only=True)
class Name:
    """A name in the shop, with its translations by language tag."""

    original: str
    # Left out of the hash, because a mapping cannot be hashed.
    translations: Mapping[str, str] = field(default_factory=dict, hash=False)
    # What a composed name is made of. Its parts are shortened, and not what stands between them.
    pattern: str = "{}"
    parts: tuple["Name", ...] = ()

    def __str__(self) -> str:
        return self.original

    def in_language(self, tags: Sequence[str]) -> str:
        """The name in the first of these languages that it is translated to, else the original.

        `tags`: those of a reader's language, the closest first (language_tags.lookup).
        """
        if self.parts:
            return self.pattern.format(*(part.in_language(tags) for part in self.parts))
        return next((self.translations[t] for t in tags if t in self.translations), self.original)

    def shortened(self, tags: Sequence[str], most: int) -> str:
        """The name as in_language() gives it: one line of at most so many code points.

        The longest part of a composed name is cut first: “A very long na…, XL”.
        """
        if not self.parts:
            return _cut(clean_value(self.in_language(tags)), most)
        texts = [clean_value(part.in_language(tags)) for part in self.parts]
        room = max(most - len(self.pattern.format(*("" for _ in texts))), 2 * len(texts))
        size = max(map(len, texts))
        while sum(min(len(text), size) for text in texts) > room:
            size -= 1
        return self.pattern.format(*(_cut(text, size) for text in texts))


def compose_names(pattern: str, *names: Name) -> Name:
    """Fill names into a pattern (“{}, {}”), each in the language that it is translated to."""
    return Name(original=pattern.format(*names), pattern=pattern, parts=names)


def counted(name: Name, quantity: int) -> Name:
    """A name with its quantity if that is more than one: “2 × Linen shirt”."""
    return name if quantity == 1 else compose_names(f"{quantity} × {{}}", name)


def _cut(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    return f"{cut(text, most - 1).rstrip(' ,;:/–—-')}…"
