"""Texts and objections of order updates, in cases that a shop rarely shows."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from saleor_push_plugin.core.audience import Owner
from saleor_push_plugin.core.facts.common import OrderFacts
from saleor_push_plugin.core.facts.fulfillment import FulfillmentFacts
from saleor_push_plugin.core.links import resolve
from saleor_push_plugin.core.samples import FULFILLMENT, ORDER
from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.messages import localization
from saleor_push_plugin.scenarios import SCENARIOS

NEWS = [
    *("order_confirmed", "order_packing", "order_shipped", "tracking_changed", "order_delivered"),
    *("order_cancelled", "order_refunded"),
]
SHIPPED, DELIVERED = SCENARIOS["order_shipped"], SCENARIOS["order_delivered"]
REFUNDED = SCENARIOS["order_refunded"]


def said(code: str, facts: object, language: str = "en") -> list[str]:
    text = localization.text(SCENARIOS[code], facts, language=language, time_zone="UTC")
    return [text.title, *text.body.splitlines()]


@pytest.mark.parametrize("code", NEWS)
def test_all_news_of_an_order_take_one_place_and_go_to_whoever_bought(code: str) -> None:
    scenario, order = SCENARIOS[code], replace(ORDER, user_id=7, checkout_id="c")
    sample = scenario.sample
    facts = replace(sample, order=order) if isinstance(sample, FulfillmentFacts) else order
    assert scenario.topic is Topic.ORDER_UPDATES
    assert scenario.about(facts) == SCENARIOS["order_placed"].about(order)
    assert scenario.audience(facts) == Owner(user_id=7, checkout_id="c")


@pytest.mark.parametrize("code", NEWS)
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"origin": "draft"}, "order_not_by_shopper"),
        ({"origin": "bulk_create"}, "order_not_by_shopper"),
        ({"origin": "reissue"}, "order_not_by_shopper"),
    ],
)
def test_orders_no_shopper_placed_have_no_news(
    code: str, change: dict[str, str], reason: str
) -> None:
    sample = SCENARIOS[code].sample
    changed = (
        replace(sample, order=replace(sample.order, **change))
        if isinstance(sample, FulfillmentFacts)
        else replace(sample, **change)
    )
    assert SCENARIOS[code].objection(changed) == reason


@pytest.mark.parametrize(
    ("parcel", "title"),
    [
        ({"left": 0}, "Order 1042 is on its way"),
        ({"left": 2}, "Part of order 1042 is on its way"),
        ({"left": 0, "after": 1}, "Part of order 1042 is on its way"),
        ({"left": 0, "before": 1}, "The rest of order 1042 is on its way"),
        ({"left": 1, "before": 1}, "Part of order 1042 is on its way"),
    ],
)
def test_a_parcel_says_which_part_of_the_order_it_is(parcel: dict[str, int], title: str) -> None:
    assert said("order_shipped", replace(FULFILLMENT, **parcel))[0] == title


@pytest.mark.parametrize(
    ("left", "polish"),
    [
        (1, "Jeszcze 1 sztukę wyślemy później"),
        (3, "Jeszcze 3 sztuki wyślemy później"),
        (5, "Jeszcze 5 sztuk wyślemy później"),
        (22, "Jeszcze 22 sztuki wyślemy później"),
    ],
)
def test_what_will_follow_is_counted_as_poles_do(left: int, polish: str) -> None:
    assert polish in said("order_shipped", replace(FULFILLMENT, left=left), "pl")


def test_without_a_tracking_number_nothing_is_said_of_one() -> None:
    assert not [
        line
        for line in said("order_shipped", replace(FULFILLMENT, trackings=()))
        if "Track" in line
    ]


def test_the_carriers_page_is_left_as_it_is() -> None:
    link = SHIPPED.link(replace(FULFILLMENT, tracking_url="https://carrier.example/p?n=1"))
    url = resolve(link, storefront_url="https://shop.example", paths={}, campaign="order_shipped")
    assert url == "https://carrier.example/p?n=1"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"status": "canceled"}, "fulfillment_status_changed"),
        ({"status": "refunded_and_returned"}, "fulfillment_status_changed"),
        ({"status": "waiting_for_approval"}, "fulfillment_status_changed"),
        ({"outdated": True}, "fulfillment_changed"),
        ({"delivered_at": datetime(2026, 11, 22, tzinfo=UTC)}, "delivered_already"),
    ],
)
def test_a_parcel_is_on_its_way_or_it_is_not(change: dict[str, object], reason: str) -> None:
    assert SHIPPED.objection(replace(FULFILLMENT, **change)) == reason


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"status": "canceled"}, "cancelled_meanwhile"),
        ({"status": "expired"}, "order_expired"),
        ({"status": "draft"}, "order_draft"),
        ({"shipping": None}, "not_shipped"),
    ],
)
def test_a_parcel_follows_its_order(change: dict[str, object], reason: str) -> None:
    assert DELIVERED.objection(replace(FULFILLMENT, order=replace(ORDER, **change))) == reason


def test_what_nobody_reported_is_not_said_to_be_certain() -> None:
    assumed = said("order_delivered", replace(FULFILLMENT, left=0))
    assert assumed[0] == "Order 1042 should have arrived"
    assert assumed[-1] == "Not there yet? Let us know."


@pytest.mark.parametrize("status", ["canceled", "returned", "unfulfilled"])
def test_money_comes_back_whatever_became_of_the_order(status: str) -> None:
    order: OrderFacts = replace(REFUNDED.sample, status=status)
    assert REFUNDED.objection(order) is None
