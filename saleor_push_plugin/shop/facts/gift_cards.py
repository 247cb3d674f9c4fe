"""Load gift cards that the shop has sent to an account."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from django.utils import timezone
from saleor.channel.models import Channel
from saleor.giftcard.models import GiftCard

from ...core.event import GIFT_CARD_SENT
from ...core.facts.common import Money
from ...core.facts.gift_cards import GiftCardFacts, SentCard
from .. import accounts
from ..sent_gift_cards import bought_together
from .expiring import SHOWN
from .registry import loads_shared


@loads_shared(GIFT_CARD_SENT)
def load(subjects: list[str]) -> Mapping[str, GiftCardFacts]:
    """Return the cards by subject, in four queries; those that are gone are left out."""
    parsed = {subject: SentCard.parse(subject) for subject in subjects}
    cards = _cards(parsed.values())
    slugs = dict(
        Channel.objects.filter(pk__in={one.channel_id for one in parsed.values()}).values_list(
            "pk", "slug"
        )
    )
    confirmed = accounts.confirmed({one.user_id for one in parsed.values()})
    return {
        subject: _facts(one, cards[one], slugs[one.channel_id], confirmed[one.user_id])
        for subject, one in parsed.items()
        if cards[one] and one.channel_id in slugs and one.user_id in confirmed
    }


def _cards(sent: Collection[SentCard]) -> Mapping[SentCard, Sequence[GiftCard]]:
    """Return the cards of each subject; those bought together count for the first of them."""
    ids = {one.card_id for one in sent}
    single = GiftCard.objects.filter(pk__in=ids).select_related("fulfillment_line")
    by_id = {card.pk: card for card in single}
    parcels = {c.fulfillment_line.fulfillment_id for c in by_id.values() if c.fulfillment_line}
    together = defaultdict(list)
    for card in bought_together(parcels).select_related("fulfillment_line"):
        together[card.fulfillment_line.fulfillment_id].append(card)
    return {one: _of(one, by_id.get(one.card_id), together) for one in sent}


def _of(
    one: SentCard, card: GiftCard | None, together: Mapping[int, Sequence[GiftCard]]
) -> Sequence[GiftCard]:
    if card is None:
        return []
    if one.at or card.fulfillment_line is None:
        return [card]
    return together[card.fulfillment_line.fulfillment_id] or [card]


def _facts(
    one: SentCard, cards: Sequence[GiftCard], channel: str, confirmed: bool
) -> GiftCardFacts:
    usable = [card for card in cards if _is_usable(card)]
    days = {card.expiry_date for card in usable}
    total = sum(card.current_balance_amount for card in usable)
    return GiftCardFacts(
        id=str(one.card_id),
        user_id=one.user_id,
        channel=channel,
        endings=tuple(card.code[-SHOWN:] for card in usable),
        balance=Money(amount=total, currency=usable[0].currency) if usable else None,
        last_day=days.pop() if len(days) == 1 else None,
        is_confirmed=confirmed,
    )


def _is_usable(card: GiftCard) -> bool:
    today = timezone.localdate()
    is_valid = card.expiry_date is None or card.expiry_date >= today
    return card.is_active and card.current_balance_amount > 0 and is_valid
