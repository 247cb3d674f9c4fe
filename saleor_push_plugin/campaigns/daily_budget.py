"""Keeps who waits for the next day's codes out of the outbox, where others wait behind them."""

from datetime import datetime

from .. import outbox
from ..core.campaigns.voucher import CampaignVoucher
from ..models import Campaign
from ..shop import campaign_codes
from . import lifecycle

# So many more than there are codes left, because some people can have none or get no push.
MORE = 1000


def room(campaign: Campaign, most: int, now: datetime) -> int:
    """How many more people may be cut now, at most so many."""
    offer = CampaignVoucher.from_json(campaign.voucher)
    if offer is None or offer.code or not offer.needed:
        return most
    left = campaign_codes.left_today(campaign.pk, offer, now)
    if left is None:
        return most
    waiting = outbox.count_people(lifecycle.pushes_of(campaign))
    return max(0, min(most, left + MORE - waiting))
