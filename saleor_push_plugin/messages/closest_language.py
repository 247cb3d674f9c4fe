"""The shipped language that a reader's language falls back to.

Apart from the catalog, which the scripts for the browser are made with where nothing is installed.
"""

from ..language_tags import lookup
from .catalog import LANGUAGES


def shipped(language: str) -> str | None:
    """The shipped language that a language falls back to: “en” for “en-GB”; None without one."""
    return next((tag for tag in lookup(language) if tag in LANGUAGES), None)
