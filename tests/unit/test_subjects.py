"""What events are about, as Saleor's API names it."""

import base64

import pytest

from saleor_push_plugin.core import event
from saleor_push_plugin.core.platform import browser_of
from saleor_push_plugin.core.shopper_subjects import ShopperSubjects
from saleor_push_plugin.core.subject_global_id import global_id_of
from saleor_push_plugin.scenarios import SCENARIOS


@pytest.mark.parametrize(
    ("kind", "subject", "about", "meant"),
    [
        (event.ORDER_CREATED, "4f1c", "", "Order:4f1c"),
        (event.ORDER_REFUNDED, "4f1c@12.5", "", "Order:4f1c"),
        (event.TRACKING_CHANGED, "7@abcdef", "", "Fulfillment:7"),
        (event.CART_LEFT, "4f1c@0123", "cart:4f1c", "Checkout:4f1c"),
        (event.PRICE_DROPPED, "7@1@9.99@1700000000000", "product:3", "ProductVariant:7"),
        (event.GIFT_CARD_EXPIRING, "7@20261130", "", "GiftCard:7"),
        (event.GIFT_CARD_SENT, "u7@5@1@0", "", "User:7"),
        (event.JOINED, "u7", "", "User:7"),
        (event.JOINED, "u7c", "", "User:7"),
        (event.VIEW_LEFT, "9@1700000000", "product:3", "Product:3"),
    ],
)
def test_a_subject_is_named_by_its_global_id(
    kind: str, subject: str, about: str, meant: str
) -> None:
    found = global_id_of(kind, subject, about)
    assert found is not None
    assert base64.b64decode(found).decode() == meant


@pytest.mark.parametrize(
    ("kind", "subject"),
    [(event.JOINED, "s9"), (event.VIEW_LEFT, "9@17"), (event.VOUCHER_EXPIRING, "SHIP-1@20261130")],
)
def test_a_browser_a_look_and_a_code_have_none(kind: str, subject: str) -> None:
    assert global_id_of(kind, subject) is None


def test_every_kind_of_event_with_an_order_or_cart_is_found_by_it() -> None:
    all_of_it = ShopperSubjects(user_id=7, orders=("o",), fulfillments=("p",), checkouts=("c",))
    found = {key.partition(":")[0] for key in (*all_of_it.keys(), *all_of_it.key_prefixes())}
    others = {
        event.PRICE_DROPPED,
        event.BACK_IN_STOCK,
        event.VIEW_LEFT,
        event.GIFT_CARD_EXPIRING,
        event.VOUCHER_EXPIRING,
        event.CAMPAIGN,
    }
    assert {scenario.trigger for scenario in SCENARIOS.values()} - others == found


def test_a_push_service_nobody_knows_names_no_browser() -> None:
    assert browser_of("https://push.example.com") == ""
