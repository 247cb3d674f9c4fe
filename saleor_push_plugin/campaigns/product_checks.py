"""What is wrong with the product that a draft is about, and with what its texts say of it."""

from collections.abc import Iterator

from ..core.campaigns.product import CampaignProduct
from ..core.facts.campaign import PRODUCT_WORDS
from ..core.push_subscription import Problem
from ..models import Campaign
from ..shop.current_prices_and_stock import current_offers
from . import words_said

MOST_PER_PIECE = 10_000


def problems(campaign: Campaign) -> Iterator[Problem]:
    """Everything that is wrong. What is sold out may be scheduled: there may be stock by then."""
    product = CampaignProduct.from_json(campaign.product)
    if product is None:
        yield from _words_without_product(campaign)
        return
    if not 1 <= product.per_piece <= MOST_PER_PIECE:
        message = f"1 to {MOST_PER_PIECE} people can be told for each piece."
        yield Problem(field="people_per_piece", code="invalid", message=message)
    if not campaign.channel:
        message = "A product is sold in a channel: name the channel of the campaign."
        yield Problem(field="channel", code="required", message=message)
    elif not _is_for_sale(product, campaign.channel):
        message = "This variant is not for sale in the campaign's channel."
        yield Problem(field="variant", code="not_found", message=message)


def _words_without_product(campaign: Campaign) -> Iterator[Problem]:
    for tag, words in words_said.by_language(campaign):
        if said := sorted(words & PRODUCT_WORDS):
            message = f"The text in “{tag}” says {said[0]}, and the campaign is about no product."
            yield Problem(field="product", code="required", message=message)


def _is_for_sale(product: CampaignProduct, channel: str) -> bool:
    pair = (product.variant, channel)
    offer = current_offers([pair]).get(pair)
    return offer is not None and offer.listed is not None
