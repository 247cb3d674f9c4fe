"""The buttons of a campaign, on platforms that show some."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Self

# Browsers show two at most.
MOST = 2


@dataclass(frozen=True, kw_only=True)
class CampaignButton:
    """A button. `path`: the storefront's page it opens, "" for the home page.

    `labels`: by language.
    """

    path: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> Mapping[str, Any]:
        """As it is stored."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Sequence[Mapping[str, Any]]) -> tuple[Self, ...]:
        """Those that were stored, in their order."""
        return tuple(cls(**each) for each in stored)
