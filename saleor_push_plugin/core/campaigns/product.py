"""The product that a campaign is about: how many people are told of it, and what its end means."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

# People who are told for each piece, unless staff choose otherwise.
PEOPLE_PER_PIECE = 20


@dataclass(frozen=True, kw_only=True)
class CampaignProduct:
    """A variant in the campaign's channel.

    `per_piece`: how many people are told in an hour for each piece that can be bought. `ends`:
    sold out, the campaign ends; else it is paused until there is stock again.
    """

    variant: int
    per_piece: int = PEOPLE_PER_PIECE
    ends: bool = False

    def as_json(self) -> Mapping[str, Any]:
        """As it is stored."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any] | None) -> Self | None:
        """What was stored; None: it is about no product."""
        return None if stored is None else cls(**stored)
