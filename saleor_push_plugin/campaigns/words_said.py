"""Which words the texts of a draft say."""

from collections.abc import Mapping

from ..core.text.template import words_in
from ..core.text.template_parser import TemplateError
from ..models import Campaign
from . import arms


def by_language(campaign: Campaign) -> list[tuple[str, set[str]]]:
    """The words in braces of each arm, with their language, in the order of the languages' tags.

    A text that cannot be read says none: the check of the texts tells of it.
    """
    texts = (item for arm in arms.all_of(campaign) for item in arm["texts"].items())
    return sorted(((tag, _said(each)) for tag, each in texts), key=lambda pair: pair[0])


def _said(texts: Mapping[str, str]) -> set[str]:
    return {word for template in texts.values() for word in _words(template)}


def _words(template: str) -> set[str]:
    try:
        return set(words_in(template))
    except TemplateError:
        return set()
