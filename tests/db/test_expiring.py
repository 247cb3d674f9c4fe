"""Gift cards and personal vouchers, told of before they are worth nothing."""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.models import Event, Notification, PersonalVoucher, Subscription
from saleor_push_plugin.shop.connections import writer

from .order_story import Story

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
CARD = "€25.00 left on your gift card"


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """What the shop gives away, by the day it ends. `today` is when the day of the test began:
    midnight may pass while it runs.
    """

    story: Story
    today: datetime

    @property
    def owner(self) -> int:
        return int(base64.b64decode(self.story.customer.id).decode().partition(":")[2])

    def give_card(self, **changes: Any) -> Any:
        """A gift card whose last day is in three weeks, already used by the customer."""
        from saleor.giftcard.models import GiftCard

        card = {
            "code": "GIFTCARD-A1B2",
            "used_by_id": self.owner,
            "expiry_date": (self.today + 21 * DAY).date(),
            "currency": "EUR",
            "initial_balance_amount": Decimal(50),
            "current_balance_amount": Decimal(25),
        }
        with writer():
            return GiftCard.objects.create(**(card | changes))

    def give_voucher(
        self, person: str, *, made: timedelta = timedelta(0), valid: timedelta = 10 * DAY
    ) -> Any:
        """A code of ours for one person, of a voucher that ends with the ninth day from now."""
        from saleor.channel.models import Channel
        from saleor.discount.models import Voucher, VoucherCode

        Subscription.objects.update(topics=[Topic.ORDER_UPDATES, Topic.OFFERS])
        made_at, end = self.today + made, self.today + valid
        with writer():
            channel = Channel.objects.get(slug=self.story.shop.catalogue.channel.slug)
            voucher = Voucher.objects.create(name="Shipping", single_use=True, end_date=end)
            voucher.channel_listings.create(channel=channel, discount_value=5, currency="EUR")
            PersonalVoucher.objects.create(
                key="k", code="SHIP-7K3M9QXA", person=person, made_at=made_at
            )
            VoucherCode.objects.create(voucher=voucher, code="SOMEBODY-ELSES")
            return VoucherCode.objects.create(voucher=voucher, code="SHIP-7K3M9QXA")

    def shown_by(self, hour: int, *, days: int) -> list[str]:
        """What has been shown by an hour of a day from now."""
        return self.story.sweep(self.today + days * DAY + hour * HOUR - timezone.now())

    def at_ten(self, days: int) -> list[str]:
        return self.shown_by(11, days=days)


@pytest.fixture
def calendar(story: Story) -> Calendar:
    return Calendar(story=story, today=datetime.combine(timezone.now(), time.min, tzinfo=UTC))


def test_a_gift_card_is_told_of_a_week_before_its_last_day_and_once(calendar: Calendar) -> None:
    card = calendar.give_card()
    assert calendar.at_ten(13) == []
    assert calendar.at_ten(14) == [CARD]
    assert calendar.at_ten(15) == [CARD]
    body = calendar.story.news[0].splitlines()[1]
    assert body.startswith("Card …A1B2 · Valid until ")
    assert card.code not in calendar.story.news[0]
    assert Event.objects.filter(kind="gift_card_expiring").count() == 1


@pytest.mark.parametrize(
    "nobodys", [{"used_by_id": None}, {"is_active": False}, {"current_balance_amount": 0}]
)
def test_a_card_of_nobody_or_without_money_is_not_told_of(
    calendar: Calendar, nobodys: dict[str, Any]
) -> None:
    calendar.give_card(**nobodys)
    assert calendar.at_ten(14) == []


@pytest.mark.parametrize(
    ("meanwhile", "reason"),
    [
        ({"current_balance_amount": 0}, "spent_or_inactive"),
        ({"expiry_date": datetime(2099, 1, 1, tzinfo=UTC).date()}, "expiry_changed"),
    ],
)
def test_a_card_spent_or_prolonged_while_the_push_waits_is_not_told_of(
    calendar: Calendar, meanwhile: dict[str, Any], reason: str
) -> None:
    card = calendar.give_card()
    calendar.story.held_up(lambda: calendar.at_ten(14))
    with writer():
        type(card).objects.filter(pk=card.pk).update(**meanwhile)
    calendar.story.deliver(calendar.today + 14 * DAY + 12 * HOUR)
    assert calendar.story.news == []
    assert reasons() == [reason]


def test_who_refused_order_updates_does_not_hear_of_cards(calendar: Calendar) -> None:
    calendar.give_card()
    Subscription.objects.update(topics=[])
    assert calendar.at_ten(14) == []


def test_a_personal_voucher_is_told_of_two_days_before_its_last_day(calendar: Calendar) -> None:
    calendar.give_voucher(f"u{calendar.owner}")
    assert calendar.shown_by(9, days=7) == []
    last = calendar.today + 9 * DAY
    assert calendar.at_ten(7) == [f"Your voucher is valid until {last:%B} {last.day}"]
    assert calendar.story.news[0].endswith("\nAt the checkout: €5.00 off with code SHIP-7K3M9QXA")
    assert len(calendar.at_ten(8)) == 1


@pytest.mark.parametrize("why", ["all used", "once per customer", "a closed channel"])
def test_a_voucher_nobody_would_take_any_more_is_not_told_of(calendar: Calendar, why: str) -> None:
    from saleor.channel.models import Channel
    from saleor.discount.models import Voucher, VoucherCode, VoucherCustomer

    calendar.give_voucher(f"u{calendar.owner}", made=-30 * DAY)
    email = calendar.story.customer.email
    with writer():
        other = VoucherCode.objects.filter(code="SOMEBODY-ELSES")
        if why == "all used":
            Voucher.objects.update(usage_limit=1)
            other.update(used=1, is_active=False)
        if why == "once per customer":
            Voucher.objects.update(apply_once_per_customer=True)
            VoucherCustomer.objects.create(voucher_code=other.get(), customer_email=email)
        if why == "a closed channel":
            Channel.objects.update(is_active=False)
    try:
        assert calendar.at_ten(7) == []
    finally:
        with writer():
            Channel.objects.update(is_active=True)
    assert Event.objects.filter(kind="voucher_expiring").count() == 1


def test_a_voucher_that_ends_within_a_day_is_told_of_two_days_before_it(
    calendar: Calendar,
) -> None:
    calendar.give_voucher(f"u{calendar.owner}", valid=9 * DAY + 15 * HOUR)
    assert calendar.shown_by(9, days=7) == []
    assert len(calendar.at_ten(7)) == 1


def test_a_voucher_of_a_browser_is_told_there(calendar: Calendar) -> None:
    calendar.give_voucher(f"s{Subscription.objects.get().pk}")
    assert len(calendar.at_ten(7)) == 1


def test_a_voucher_used_while_the_push_waits_is_not_told_of(calendar: Calendar) -> None:
    code = calendar.give_voucher(f"u{calendar.owner}")
    calendar.story.held_up(lambda: calendar.at_ten(7))
    with writer():
        type(code).objects.filter(pk=code.pk).update(is_active=False)
    calendar.story.deliver(calendar.today + 7 * DAY + 12 * HOUR)
    assert calendar.story.news == []
    assert reasons(bulk=True) == ["spent_or_inactive"]


def test_who_got_a_voucher_just_now_is_not_reminded_of_it(calendar: Calendar) -> None:
    calendar.give_voucher(f"u{calendar.owner}", made=7 * DAY - 12 * HOUR)
    assert calendar.at_ten(7) == []


def test_a_codes_end_is_marketing_and_needs_its_consent(calendar: Calendar) -> None:
    calendar.give_voucher(f"u{calendar.owner}")
    Subscription.objects.update(topics=[Topic.ORDER_UPDATES])
    assert calendar.at_ten(7) == []


@pytest.mark.parametrize("quiet_hours", ["21:00-08:00", ""])
@pytest.mark.parametrize("thing", ["card", "voucher"])
def test_nobody_is_woken_for_what_we_set_off(
    calendar: Calendar, thing: str, quiet_hours: str
) -> None:
    """At 10:00 UTC it is 2 or 3 a.m. in California."""
    if thing == "voucher" and not quiet_hours:
        pytest.skip("the owner decides on marketing")
    calendar.story.shop.configure_push(quiet_hours=quiet_hours)
    Subscription.objects.update(time_zone="America/Los_Angeles")
    days = 14 if thing == "card" else 7
    if thing == "card":
        calendar.give_card()
    else:
        calendar.give_voucher(f"u{calendar.owner}")
    assert calendar.at_ten(days) == []
    assert calendar.shown_by(14, days=days) == []
    assert len(calendar.shown_by(17, days=days)) == 1


@pytest.mark.parametrize(
    ("zone", "end", "days"),
    [
        ("America/New_York", timedelta(hours=3, minutes=59), 8),
        ("Europe/Berlin", timedelta(hours=3, minutes=59), 9),
        ("UTC", timedelta(hours=3, minutes=59), 9),
        # It ends at 23:59 where the shop is: the next day in Berlin has hardly begun.
        ("Europe/Berlin", timedelta(hours=23, minutes=59), 9),
    ],
)
def test_the_last_day_of_a_code_is_that_of_the_reader(
    calendar: Calendar, zone: str, end: timedelta, days: int
) -> None:
    """What ends at 3:59 UTC ends in New York before midnight, on the day before."""
    calendar.give_voucher(f"u{calendar.owner}", valid=9 * DAY + end)
    Subscription.objects.update(time_zone=zone)
    last = calendar.today + days * DAY
    assert calendar.shown_by(17, days=7) == [f"Your voucher is valid until {last:%B} {last.day}"]


@pytest.mark.parametrize(
    ("shops", "days", "awake"), [("America/New_York", 8, 17), ("Asia/Tokyo", 9, 11)]
)
def test_the_last_day_is_the_shops_for_who_told_no_time_zone(
    calendar: Calendar, shops: str, days: int, awake: int
) -> None:
    calendar.story.shop.configure_push(time_zone=shops)
    calendar.give_voucher(f"u{calendar.owner}", valid=9 * DAY + timedelta(hours=3, minutes=59))
    Subscription.objects.update(time_zone="")
    last = calendar.today + days * DAY
    assert calendar.shown_by(awake, days=7) == [f"Your voucher is valid until {last:%B} {last.day}"]


def reasons(*, bulk: bool = False) -> list[str]:
    rows = Notification.objects.filter(state="skipped", bulk=bulk)
    return list(rows.values_list("reason", flat=True))


@pytest.mark.parametrize("told", [False, True])
def test_a_campaigns_code_is_told_of_again_only_to_who_was_told_of_it(
    calendar: Calendar, told: bool
) -> None:
    person = f"u{calendar.owner}"
    calendar.give_voucher(person)
    PersonalVoucher.objects.update(key="campaign/7/SHIP-7K3M9QXA", purpose="campaign")
    at = calendar.today
    event = Event.objects.create(key="campaign:7@1", kind="campaign", subject="7@1", at=at)
    Notification.objects.create(
        key="x/1",
        event=event,
        scenario="campaign",
        person=person,
        state="sent" if told else "failed",
        sent_at=at - 20 * DAY if told else None,
        due_at=at,
        expires_at=at,
        created_at=at - 20 * DAY,
    )
    assert len(calendar.at_ten(7)) == told
