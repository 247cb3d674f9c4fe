"""pushSubscribers: who is subscribed, in pages, for staff who may read about persons."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin.core.reason import Reason
from saleor_push_plugin.models import Subscription
from tests.graphql.storefront import Storefront
from tests.hosts.shop import Shop
from tests.hosts.staff import hire

LIST = """query($first: Int, $after: String, $where: PushSubscriberWhereInput,
    $sortBy: PushSubscriberSortingInput) {
  pushSubscribers(first: $first, after: $after, where: $where, sortBy: $sortBy) {
    pageInfo { hasNextPage endCursor }
    edges { node { id customer channel language timeZone platform browser displayMode topics
      pausedUntil weeklyLimit createdAt seenAt isProven quarantinedUntil
      quarantineReason { code detail } } } } }"""


@pytest.fixture
def clerk(shop: Shop) -> str:
    return hire(shop, "manage_users")


def nodes(storefront: Storefront, token: str, **given: Any) -> list[dict[str, Any]]:
    answer = storefront.ask(LIST, token=token, **given)
    assert "errors" not in answer, answer
    return [edge["node"] for edge in answer["data"]["pushSubscribers"]["edges"]]


def ids(storefront: Storefront, token: str, **given: Any) -> list[str]:
    return [node["id"] for node in nodes(storefront, token, **given)]


def test_a_subscriber_is_shown_without_endpoint_and_keys(
    storefront: Storefront, shop: Shop, clerk: str
) -> None:
    ada = shop.register()
    subscription = storefront.subscribe(token=ada.token, topics=["OFFERS"])
    Subscription.objects.update(
        held_until=timezone.now() + timedelta(hours=1),
        held_reason=Reason.VAPID_KEY_REFUSED,
        held_detail="403",
        refusals=1,
    )
    [node] = nodes(storefront, clerk)
    assert (node["id"], node["customer"]) == (subscription["id"], ada.id)
    assert (node["browser"], node["language"], node["topics"]) == ("firefox", "pl", ["OFFERS"])
    assert node["isProven"]
    assert node["quarantineReason"] == {"code": "vapid_key_refused", "detail": "403"}
    row = Subscription.objects.get()
    assert not any(secret in str(node) for secret in (row.endpoint, row.auth, row.p256dh))


def test_pages_and_orders_go_through_all_of_them(storefront: Storefront, clerk: str) -> None:
    made = [storefront.subscribe()["id"] for _ in range(5)]
    now = timezone.now()
    for days, row in enumerate(Subscription.objects.order_by("id")):
        # Two were seen at the same moment.
        Subscription.objects.filter(pk=row.pk).update(seen_at=now - timedelta(days=days // 2))
    assert ids(storefront, clerk) == made[::-1]
    for field in ("CREATED_AT", "SEEN_AT"):
        for direction in ("ASC", "DESC"):
            order = {"field": field, "direction": direction}
            whole = ids(storefront, clerk, sortBy=order)
            paged, after = [], None
            while after is not None or not paged:
                answer = storefront.ask(LIST, token=clerk, first=2, after=after, sortBy=order)
                page = answer["data"]["pushSubscribers"]
                paged += [edge["node"]["id"] for edge in page["edges"]]
                info = page["pageInfo"]
                after = info["endCursor"] if info["hasNextPage"] else None
            assert paged == whole
            assert sorted(whole) == sorted(made)
    assert whole[0] in made[:2]


def test_each_condition_selects(storefront: Storefront, shop: Shop, clerk: str) -> None:
    ada = shop.register()
    hers = storefront.subscribe(token=ada.token, topics=["OFFERS"], displayMode="STANDALONE")["id"]
    guests = storefront.subscribe(channel="channel-pln")["id"]
    row = Subscription.objects.order_by("id").last()
    assert row
    now = timezone.now()
    Subscription.objects.filter(pk=row.pk).update(
        platform="android",
        origin="https://fcm.googleapis.com",
        held_until=now + timedelta(hours=1),
        created_at=now - timedelta(days=9),
        seen_at=now - timedelta(days=3),
    )
    day = (now - timedelta(days=1)).isoformat()
    wheres: list[tuple[dict[str, Any], list[str]]] = [
        ({"customer": ada.id}, [hers]),
        ({"customer": ada.email.upper()}, [hers]),
        ({"customer": "nobody@example.com"}, []),
        ({"isCustomer": True}, [hers]),
        ({"isCustomer": False}, [guests]),
        ({"channels": ["channel-pln"]}, [guests]),
        ({"channels": ["\0"]}, []),
        ({"platforms": ["android"]}, [guests]),
        ({"browsers": ["FIREFOX"]}, [hers]),
        ({"browsers": ["CHROMIUM", "EDGE"]}, [guests]),
        ({"displayModes": ["STANDALONE"]}, [hers]),
        ({"topics": ["OFFERS", "SURVEYS"]}, [hers]),
        ({"isQuarantined": True}, [guests]),
        ({"isQuarantined": False}, [hers]),
        ({"createdAt": {"lte": day}}, [guests]),
        ({"createdAt": {"gte": day}}, [hers]),
        ({"seenAt": {"lte": day}}, [guests]),
        ({"seenAt": {"gte": day}, "isCustomer": False}, []),
    ]
    for where, wanted in wheres:
        assert ids(storefront, clerk, where=where) == wanted, where


def test_staff_of_a_channel_see_their_channels(storefront: Storefront, shop: Shop) -> None:
    storefront.subscribe()
    there = storefront.subscribe(channel="channel-pln")["id"]
    token = hire(shop, "manage_users", channels=["channel-pln"])
    assert ids(storefront, token) == [there]
    other = {"channels": [storefront.channel]}
    assert ids(storefront, token, where=other) == []


def test_nobody_else_is_told(storefront: Storefront, shop: Shop, expired_token: str) -> None:
    storefront.subscribe()
    for token in (None, shop.register().token, hire(shop, "manage_orders"), expired_token):
        assert storefront.ask(LIST, token=token)["errors"]
