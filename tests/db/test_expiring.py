"""Gift cards and personal vouchers, told of before they are worth nothing."""

import base64
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin.models import Event, Grant, Notification, Subscription
from saleor_push_plugin.shop.compat import writer

from .order_story import Story

DAY = timedelta(days=1)
CARD = "€25.00 left on your gift card"


def number(node_id: str) -> int:
    return int(base64.b64decode(node_id).decode().partition(":")[2])


def days_from_now(days: int) -> datetime:
    return datetime.combine(timezone.now() + days * DAY, datetime.min.time(), tzinfo=UTC)


def give_card(story: Story, **changes: Any) -> Any:
    """A gift card whose last day is in three weeks, already used by the customer."""
    from saleor.giftcard.models import GiftCard

    card = {
        "code": "GIFTCARD-A1B2",
        "used_by_id": number(story.customer.id),
        "expiry_date": days_from_now(21).date(),
        "currency": "EUR",
        "initial_balance_amount": Decimal(50),
        "current_balance_amount": Decimal(25),
    }
    with writer():
        return GiftCard.objects.create(**(card | changes))


def give_voucher(story: Story, person: str, *, made: timedelta = timedelta(0)) -> Any:
    """A code of ours for one person, of a voucher that ends in ten days."""
    from saleor.channel.models import Channel
    from saleor.discount.models import Voucher, VoucherCode

    with writer():
        channel = Channel.objects.get(slug=story.shop.catalogue.channel.slug)
        voucher = Voucher.objects.create(
            name="Shipping", single_use=True, end_date=days_from_now(10)
        )
        voucher.channel_listings.create(channel=channel, discount_value=5, currency="EUR")
        Grant.objects.create(
            key="k", code="SHIP-7K3M9QXA", person=person, made_at=timezone.now() + made
        )
        VoucherCode.objects.create(voucher=voucher, code="SOMEBODY-ELSES")
        return VoucherCode.objects.create(voucher=voucher, code="SHIP-7K3M9QXA")


def at_ten(story: Story, days: int) -> list[str]:
    """What has been shown by eleven o'clock of a day from now."""
    return story.sweep(days_from_now(days) + timedelta(hours=11) - timezone.now())


def test_a_gift_card_is_told_of_a_week_before_its_last_day_and_once(story: Story) -> None:
    card = give_card(story)
    assert at_ten(story, 13) == []
    assert at_ten(story, 14) == [CARD]
    assert at_ten(story, 15) == [CARD]
    body = story.news[0].splitlines()[1]
    assert body.startswith("Card …A1B2 · Valid until ")
    assert card.code not in story.news[0]
    assert Event.objects.filter(kind="gift_card_expiring").count() == 1


@pytest.mark.parametrize(
    "nobodys", [{"used_by_id": None}, {"is_active": False}, {"current_balance_amount": 0}]
)
def test_a_card_of_nobody_or_without_money_is_not_told_of(
    story: Story, nobodys: dict[str, Any]
) -> None:
    give_card(story, **nobodys)
    assert at_ten(story, 14) == []


@pytest.mark.parametrize(
    ("meanwhile", "reason"),
    [
        ({"current_balance_amount": 0}, "spent or switched off"),
        ({"expiry_date": datetime(2099, 1, 1, tzinfo=UTC).date()}, "valid until another day"),
    ],
)
def test_a_card_spent_or_prolonged_while_the_push_waits_is_not_told_of(
    story: Story, meanwhile: dict[str, Any], reason: str
) -> None:
    card = give_card(story)
    story.held_up(lambda: at_ten(story, 14))
    with writer():
        type(card).objects.filter(pk=card.pk).update(**meanwhile)
    story.deliver(days_from_now(14) + timedelta(hours=12))
    assert story.news == []
    assert reasons() == [reason]


def test_who_refused_order_updates_does_not_hear_of_cards(story: Story) -> None:
    give_card(story)
    Subscription.objects.update(topics=[])
    assert at_ten(story, 14) == []


def test_a_personal_voucher_is_told_of_two_days_before_its_end(story: Story) -> None:
    give_voucher(story, f"u{number(story.customer.id)}")
    assert at_ten(story, 7) == []
    (title,) = at_ten(story, 8)
    assert title.startswith("Your voucher is valid until ")
    assert story.news[0].endswith("\nUse SHIP-7K3M9QXA at the checkout.")
    assert len(at_ten(story, 9)) == 1


def test_a_voucher_of_a_browser_is_told_there(story: Story) -> None:
    give_voucher(story, f"s{Subscription.objects.get().pk}")
    assert len(at_ten(story, 8)) == 1


def test_a_voucher_used_while_the_push_waits_is_not_told_of(story: Story) -> None:
    code = give_voucher(story, f"u{number(story.customer.id)}")
    story.held_up(lambda: at_ten(story, 8))
    with writer():
        type(code).objects.filter(pk=code.pk).update(is_active=False)
    story.deliver(days_from_now(8) + timedelta(hours=12))
    assert story.news == []
    assert reasons() == ["used or switched off"]


def test_who_got_a_voucher_just_now_is_not_reminded_of_it(story: Story) -> None:
    give_voucher(story, f"u{number(story.customer.id)}", made=8 * DAY - timedelta(hours=12))
    assert at_ten(story, 8) == []


def reasons() -> list[str]:
    return list(
        Notification.objects.filter(state="skipped", bulk=False).values_list("reason", flat=True)
    )
