"""Make the event of a gift card that the shop has sent: to its buyer, or to whom staff sent it."""

from datetime import datetime, timedelta
from typing import Any

from saleor.channel.models import Channel
from saleor.giftcard.models import GiftCard

from ..core.event import GIFT_CARD_SENT, Event
from ..core.facts.gift_cards import SentCard
from . import accounts

# Saleor sends bought cards when it has made them, each with a call of its own. Later calls are of
# staff, who send a card again.
JUST_BOUGHT = timedelta(minutes=2)


def event(card: Any, channel: str, email: str, now: datetime) -> Event | None:
    """Return the event; None if no account has this e-mail address, or the channel is unknown."""
    user_id = accounts.account_of(email)
    channel_id = Channel.objects.filter(slug=channel).values_list("pk", flat=True).first()
    if user_id is None or channel_id is None:
        return None
    bought = card.fulfillment_line_id and now - card.created_at < JUST_BOUGHT
    subject = SentCard(
        user_id=user_id,
        card_id=_first(card) if bought else card.pk,
        channel_id=channel_id,
        at=0 if bought else int(now.timestamp() * 1000),
    )
    return Event(kind=GIFT_CARD_SENT, subject=str(subject), at=now)


def bought_together(fulfillments: Any) -> Any:
    """Select the cards of these parcels that Saleor sends by mail: those that are not shipped."""
    return GiftCard.objects.filter(
        fulfillment_line__fulfillment__in=fulfillments,
        fulfillment_line__order_line__is_shipping_required=False,
    ).order_by("pk")


def _first(card: Any) -> int:
    """Return the id of the first card of the same parcel, so that they make one event."""
    cards = bought_together([card.fulfillment_line.fulfillment_id])
    return cards.values_list("pk", flat=True).first() or card.pk
