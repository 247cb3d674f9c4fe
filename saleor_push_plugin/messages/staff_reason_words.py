"""The words that staff read for a reason code, in their language."""

from .. import scenarios
from ..core.reason import CODES
from . import catalog
from .closest_language import shipped


def words(code: str, language: str = "") -> str:
    """The words of a reason code, in English if not translated; the code itself if unknown.

    A code is unknown after the package whose scenario declared it is uninstalled.
    """
    target = shipped(language) or catalog.SOURCE
    return catalog.section(target, "reasons").get(code) or _english(code)


def _english(code: str) -> str:
    if reason := CODES.get(code):
        return reason.words
    return scenarios.reasons().get(code, code)
