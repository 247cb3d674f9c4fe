"""What scenarios would send, by GraphQL: who may ask, what they learn, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from saleor_push_plugin.graphql.staff import dry_runs
from saleor_push_plugin.models import Event, Subscription
from saleor_push_plugin.scenarios import SCENARIOS
from saleor_push_plugin.shop.connections import writer
from tests.graphql.storefront import Storefront, told
from tests.hosts.shop import Shop
from tests.hosts.staff import hire

COUNT = "{ number exact label }"
FOUND = f"""{{ since until
  results {{ scenario label isOn events {COUNT} sent {COUNT} people {COUNT}
    lost {{ reason {{ code text }} count {COUNT} waits }} vouchers {COUNT}
    withoutVoucher {{ reason {{ code }} count {COUNT} }} gaps }}
  untold {{ scenario gaps }} errors {{ field message code }} }}"""
TODAY = f"query($scenarios: [String!]) {{ pushDryRun(scenarios: $scenarios) {FOUND} }}"
PAST = f"""query($scenarios: [String!], $days: Int) {{
  pushBacktest(scenarios: $scenarios, days: $days) {FOUND} }}"""
UNKNOWABLE = {"price_drop", "back_in_stock", "gift_card_sent", "gift_card_forwarded"}


def ask(storefront: Storefront, token: str | None, document: str, **given: Any) -> dict[str, Any]:
    answer = storefront.ask(document, token=token, **given)
    assert "errors" not in answer, answer
    return dict(next(iter(answer["data"].values())))


@pytest.fixture
def ordered(shop: Shop, storefront: Storefront) -> Shop:
    """A customer's browser and eleven orders."""
    ada = shop.register()
    storefront.subscribe(token=ada.token)
    for _ in range(11):
        shop.place_order(customer=ada)
    return shop


def test_sizes_are_exact_for_who_may_read_of_persons(storefront: Storefront, ordered: Shop) -> None:
    found = ask(storefront, hire(ordered, "manage_discounts"), TODAY, scenarios=["order_placed"])
    (placed,) = found["results"]
    assert placed["events"] == placed["sent"] == {"number": 10, "exact": False, "label": "10+"}
    assert placed["people"] == {"number": 0, "exact": False, "label": "< 10"}
    both = hire(ordered, "manage_discounts", "manage_users")
    (placed,) = ask(storefront, both, TODAY, scenarios=["order_placed"])["results"]
    assert placed["sent"] == {"number": 11, "exact": True, "label": "11"}
    assert placed["people"]["number"] == 1
    assert (placed["isOn"], placed["lost"], placed["gaps"]) == (True, [], [])
    (past,) = ask(storefront, both, PAST, scenarios=["order_placed"], days=1)["results"]
    assert past["sent"]["number"] == 11
    assert past["gaps"] == ["TODAYS_BROWSERS", "TODAYS_STATE"]


def test_why_not_comes_with_its_words(storefront: Storefront, ordered: Shop) -> None:
    Subscription.objects.update(topics=["offers"])
    both = hire(ordered, "manage_discounts", "manage_users")
    (placed,) = ask(storefront, both, TODAY, scenarios=["order_placed"])["results"]
    assert placed["lost"] == [
        {
            "reason": {
                "code": "no_consent",
                "text": "The shopper has not agreed to pushes of this topic.",
            },
            "count": {"number": 11, "exact": True, "label": "11"},
            "waits": False,
        }
    ]


def test_all_are_asked_and_who_has_no_past_is_named(storefront: Storefront, ordered: Shop) -> None:
    token, campaign = hire(ordered, "manage_discounts"), {"campaign"}
    found = ask(storefront, token, TODAY)
    assert {each["scenario"] for each in found["results"]} == SCENARIOS.keys() - campaign
    past = ask(storefront, token, PAST)
    assert found["errors"] == past["errors"] == []
    untold = {each["scenario"]: each["gaps"] for each in past["untold"]}
    unknowable = UNKNOWABLE & SCENARIOS.keys()
    assert untold.keys() == unknowable
    assert untold["price_drop"] == ["UNREPORTED", "EARLIER_PRICES"]
    told_of = {each["scenario"] for each in past["results"]}
    assert told_of == SCENARIOS.keys() - campaign - unknowable
    (alone,) = ask(storefront, token, TODAY, scenarios=["campaign"])["untold"]
    assert alone == {"scenario": "campaign", "gaps": ["CAMPAIGNS"]}


def test_staff_of_a_channel_count_what_happened_there(
    storefront: Storefront, ordered: Shop
) -> None:
    rights = ("manage_discounts", "manage_users")
    own = hire(ordered, *rights, channels=[storefront.channel])
    other = hire(ordered, *rights, channels=[])
    codes = ["order_placed", "welcome"]
    found = ask(storefront, own, TODAY, scenarios=codes)["results"]
    assert [each["events"]["number"] for each in found] == [11, 0]
    found = ask(storefront, other, TODAY, scenarios=codes)["results"]
    assert [each["events"]["number"] for each in found] == [0, 0]


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"days": 0}, [("days", "INVALID")]),
        ({"days": 61}, [("days", "INVALID")]),
        ({"scenarios": ["welcome", "no_such"]}, [("scenarios.1", "NOT_FOUND")]),
    ],
)
def test_what_is_wrong_is_named(
    storefront: Storefront, shop: Shop, given: Any, errors: list[Any]
) -> None:
    assert told(ask(storefront, hire(shop, "manage_discounts"), PAST, **given)) == errors


def test_of_what_there_was_no_time_it_says_so(
    storefront: Storefront, ordered: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dry_runs, "SECONDS", 0)
    found = ask(storefront, hire(ordered, "manage_discounts"), TODAY, scenarios=["order_placed"])
    assert (found["results"], told(found)) == ([], [("scenarios.order_placed", "TOO_SLOW")])


@pytest.mark.parametrize("document", [TODAY, PAST])
def test_others_may_not_ask(storefront: Storefront, shop: Shop, document: str) -> None:
    for token in (None, shop.register().token, hire(shop), hire(shop, "manage_orders")):
        assert "MANAGE_DISCOUNTS" in str(storefront.ask(document, token=token)["errors"])
    twice = "{ pushDryRun { since } pushBacktest { since } }"
    answer = storefront.ask(twice, token=hire(shop, "manage_discounts"))
    assert "One request can ask what would be sent once." in str(answer["errors"])


def test_nothing_is_stored(storefront: Storefront, ordered: Shop) -> None:
    with writer():
        before = Event.objects.count()
        ask(storefront, hire(ordered, "manage_discounts"), PAST, days=60)
        assert Event.objects.count() == before
