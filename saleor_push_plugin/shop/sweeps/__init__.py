"""Looking for what no hook told us, or what only time brings about.

A windowed sweep gets a span of time and finds what happened in it; the same fact found twice does
no harm. Its cost must be that of what changed, not of what exists.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from ...core.event import Event
from . import orders

Windowed = Callable[[datetime, datetime], list[Event]]

# By the name its cursor is kept under: everything that happened in [since, until).
WINDOWED: Mapping[str, Windowed] = {"orders": orders.created}
