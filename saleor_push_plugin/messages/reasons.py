"""The words of a reason, for staff, in their language."""

from .. import scenarios
from ..core.reason import CODES
from . import catalog


def words(code: str, language: str = "") -> str:
    """English where a language has none; the code itself where nothing declares it any more.

    That is so of a reason of another package's scenario once the package is gone.
    """
    shipped = catalog.shipped(language) or catalog.SOURCE
    return catalog.section(shipped, "reasons").get(code) or _english(code)


def _english(code: str) -> str:
    if reason := CODES.get(code):
        return reason.words
    return scenarios.reasons().get(code, code)
