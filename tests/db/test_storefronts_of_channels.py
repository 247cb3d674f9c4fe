"""Channels with storefronts of their own: a click opens the shop where it happened."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.models import PersonalVoucher, Subscription
from saleor_push_plugin.shop import config
from saleor_push_plugin.shop.connections import writer
from tests.hosts.goods import Channel
from tests.hosts.refs import Customer, Refused
from tests.hosts.shop import Shop

from .conftest import STOREFRONT, Browser, Deliver, Look

WARSAW = "https://sklep.example/pl"
TOMORROW = timedelta(days=1)


@pytest.fixture
def warsaw(push: Shop) -> Channel:
    """The second channel, whose shop is elsewhere, with another page of an order."""
    channel = push.catalogue.channels[1]
    push.configure_channel(channel, storefront_url=WARSAW, order_path="/zamowienie/{order}")
    return channel


@pytest.fixture
def bella(push: Shop) -> Channel:
    """Another channel of the second one's currency, and before it in the alphabet."""
    from saleor.channel import models

    with writer():
        second = push.catalogue.channels[1]
        made = models.Channel.objects.create(
            slug="a-bella", name="Bella", currency_code=second.currency, is_active=True
        )
    return Channel(id=_global_id("Channel", made.pk), slug=made.slug, currency=second.currency)


def _global_id(kind: str, pk: object) -> str:
    return base64.b64encode(f"{kind}:{pk}".encode()).decode()


def _pk(global_id: str) -> int:
    return int(base64.b64decode(global_id).decode().partition(":")[2])


def last_link(browser: Browser) -> str:
    return str(browser.subscriber.shown()[-1].navigate)


def test_an_order_opens_the_shop_where_it_was_placed(
    push: Shop, warsaw: Channel, ada: Customer, phone: Browser
) -> None:
    push.place_order(customer=ada)
    assert last_link(phone).startswith(f"{STOREFRONT}/checkout?order=")
    push.place_order(customer=ada, channel=warsaw.slug)
    assert last_link(phone).startswith(f"{WARSAW}/zamowienie/T3JkZXI6")


def test_a_channel_that_is_switched_off_or_empty_is_as_all_are(
    push: Shop, warsaw: Channel, ada: Customer, phone: Browser
) -> None:
    push.configure_channel(warsaw, active=False)
    push.place_order(customer=ada, channel=warsaw.slug)
    assert last_link(phone).startswith(f"{STOREFRONT}/checkout?order=")
    push.configure_channel(warsaw, storefront_url="", order_path="")
    push.place_order(customer=ada, channel=warsaw.slug)
    assert last_link(phone).startswith(f"{STOREFRONT}/checkout?order=")


def test_a_renamed_channel_keeps_its_shop(push: Shop, warsaw: Channel) -> None:
    push.rename_channel(warsaw, "poland")
    assert config.load().storefront("poland").url == WARSAW


def test_a_deleted_channel_leaves_nothing(push: Shop, warsaw: Channel) -> None:
    push.delete_channel(warsaw, orders_to=_other_of(push, warsaw))
    assert config.load().storefronts == {}


def _other_of(push: Shop, channel: Channel) -> Channel:
    """Another channel with its currency: Saleor moves orders only there."""
    from saleor.channel import models

    with writer():
        made = models.Channel.objects.create(
            slug="z-other", name="Other", currency_code=channel.currency, is_active=True
        )
    return Channel(id=_global_id("Channel", made.pk), slug=made.slug, currency=channel.currency)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("storefront_url", "shop.example", "INVALID"),
        ("storefront_url", "https://shop.example@evil.example", "INVALID"),
        ("storefront_url", "javascript:alert(1)", "INVALID"),
        ("order_path", "//evil.example", "INVALID"),
        ("order_path", "/o/{order.user}", "INVALID"),
        ("quiet_hours", "21:00-08:00", "NOT_FOUND"),
    ],
)
def test_a_wrong_value_is_refused(push: Shop, field: str, value: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        push.configure_channel(push.catalogue.channel, **{field: value})
    assert refused.value.codes == (code,)
    assert config.load().storefronts == {}


def give_card(owner: Customer, **changes: Any) -> Any:
    from saleor.giftcard.models import GiftCard

    card = {
        "code": "GIFTCARD-A1B2",
        "used_by_id": _pk(owner.id),
        "expiry_date": (timezone.now() + timedelta(days=8)).date(),
        "currency": "PLN",
        "initial_balance_amount": Decimal(50),
        "current_balance_amount": Decimal(25),
    }
    with writer():
        return GiftCard.objects.create(**(card | changes))


Remind = Callable[[], None]


@pytest.fixture
def remind(look: Look, deliver: Deliver) -> Remind:
    """Two days pass, at whose noon reminders of an expiry go out."""
    start = datetime.combine(timezone.now(), datetime.min.time(), tzinfo=UTC)
    look(timezone.now())

    def run() -> None:
        for hours in (36, 60, 84, 108, 132, 156, 180):
            at = start + timedelta(hours=hours)
            look(at)
            deliver(at)

    return run


def test_a_gift_card_opens_the_shop_where_it_was_sold(
    push: Shop, warsaw: Channel, bella: Channel, ada: Customer, phone: Browser, remind: Remind
) -> None:
    from saleor.order.models import FulfillmentLine

    order = push.place_order(customer=ada, channel=warsaw.slug)
    push.fulfill(order)
    with writer():
        line = FulfillmentLine.objects.order_by("-pk").first()
    give_card(ada, fulfillment_line=line)
    remind()
    (card,) = [shown for shown in phone.subscriber.shown() if "gift card" in shown.title]
    assert card.navigate.startswith(f"{WARSAW}/{warsaw.slug}?")


def test_a_gift_card_that_was_given_opens_the_readers_shop(
    push: Shop, warsaw: Channel, bella: Channel, ada: Customer, phone: Browser, remind: Remind
) -> None:
    Subscription.objects.update(channel=warsaw.slug)
    give_card(ada)
    remind()
    assert last_link(phone).startswith(f"{WARSAW}/{warsaw.slug}?")


def test_a_reader_where_the_card_cannot_be_used_is_led_to_where_it_can(
    push: Shop, warsaw: Channel, bella: Channel, ada: Customer, phone: Browser, remind: Remind
) -> None:
    give_card(ada)
    remind()
    assert last_link(phone).startswith(f"{STOREFRONT}/{bella.slug}?")


@pytest.mark.parametrize("promised_in", [0, 1])
def test_a_voucher_opens_the_shop_that_promised_it(
    push: Shop, warsaw: Channel, ada: Customer, phone: Browser, remind: Remind, promised_in: int
) -> None:
    from saleor.channel import models
    from saleor.discount.models import Voucher, VoucherCode

    promised = push.catalogue.channels[promised_in]
    with writer():
        voucher = Voucher.objects.create(
            name="Thanks", single_use=True, end_date=timezone.now() + timedelta(days=5)
        )
        for each in push.catalogue.channels:
            channel = models.Channel.objects.get(slug=each.slug)
            voucher.channel_listings.create(
                channel=channel, discount_value=5, currency=each.currency
            )
        PersonalVoucher.objects.create(
            key="k",
            code="THX-1",
            person=f"u{_pk(ada.id)}",
            channel=promised.slug,
            made_at=timezone.now() - 30 * TOMORROW,
        )
        VoucherCode.objects.create(voucher=voucher, code="THX-1")
    Subscription.objects.update(topics=list(Topic), channel=push.catalogue.channels[0].slug)
    remind()
    assert "THX-1" in phone.texts[-1]
    shop = config.load().storefront(promised.slug).url
    assert last_link(phone).startswith(f"{shop}/{promised.slug}?")
