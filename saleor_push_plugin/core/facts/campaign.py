"""Facts of a campaign: what staff wrote, and whether it still goes out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..campaigns.voucher import CampaignVoucher
from ..scenario import Urgency
from .personal_code import PersonalCode


@dataclass(frozen=True, kw_only=True)
class CampaignFacts:
    """A campaign. `texts`: by language and name; `language`: of who reads none of these.

    `path`: a page of the storefront, "" for its home page. `image`: an https URL or "". `offer`:
    the voucher that it promises, and `voucher` the code that its reader gets.
    """

    id: int
    channel: str
    shop: str = ""
    texts: Mapping[str, Mapping[str, str]]
    language: str = "en"
    path: str = ""
    image: str = ""
    urgency: Urgency = Urgency.NORMAL
    offer: CampaignVoucher | None = None
    voucher: PersonalCode | None = None
    is_paused: bool = False
    is_cancelled: bool = False

    def seen_in(self, channel: str) -> "CampaignFacts":
        """The campaign for a reader who shops in a channel, by slug."""
        return self if self.channel else replace(self, channel=channel)
