"""What a plugin relies on, seen on the sandbox as on the real one."""

from __future__ import annotations

import base64
import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from saleor.plugins.base_plugin import BasePlugin

from tests.hosts.refs import Refused

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    from tests.hosts.refs import OrderRef
    from tests.hosts.shop import Shop

pytestmark = pytest.mark.django_db


class Grumbler(BasePlugin):
    """Breaks in a hook, and answers at its door."""

    PLUGIN_ID = "tests.grumbler"
    PLUGIN_NAME = "Grumbler"
    CONFIGURATION_PER_CHANNEL = False
    DEFAULT_ACTIVE = True

    def order_created(self, order: Any, previous_value: Any, **kwargs: Any) -> Any:
        raise ArithmeticError("not today")

    def webhook(self, request: Any, path: str, previous_value: Any) -> Any:
        from django.http import HttpResponse

        return HttpResponse(f"door {path}")


class Sleeper(Grumbler):
    PLUGIN_ID = "tests.sleeper"
    DEFAULT_ACTIVE = False


def row(order: OrderRef) -> Any:
    from saleor.order.models import Order

    return Order.objects.get(pk=decoded(order.id))


def decoded(node_id: str) -> str:
    return base64.b64decode(node_id).decode().partition(":")[2]


def test_an_order_says_what_was_bought_and_for_how_much(shop: Shop) -> None:
    lines = [(shop.catalogue.variant("Linen shirt"), 2), (shop.catalogue.variant("Wool socks"), 1)]
    order = row(shop.place_order(lines=lines))
    assert (order.status, order.origin, order.currency) == ("unconfirmed", "checkout", "EUR")
    assert order.shipping_price_gross_amount == Decimal("4.90")
    assert order.total_gross_amount == Decimal("92.40")
    method = order.shipping_method
    assert (method.minimum_delivery_days, method.maximum_delivery_days) == (3, 5)
    bought = {(line.product_name, line.variant_name): line for line in order.lines.all()}
    assert bought["Linen shirt", "M"].total_price_gross_amount == Decimal("78.00")
    assert bought["Wool socks", "39-42"].quantity == 1


def test_an_order_remembers_its_checkout_which_is_gone(shop: Shop) -> None:
    from saleor.checkout.models import Checkout

    placed = shop.place_order(email="guest@example.com", language="PL")
    order = row(placed)
    assert order.checkout_token == decoded(placed.checkout_id)
    assert not Checkout.objects.filter(token=order.checkout_token).exists()
    assert (order.user, order.user_email) == (None, "guest@example.com")
    assert order.language_code == "pl"


def test_an_order_belongs_to_the_customer_who_is_logged_in(shop: Shop) -> None:
    customer = shop.register()
    assert str(row(shop.place_order(customer=customer)).user_id) == decoded(customer.id)


def test_a_guest_who_gives_the_email_of_an_account_buys_for_that_account(shop: Shop) -> None:
    customer = shop.register()
    assert str(row(shop.place_order(email=customer.email)).user_id) == decoded(customer.id)


def test_what_a_hook_raises_is_caught_by_nobody_and_the_order_stays(
    shop: Shop, settings: SettingsWrapper
) -> None:
    from saleor.order.models import Order

    settings.PLUGINS = [f"{__name__}.Grumbler"]
    with pytest.raises(ArithmeticError):
        shop.place_order(email="unlucky@example.com")
    assert Order.objects.filter(user_email="unlucky@example.com").exists()


def test_an_inactive_plugin_has_one_open_door(
    shop: Shop, settings: SettingsWrapper, client: Client
) -> None:
    settings.PLUGINS = [f"{__name__}.Grumbler", f"{__name__}.Sleeper"]
    client.defaults["SERVER_NAME"] = "localhost"
    assert client.get("/plugins/tests.grumbler/a/b").content == b"door /a/b"
    assert client.get("/plugins/global/tests.grumbler/a").content == b"door /a"
    assert client.get("/plugins/tests.sleeper/a").content == b"door /a"
    assert client.get("/plugins/global/tests.sleeper/a").status_code == 404
    assert client.get("/plugins/tests.nobody/a").status_code == 404


def test_what_is_not_on_the_shelf_cannot_be_put_in_a_basket(shop: Shop) -> None:
    shop.set_stock(shop.catalogue.variants[0], 0)
    with pytest.raises(Refused) as refused:
        shop.new_checkout()
    assert (refused.value.fields, refused.value.codes) == (("quantity",), ("INSUFFICIENT_STOCK",))


def test_customers_may_not_do_what_staff_do(shop: Shop) -> None:
    from tests.hosts import documents

    customer = shop.register()
    with pytest.raises(Refused) as refused:
        shop.ask(documents.ORDER_CANCEL, customer.token, id=shop.place_order().id)
    assert refused.value.codes == ("PermissionDenied",)


def test_a_token_that_has_expired_is_an_error_and_nonsense_is_nobody(shop: Shop) -> None:
    from saleor.account.models import User
    from saleor.core.jwt import JWT_ACCESS_TYPE, jwt_encode, jwt_user_payload

    from tests.hosts import documents

    user = User.objects.get(pk=decoded(shop.register().id))
    expired = jwt_encode(jwt_user_payload(user, JWT_ACCESS_TYPE, dt.timedelta(seconds=-9)))
    order = shop.place_order()
    for token, code in ((expired, "ExpiredSignatureError"), ("nonsense", "PermissionDenied")):
        with pytest.raises(Refused) as refused:
            shop.ask(documents.ORDER_CANCEL, token, id=order.id)
        assert refused.value.codes == (code,)
