"""What the shopper sees."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A notification as the shopper sees it, and when (epoch ms)."""

    title: str
    body: str
    at_ms: int
