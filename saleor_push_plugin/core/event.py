"""Something that happened in the shop."""

from dataclasses import dataclass
from datetime import datetime

ORDER_CREATED = "order_created"


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact of the shop: what happened (`kind`) to what (`subject`, a primary key), and when.

    The same fact always has the same `key`, so hooks and sweeps may both report it.
    """

    kind: str
    subject: str
    at: datetime

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.subject}"
