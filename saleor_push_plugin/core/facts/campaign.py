"""Facts of a campaign: what staff wrote, and whether it still goes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..campaigns.buttons import CampaignButton
from ..campaigns.product import CampaignProduct
from ..campaigns.voucher import CampaignVoucher
from ..reason import Reason
from ..scenario import Urgency
from .personal_code import PersonalCode
from .price_and_stock import OfferFacts, offer_words

# The words that only a campaign about a product says.
PRODUCT_WORDS = frozenset(
    {"item", "price", "has_price", "was", "stock_left", "sold_recently", "rating", "ends_in"}
)


@dataclass(frozen=True, kw_only=True)
class CampaignFacts:
    """A campaign. `texts`: by language and name; `language`: of who reads none of these.

    `path`: a page of the storefront, "" for its home page. `image`: an https URL or "". `offer`:
    the voucher that it promises, and `voucher` the code that its reader gets. `about`: the product
    that it is about, and `product` what the shop asks for it now; None: it has it no longer.
    `is_for_segment`: whether its people were found by a condition.
    `experiment`: whose arms its reader gets one of, instead of these texts (`scenario` in
    models.Experiment); "" if none.
    """

    id: int
    channel: str
    shop: str = ""
    texts: Mapping[str, Mapping[str, str]]
    language: str = "en"
    experiment: str = ""
    path: str = ""
    image: str = ""
    urgency: Urgency = Urgency.NORMAL
    buttons: tuple[CampaignButton, ...] = ()
    offer: CampaignVoucher | None = None
    voucher: PersonalCode | None = field(default=None, repr=False)
    about: CampaignProduct | None = None
    product: OfferFacts | None = None
    is_for_segment: bool = False
    is_paused: bool = False
    is_cancelled: bool = False

    @property
    def unavailable(self) -> Reason | None:
        """Why the product cannot be bought now; None if it can, or if it is about none."""
        if self.about is None:
            return None
        return self.product.objection if self.product else Reason.NOT_FOR_SALE

    @property
    def product_words(self) -> Mapping[str, object]:
        """The words of the product; without one they have no value."""
        if self.product is None:
            return dict.fromkeys(PRODUCT_WORDS)
        return {**offer_words(self.product), "was": self.product.was}

    def seen_in(self, channel: str) -> "CampaignFacts":
        """The campaign for a reader who shops in a channel, by slug."""
        return self if self.channel else replace(self, channel=channel)
