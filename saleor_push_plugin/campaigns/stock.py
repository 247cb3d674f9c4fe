"""Keeps a campaign about a product to what can be bought: fewer people, a pause, or its end."""

from datetime import datetime, timedelta
from functools import partial

from .. import outbox
from ..core.campaigns.product import CampaignProduct
from ..core.campaigns.states import CampaignState
from ..core.isolated_steps import isolated
from ..core.reason import Reason
from ..models import Campaign
from ..shop.current_prices_and_stock import current_offers
from . import change_log, lifecycle

# Who was told so long ago has bought it by now, or will not.
_HOUR = timedelta(hours=1)


def available(product: CampaignProduct, channel: str) -> int | None:
    """How many pieces can be bought in a channel, by slug; 0 also if it is not for sale.

    None: there is no such variant in such a channel, perhaps because the channel is being renamed.
    """
    pair = (product.variant, channel)
    offer = current_offers([pair]).get(pair)
    if offer is None:
        return None
    return 0 if offer.listed is None else offer.available


def room(campaign: Campaign, most: int, now: datetime) -> int:
    """How many more people may be told of the product now, at most so many.

    Who waits for the end of a night counts until an hour after they were told.
    """
    product = CampaignProduct.from_json(campaign.product)
    if product is None:
        return most
    pieces = available(product, campaign.channel)
    if not pieces:
        return 0
    told = outbox.count_people(lifecycle.pushes_of(campaign), now - _HOUR)
    return max(0, min(most, pieces * product.per_piece - told))


def follow(now: datetime) -> None:
    """Pause or end what is sold out, and resume what was paused for that; each by itself."""
    about = Campaign.objects.filter(product__isnull=False)
    for id in about.filter(state=CampaignState.SENDING).values_list("id", flat=True):
        isolated(f"stock of campaign {id}", partial(_halt, id, now), None)
    waiting = about.filter(state=CampaignState.PAUSED, problem=Reason.SOLD_OUT)
    for id in waiting.values_list("id", flat=True):
        isolated(f"stock of campaign {id}", partial(_go_on, id, now), None)


def _halt(id: int, now: datetime) -> None:
    with outbox.atomic():
        campaign = Campaign.objects.select_for_update(skip_locked=True).filter(pk=id).first()
        product = CampaignProduct.from_json(campaign.product) if campaign else None
        left = available(product, campaign.channel) if campaign and product else None
        if campaign is None or product is None or left or not lifecycle.waits(campaign):
            return
        halt = lifecycle.cancel if product.ends and left == 0 else lifecycle.pause
        halt(id, change_log.NOBODY, now, Reason.SOLD_OUT)


def _go_on(id: int, now: datetime) -> None:
    with outbox.atomic():
        paused = Campaign.objects.filter(pk=id, problem=Reason.SOLD_OUT)
        campaign = paused.select_for_update(skip_locked=True).first()
        product = CampaignProduct.from_json(campaign.product) if campaign else None
        if campaign and product and available(product, campaign.channel):
            lifecycle.resume(id, change_log.NOBODY, now)
