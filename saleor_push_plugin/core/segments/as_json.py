"""A `where` as JSON, in which it is stored."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any


def as_json(value: object) -> Any:
    """Write a checked `where` in JSON: moments and amounts as texts, without what is null."""
    if isinstance(value, Mapping):
        return {str(name): as_json(each) for name, each in value.items() if each is not None}
    if isinstance(value, list | tuple):
        return [as_json(each) for each in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | float) else value
