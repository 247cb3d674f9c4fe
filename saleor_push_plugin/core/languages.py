"""Language tags (BCP 47): how they are spelt, and which texts serve whom."""

from functools import lru_cache


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
