"""pushSubscriberCounts: how many browsers are subscribed now, by system and browser."""

from __future__ import annotations

from typing import Any

import pytest

from saleor_push_plugin.models import Subscription
from tests.graphql.storefront import Storefront
from tests.hosts.shop import Shop
from tests.hosts.staff import hire

COUNTS = """{ pushSubscriberCounts {
  platform browser browsers customers installed offers } }"""


@pytest.fixture
def office(shop: Shop) -> str:
    return hire(shop, "manage_discounts")


def counts(storefront: Storefront, token: str) -> list[dict[str, Any]]:
    answer = storefront.ask(COUNTS, token=token)
    assert "errors" not in answer, answer
    return list(answer["data"]["pushSubscriberCounts"])


def test_nobody_is_no_group(storefront: Storefront, office: str) -> None:
    assert counts(storefront, office) == []


def test_each_browser_is_counted_once_in_its_group(
    storefront: Storefront, shop: Shop, office: str
) -> None:
    ada = shop.register()
    storefront.subscribe(token=ada.token, topics=["OFFERS"], displayMode="STANDALONE")
    storefront.subscribe(topics=["ORDER_UPDATES"])
    Subscription.objects.update(platform="android")
    storefront.subscribe(topics=["OFFERS", "SURVEYS"])
    Subscription.objects.filter(topics__contains=["surveys"]).update(
        platform="", origin="https://push.example"
    )
    none = {"customers": 0, "installed": 0}
    assert counts(storefront, office) == [
        {
            "platform": "android",
            "browser": "firefox",
            "browsers": 2,
            "customers": 1,
            "installed": 1,
            "offers": 1,
        },
        {"platform": None, "browser": None, "browsers": 1, "offers": 1, **none},
    ]


def test_staff_of_a_channel_count_theirs(storefront: Storefront, shop: Shop) -> None:
    storefront.subscribe()
    storefront.subscribe(channel="channel-pln")
    token = hire(shop, "manage_discounts", channels=["channel-pln"])
    assert [each["browsers"] for each in counts(storefront, token)] == [1]


def test_nobody_else_is_told(storefront: Storefront, shop: Shop) -> None:
    for token in (None, shop.register().token, hire(shop, "manage_users")):
        answer = storefront.ask(COUNTS, token=token)
        assert "MANAGE_DISCOUNTS" in answer["errors"][0]["message"]
