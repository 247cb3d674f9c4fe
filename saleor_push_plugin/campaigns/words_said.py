"""Which words the texts of a draft say."""

from collections.abc import Mapping

from ..core.text.template import words_in
from ..core.text.template_parser import TemplateError
from ..models import Campaign


def by_language(campaign: Campaign) -> Mapping[str, set[str]]:
    """The words in braces by language, in the order of the languages' tags.

    A text that cannot be read says none: the check of the texts tells of it.
    """
    return {tag: _said(texts) for tag, texts in sorted(campaign.texts.items())}


def _said(texts: Mapping[str, str]) -> set[str]:
    return {word for template in texts.values() for word in _words(template)}


def _words(template: str) -> set[str]:
    try:
        return set(words_in(template))
    except TemplateError:
        return set()
