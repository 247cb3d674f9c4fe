"""Language tags (BCP 47): their usual notation, and which tags name the same readers.

Former and doubled codes (“iw” is “he”, “no” is “nb”) and likely scripts (“zh-TW” is written in
“zh-Hant”) are CLDR's (UTS 35, sections 3.2.1 and 4.3), as Babel ships them.
"""

from collections.abc import Container, Iterator
from functools import lru_cache

from babel.core import LOCALE_ALIASES, get_global

# The longest tag that a subscription or a template can have.
MAX_TAG = 35


def lookup(tag: str) -> tuple[str, ...]:
    """The tags to look up texts for, the most specific first (RFC 4647, section 3.4).

    “pt_br” gives “pt-BR” before “pt”. “zh-TW” gives “zh-Hant-TW” and “zh-Hant” before “zh”, which
    is read as simplified. Nothing is found for a tag of more than MAX_TAG characters, which costs
    neither time nor memory.
    """
    return _lookup(tag) if len(tag) <= MAX_TAG else ()


def written_in(languages: Container[str], *preferred: str) -> str:
    """The first preferred tag that finds one of the languages; the last one as it is, if none does.

    “pl-PL”, “PL” and “pl” are all Polish.
    """
    found = (language for tag in preferred for language in lookup(tag) if language in languages)
    return next(found, preferred[-1])


@lru_cache(maxsize=4096)
def normalize_tag(tag: str) -> str:
    """A tag in the usual notation: “PT_br” is “pt-BR”, “zh-hant” is “zh-Hant”, “iw” is “he”."""
    first, *others = tag.strip().replace("_", "-").split("-")
    language, *script = _current(first.lower()).split("_")
    return "-".join([language, *script, *map(_subtag, others)])


def wider(tag: str) -> tuple[str, ...]:
    """The language in the tag's script, and the language: “zh-TW” gives “zh-Hant” and “zh”."""
    language, script, _ = _split(normalize_tag(tag))
    return (f"{language}-{script}", language) if script else (language,)


def is_in_usual_script(tag: str) -> bool:
    """Whether a tag names the script that its language, said alone, is read in."""
    language, script, _ = _split(normalize_tag(tag))
    return script == _likely_script(language, "")


@lru_cache(maxsize=4096)
def _lookup(tag: str) -> tuple[str, ...]:
    parts = normalize_tag(tag).split("-")
    prefixes = ("-".join(parts[:n]) for n in range(len(parts), 0, -1))
    return tuple(dict.fromkeys(each for prefix in prefixes for each in (prefix, *_same(prefix))))


def _current(language: str) -> str:
    """The code that replaced a language's code, or the code itself; some bring a script."""
    code: str = get_global("language_aliases").get(language, language)
    # CLDR knows “no” and “nb” as two; Babel's table of aliases says that they are one.
    return "nb" if LOCALE_ALIASES.get(code, "").startswith("nb") else code


def _same(tag: str) -> Iterator[str]:
    """The other spellings of a tag of language, script or region, with and without the script."""
    language, *others = tag.split("-")
    script = others[0] if others and _is_script(others[0]) else ""
    region = "-".join(others[1:] if script else others)
    likely = _likely_script(language, region)
    if not script and likely:
        yield "-".join(filter(None, (language, likely, region)))
        if region and likely != _likely_script(language, ""):
            yield f"{language}-{likely}"
    if script and script == likely and region:
        yield f"{language}-{region}"
    if script and script != likely and not region and (place := _likely_region(language, script)):
        yield f"{language}-{place}"


def _split(tag: str) -> tuple[str, str, str]:
    """Language, script (the likely one if it is not said; empty: unknown) and the rest of a tag."""
    language, *others = tag.split("-")
    if others and _is_script(others[0]):
        return language, others[0], "-".join(others[1:])
    region = "-".join(others)
    return language, _likely_script(language, region), region


def _likely_script(language: str, region: str) -> str:
    likely = get_global("likely_subtags")
    found = likely.get(f"{language}_{region}") or likely.get(language) or ""
    return next(filter(_is_script, found.split("_")[1:]), "")


def _likely_region(language: str, script: str) -> str:
    """Where a language is written in a script, unless that is where all of it is written so."""
    found = get_global("likely_subtags").get(f"{language}_{script}", "").split("_")
    return found[2] if len(found) == 3 else ""


def _subtag(part: str) -> str:
    return part.title() if _is_script(part) else part.upper()


def _is_script(part: str) -> bool:
    return len(part) == 4 and part.isalpha()
