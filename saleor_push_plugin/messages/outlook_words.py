"""What staff are told before something goes out: what a test can find, and what to look at."""

from collections.abc import Mapping
from decimal import Decimal

from ..core.experiments.smallest_lift import SmallestLift, Source
from ..core.facts.personal_code import Share
from . import catalog
from .closest_language import shipped
from .formatting import Formatter


def sentence(name: str, language: str, words: Mapping[str, object]) -> str:
    """A sentence of the section `outlook` in a language, in English if it is not shipped."""
    target = shipped(language) or catalog.SOURCE
    text: str = catalog.section(target, "outlook")[name]
    return Formatter(language=target, time_zone="UTC").render(text, words)


def lift(found: SmallestLift, language: str) -> str:
    """What a test can find, in plain words, and what that is reckoned from."""
    rate = found.usual.rate
    words: dict[str, object] = {"people": found.people, "rate": share(rate)}
    name = "nothing_found"
    if found.lift is not None:
        words |= {"lift": share(found.lift), "raised": share(rate * (1 + found.lift))}
        name = f"found_{found.goal.value}"
    basis = "assumed" if found.usual.source is Source.ASSUMED else "from_results"
    texts = (sentence(each, language, words) for each in (name, basis))
    return " ".join(texts)


def share(value: float) -> Share:
    """A share as it is read: of little two digits, of much no fraction."""
    percent = Decimal(str(value * 100))
    digits = "1" if percent >= 10 else "0.1" if percent >= 1 else "0.01"
    return Share(percent=percent.quantize(Decimal(digits)))
