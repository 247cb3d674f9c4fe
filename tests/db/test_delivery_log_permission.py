"""Who may read pushDeliveryLog, and which arguments it refuses."""

import base64
from collections.abc import Callable
from typing import Any

import pytest

from tests.hosts.opening import host_name
from tests.hosts.refs import Customer
from tests.hosts.shop import Shop
from tests.hosts.staff import hire

from .asking import answered, global_id
from .conftest import Browser

ORDERS = "manage_orders"
APP_CREATE = """mutation AppCreate($input: AppInput!) {
  appCreate(input: $input) { authToken errors { field message code } } }"""


@pytest.fixture
def phone(browser: Callable[..., Browser], ada: Customer) -> Browser:
    return browser(ada)


@pytest.mark.parametrize("who", [lambda _: None, lambda shop: shop.register().token])
def test_without_a_permission_nobody_is_told_anything(
    push: Shop, ada: Customer, phone: Browser, who: Callable[[Shop], str | None]
) -> None:
    push.place_order(customer=ada)
    for asked in ({"person": ada.id}, {"person": "nonsense"}, {"notification": "nonsense"}):
        (error,) = answered(who(push), **asked)["errors"]
        assert error["extensions"]["exception"]["code"] == "PermissionDenied"
        assert error["message"] == (
            "To do this you need the permission MANAGE_ORDERS or MANAGE_USERS."
        )


def test_a_customer_may_not_even_ask_for_their_own(
    push: Shop, ada: Customer, phone: Browser
) -> None:
    assert "errors" in answered(ada.token, person=ada.id)


def test_apps_may_with_one_of_the_permissions(push: Shop, ada: Customer, phone: Browser) -> None:
    if host_name() == "sandbox":
        pytest.skip("nobody installs apps in the sandbox")
    push.place_order(customer=ada)
    permissions = {"MANAGE_PRODUCTS": False, "MANAGE_ORDERS": True, "MANAGE_USERS": True}
    for permission, may in permissions.items():
        app = {"name": "Desk", "permissions": [permission]}
        token = push.ask_as_staff(APP_CREATE, input=app)["authToken"]
        assert ("errors" not in answered(token, person=ada.id)) is may


def states(token: str, **asked: Any) -> list[str]:
    edges = answered(token, **asked)["data"]["pushDeliveryLog"]["edges"]
    return [edge["node"]["status"] for edge in edges]


def test_staff_see_what_happened_in_the_channels_of_their_group(
    push: Shop, browser: Callable[..., Browser], ada: Customer
) -> None:
    # Whatever channel the browser was subscribed in.
    browser(ada, channel="channel-pln")
    order = push.place_order(customer=ada)
    here, elsewhere = (hire(push, ORDERS, channels=[c]) for c in ("channel-eur", "channel-pln"))
    for who in (order.id, order.checkout_id):
        everything = states(push.staff_token, person=who)
        assert states(here, person=who) == everything != []
        assert states(elsewhere, person=who) == []
    assert "SENT" in states(here, person=ada.id)
    assert "SENT" not in states(elsewhere, person=ada.id)
    edges = answered(push.staff_token, person=order.id)["data"]["pushDeliveryLog"]["edges"]
    number = next(edge["node"]["notification"] for edge in edges if edge["node"]["notification"])
    assert [len(states(token, notification=number)) for token in (here, elsewhere)] == [1, 0]


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"person": "a@b.de", "notification": "x"},
        {"person": ""},
        {"person": "nonsense"},
        {"person": global_id("User", "one")},
        {"person": global_id("User", 2**31)},
        {"person": global_id("Order", 1)},
        {"person": global_id("Product", 1)},
        {"person": "a@b.de\0"},
        {"notification": "nonsense"},
        {"notification": "A" * 32},
        {"notification": global_id("PushNotification", 2**63)},
        {"person": "a@b.de", "first": 0},
        {"person": "a@b.de", "first": 101},
        {"person": "a@b.de", "after": "nonsense"},
        {"person": "a@b.de", "after": base64.b64encode(b'["2026-01-01"]').decode()},
        {
            "person": "a@b.de",
            "after": base64.b64encode(
                b'["2026-01-01T00:00Z", true, 9223372036854775808, "x"]'
            ).decode(),
        },
    ],
)
def test_what_makes_no_sense_is_refused_in_words(push: Shop, asked: dict[str, Any]) -> None:
    (error,) = answered(push.staff_token, **asked)["errors"]
    assert error["extensions"]["exception"]["code"] == "GraphQLError"
    assert "Internal" not in error["message"]
