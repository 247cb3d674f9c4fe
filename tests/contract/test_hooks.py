"""Which hooks a shop calls, and when: the sandbox as the real one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from saleor.plugins.base_plugin import BasePlugin

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from tests.hosts.shop import Shop

pytestmark = pytest.mark.django_db

HEARD: list[str] = []
HOOKS = (
    *("order_created", "order_confirmed", "order_updated", "order_fulfilled", "order_cancelled"),
    *("order_paid", "order_fully_paid", "fulfillment_created", "fulfillment_approved"),
    *("tracking_number_updated", "checkout_created", "checkout_updated", "customer_created"),
    *("customer_deleted", "account_confirmation_requested", "product_variant_updated"),
    *("fulfillment_metadata_updated", "order_refunded", "order_fully_refunded"),
    *("gift_card_created", "gift_card_sent"),
    *("product_variant_back_in_stock", "product_variant_out_of_stock"),
)


class Probe(BasePlugin):
    """Writes down which hook was called, with what, and with which extra words."""

    PLUGIN_ID = "tests.probe"
    PLUGIN_NAME = "Probe"
    CONFIGURATION_PER_CHANNEL = False
    DEFAULT_ACTIVE = True


def _listen(hook: str) -> Any:
    def heard(self: Probe, *args: Any, previous_value: Any, **kwargs: Any) -> Any:
        # Only 3.23 says how it counted its stocks.
        words = sorted(kwargs.keys() - {"calculate_stocks_with_shipping_zones"})
        told = [type(args[0]).__name__, *words]
        HEARD.append(f"{hook}({', '.join(told)})")
        return previous_value

    return heard


for _hook in HOOKS:
    setattr(Probe, _hook, _listen(_hook))


@pytest.fixture(autouse=True)
def _probe(settings: SettingsWrapper, shop: Shop) -> None:
    settings.PLUGINS = [f"{__name__}.{Probe.__name__}"]
    HEARD.clear()


def heard() -> list[str]:
    told = list(HEARD)
    HEARD.clear()
    return told


def test_registering(shop: Shop) -> None:
    shop.register()
    assert heard()[-1] == "customer_created(User)"


def test_shopping(shop: Shop) -> None:
    checkout = shop.new_checkout()
    assert heard() == ["checkout_created(Checkout, webhooks)"]
    shop.update_lines(checkout, lines=[(shop.catalogue.variants[0], 2)])
    assert heard() == ["checkout_updated(Checkout, webhooks)"]
    shop.choose_delivery(checkout)
    assert heard() == ["checkout_updated(Checkout, webhooks)"]
    shop.finish(checkout)
    assert heard() == ["order_created(Order, webhooks)", "order_confirmed(Order, webhooks)"]


def test_sending_the_goods(shop: Shop) -> None:
    order = shop.place_order()
    heard()
    fulfillment = shop.fulfill(order)
    assert heard() == [
        "fulfillment_created(Fulfillment, notify_customer)",
        "fulfillment_approved(Fulfillment, notify_customer)",
        "order_updated(Order, webhooks)",
        "order_fulfilled(Order, webhooks)",
    ]
    shop.set_tracking(fulfillment, tracking="DE123")
    assert heard() == ["tracking_number_updated(Fulfillment)", "order_updated(Order, webhooks)"]


def test_packing_before_sending(shop: Shop) -> None:
    """Nobody hears that a parcel is being packed but by looking."""
    order = shop.place_order()
    shop.ask_for_approval(asked=True)
    heard()
    fulfillment = shop.fulfill(order)
    assert heard() == ["order_updated(Order, webhooks)"]
    shop.approve(fulfillment, notify=False)
    assert heard()[:2] == [
        "fulfillment_created(Fulfillment, notify_customer)",
        "fulfillment_approved(Fulfillment, notify_customer)",
    ]


def test_a_parcels_metadata(shop: Shop) -> None:
    fulfillment = shop.fulfill(shop.place_order())
    heard()
    shop.set_metadata(fulfillment, {"key": "value"})
    assert heard() == ["fulfillment_metadata_updated(Fulfillment)"]


def test_confirming_by_hand(shop: Shop) -> None:
    order = shop.place_order()
    heard()
    shop.confirm(order)
    assert heard() == ["order_confirmed(Order, webhooks)"]


def test_paying_back(shop: Shop) -> None:
    order = shop.place_order()
    shop.mark_paid(order)
    heard()
    shop.refund(order, "10.00")
    assert heard() == ["order_refunded(Order, webhooks)", "order_updated(Order, webhooks)"]
    shop.refund(order, order.total - 10)
    assert "order_fully_refunded(Order, webhooks)" in heard()


def test_the_mail_that_staff_tick_is_the_only_sign_of_a_new_number(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []

    def notify(self: Probe, event: str, payload_func: Any, previous_value: Any) -> Any:
        told.append((event, payload_func()["fulfillment"]["tracking_number"]))

    fulfillment = shop.fulfill(shop.place_order())
    monkeypatch.setattr(Probe, "notify", notify, raising=False)
    shop.set_tracking(fulfillment, tracking="QUIET", notify=False)
    assert told == []
    shop.set_tracking(fulfillment, tracking="LOUD")
    assert told == [("order_fulfillment_update", "LOUD")]


def test_paying_and_cancelling(shop: Shop) -> None:
    order = shop.place_order()
    heard()
    shop.mark_paid(order)
    assert heard() == ["order_fully_paid(Order, webhooks)", "order_updated(Order, webhooks)"]
    shop.cancel(shop.place_order())
    assert heard()[-2:] == ["order_cancelled(Order, webhooks)", "order_updated(Order, webhooks)"]


def test_a_new_price_and_new_stock(shop: Shop) -> None:
    variant = shop.catalogue.variants[0]
    shop.set_price(variant, "12.00")
    assert heard() == ["product_variant_updated(ProductVariant, webhooks)"]
    shop.set_stock(variant, 0)
    heard()
    shop.set_stock(variant, 7)
    assert "product_variant_updated(ProductVariant, webhooks)" not in heard()


def test_issuing_a_gift_card_and_sending_it_again(shop: Shop, monkeypatch: Any) -> None:
    sent = []

    def hook(self: Probe, card: Any, channel: str, email: str, previous_value: Any) -> Any:
        sent.append((type(card).__name__, channel, email))

    monkeypatch.setattr(Probe, "gift_card_sent", hook, raising=False)
    shop.issue_card("10.00")
    assert heard() == ["gift_card_created(GiftCard, webhooks)"]
    card = shop.issue_card("25.00", "ada@example.com")
    shop.send_card_again(card, "eve@example.com")
    slug = shop.catalogue.channel.slug
    assert sent == [("GiftCard", slug, f"{name}@example.com") for name in ("ada", "eve")]


def test_a_customer_who_leaves(shop: Shop) -> None:
    customer = shop.register()
    heard()
    shop.delete_account(customer)
    assert heard() == ["customer_deleted(User, webhooks)"]
