"""Runs one of several steps, so that its failure does not stop those after it."""

import logging
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")
logger = logging.getLogger(__name__)


def isolated(name: str, step: Callable[[], Result], otherwise: Result) -> Result:
    """Run a step and return its result; if it raises, log that and return `otherwise`."""
    try:
        return step()
    except Exception:
        logger.exception("%s failed", name)
        return otherwise
