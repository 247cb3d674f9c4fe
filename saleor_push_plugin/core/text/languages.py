"""Language tags (BCP 47): how they are spelt, which texts serve whom, and names in languages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache


@dataclass(frozen=True, kw_only=True)
class Name:
    """What the shop calls a thing; `translations`, by tag, only where it has any."""

    original: str
    # Equal by value, but a mapping cannot be hashed.
    translations: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return self.original

    def in_language(self, language: str) -> str:
        found = (self.translations[tag] for tag in lookup(language) if tag in self.translations)
        return next(found, self.original)


def composed(pattern: str, *names: Name) -> Name:
    """Names in a pattern (“{}, {}”), in each language that one of them is translated to."""
    tags = {tag for name in names for tag in name.translations}
    said = {tag: pattern.format(*(name.in_language(tag) for name in names)) for tag in tags}
    return Name(original=pattern.format(*names), translations=said)


@lru_cache(maxsize=4096)
def lookup(wish: str) -> tuple[str, ...]:
    """The tags whose texts serve a reader, the narrowest first (RFC 4647, section 3.4).

    “pt_br” is served by “pt-BR” and “pt”, “zh-Hant-TW” by itself, “zh-Hant” and “zh”.
    """
    parts = spelt(wish).split("-")
    return tuple("-".join(parts[:n]) for n in range(len(parts), 0, -1))


def spelt(tag: str) -> str:
    """A tag as it is usually written: “PT_br” is “pt-BR”, “zh-hant” is “zh-Hant”."""
    first, *others = tag.strip().replace("_", "-").split("-")
    return "-".join([first.lower(), *map(_subtag, others)])


def _subtag(part: str) -> str:
    is_script = len(part) == 4 and part.isalpha()
    return part.title() if is_script else part.upper()
