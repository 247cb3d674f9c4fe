"""Language tags (BCP 47), fallback between languages, and translated names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache


@dataclass(frozen=True, kw_only=True)
class Name:
    """A name in the shop, with its translations by language tag."""

    original: str
    # Left out of the hash, because a mapping cannot be hashed.
    translations: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return self.original

    def in_language(self, language: str) -> str:
        """The name in the closest language that it is translated to, else the original."""
        names = (self.translations[tag] for tag in lookup(language) if tag in self.translations)
        return next(names, self.original)


def compose_names(pattern: str, *names: Name) -> Name:
    """Fill names into a pattern (“{}, {}”), in each language that one of them is translated to."""
    tags = {tag for name in names for tag in name.translations}
    translations = {tag: pattern.format(*(name.in_language(tag) for name in names)) for tag in tags}
    return Name(original=pattern.format(*names), translations=translations)


# The longest tag that a subscription or a template can have.
MAX_TAG = 35


def lookup(tag: str) -> tuple[str, ...]:
    """The tags to look up texts for, the most specific first (RFC 4647, section 3.4).

    “pt_br” gives “pt-BR”, “pt”. “zh-Hant-TW” gives itself, “zh-Hant”, “zh”. Nothing is found for
    a tag of more than MAX_TAG characters, which costs neither time nor memory.
    """
    return _lookup(tag) if len(tag) <= MAX_TAG else ()


@lru_cache(maxsize=4096)
def _lookup(tag: str) -> tuple[str, ...]:
    parts = normalize_tag(tag).split("-")
    return tuple("-".join(parts[:n]) for n in range(len(parts), 0, -1))


def normalize_tag(tag: str) -> str:
    """A tag in the usual notation: “PT_br” is “pt-BR”, “zh-hant” is “zh-Hant”."""
    first, *others = tag.strip().replace("_", "-").split("-")
    return "-".join([first.lower(), *map(_subtag, others)])


def _subtag(part: str) -> str:
    is_script = len(part) == 4 and part.isalpha()
    return part.title() if is_script else part.upper()
