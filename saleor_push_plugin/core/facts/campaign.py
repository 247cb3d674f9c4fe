"""Facts of a campaign: what staff wrote, and whether it still goes out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..scenario import Urgency


@dataclass(frozen=True, kw_only=True)
class CampaignFacts:
    """A campaign. `texts`: by language and name; `language`: of who reads none of these.

    `path`: a page of the storefront, "" for its home page. `image`: an https URL or "".
    """

    id: int
    channel: str
    shop: str = ""
    texts: Mapping[str, Mapping[str, str]]
    language: str = "en"
    path: str = ""
    image: str = ""
    urgency: Urgency = Urgency.NORMAL
    is_paused: bool = False
    is_cancelled: bool = False

    def seen_in(self, channel: str) -> "CampaignFacts":
        """The campaign for a reader who shops in a channel, by slug."""
        return self if self.channel else replace(self, channel=channel)
