"""pushFulfillmentDelivered: a carrier's webhook reports a delivery."""

import base64
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from saleor_push_plugin.models import Event
from saleor_push_plugin.shop.connections import writer
from tests.graphql.storefront import Storefront, told
from tests.hosts.opening import host_name
from tests.hosts.shop import Shop
from tests.hosts.staff import hire

DELIVERED = """mutation($fulfillment: ID!, $at: DateTime) {
  pushFulfillmentDelivered(id: $fulfillment, deliveredAt: $at) {
    errors { field message code } } }"""
APP_CREATE = """mutation AppCreate($input: AppInput!) {
  appCreate(input: $input) { authToken errors { field message code } } }"""


Committing = Callable[..., AbstractContextManager]


@pytest.fixture
def committing(django_capture_on_commit_callbacks: Committing) -> Committing:
    """Hooks are called after the commit, which a test's own transaction never comes to."""
    return django_capture_on_commit_callbacks


@pytest.fixture
def parcel(shop: Shop, storefront: Storefront) -> str:
    return shop.fulfill(shop.place_order())


def written(parcel: str) -> str | None:
    from saleor.order.models import Fulfillment

    with writer():
        row = Fulfillment.objects.get(pk=base64.b64decode(parcel).decode().partition(":")[2])
    return row.metadata.get("push.delivered_at")


def reports() -> int:
    return Event.objects.filter(kind="fulfillment_delivered").count()


def test_it_is_written_down_and_makes_one_event_however_often_told(
    shop: Shop, storefront: Storefront, parcel: str, committing: Committing
) -> None:
    for at in ("2026-11-23T14:05:00+00:00", "2026-11-24T09:00:00+00:00"):
        with committing(execute=True):
            answer = storefront.does(DELIVERED, token=shop.staff_token, fulfillment=parcel, at=at)
        assert answer["errors"] == []
    assert written(parcel) == "2026-11-23T14:05:00+00:00"
    assert reports() == 1


def test_without_a_moment_it_is_now(shop: Shop, storefront: Storefront, parcel: str) -> None:
    storefront.does(DELIVERED, token=shop.staff_token, fulfillment=parcel)
    assert written(parcel)


@pytest.mark.parametrize("who", [lambda _: None, lambda shop: shop.register().token])
def test_shoppers_may_not(
    shop: Shop, storefront: Storefront, parcel: str, who: Callable[[Shop], str | None]
) -> None:
    answer = storefront.ask(DELIVERED, token=who(shop), fulfillment=parcel)
    (error,) = answer["errors"]
    assert error["extensions"]["exception"]["code"] == "PermissionDenied"
    assert error["message"] == "To do this you need the permission MANAGE_ORDERS."
    assert written(parcel) is None


def test_apps_may_with_the_permission_only(
    shop: Shop, storefront: Storefront, parcel: str, committing: Committing
) -> None:
    if host_name() == "sandbox":
        pytest.skip("nobody installs apps in the sandbox")
    for permission, may in (("MANAGE_PRODUCTS", False), ("MANAGE_ORDERS", True)):
        app = {"name": "Carrier", "permissions": [permission]}
        token = shop.ask_as_staff(APP_CREATE, input=app)["authToken"]
        with committing(execute=True):
            answer = storefront.ask(DELIVERED, token=token, fulfillment=parcel)
        assert ("errors" not in answer) is may
    assert reports() == 1


@pytest.mark.parametrize("channels", [None, ["channel-eur"], ["channel-pln", "channel-eur"]])
def test_staff_may_in_the_channels_of_their_group(
    shop: Shop, storefront: Storefront, parcel: str, channels: list[str] | None
) -> None:
    token = hire(shop, "manage_orders", channels=channels)
    assert storefront.does(DELIVERED, token=token, fulfillment=parcel)["errors"] == []
    assert written(parcel)


@pytest.mark.parametrize("channels", [[], ["channel-pln"]])
def test_staff_may_not_in_other_channels(
    shop: Shop, storefront: Storefront, parcel: str, channels: list[str]
) -> None:
    token = hire(shop, "manage_orders", channels=channels)
    (error,) = storefront.ask(DELIVERED, token=token, fulfillment=parcel)["errors"]
    assert error["extensions"]["exception"]["code"] == "PermissionDenied"
    assert error["message"] == "You don't have access to some objects' channel."
    assert written(parcel) is None


def test_staff_of_the_channel_without_the_permission_may_not(
    shop: Shop, storefront: Storefront, parcel: str
) -> None:
    (error,) = storefront.ask(DELIVERED, token=hire(shop), fulfillment=parcel)["errors"]
    assert error["message"] == "To do this you need the permission MANAGE_ORDERS."
    assert written(parcel) is None


@pytest.mark.parametrize(
    ("global_id", "code"),
    [
        ("Fulfillment:999999", "NOT_FOUND"),
        ("Fulfillment:99999999999", "GRAPHQL_ERROR"),
        ("Fulfillment:-1", "GRAPHQL_ERROR"),
        ("Order:1", "GRAPHQL_ERROR"),
        ("nonsense", "GRAPHQL_ERROR"),
    ],
)
def test_what_is_no_parcel_is_refused(
    shop: Shop, storefront: Storefront, global_id: str, code: str
) -> None:
    wrong = base64.b64encode(global_id.encode()).decode()
    answer = storefront.does(DELIVERED, token=shop.staff_token, fulfillment=wrong)
    assert told(answer) == [("id", code)]
    assert told(storefront.does(DELIVERED, token=shop.staff_token, fulfillment="?")) == [
        ("id", "GRAPHQL_ERROR")
    ]
