"""Which checkout a browser may be bound to, asked as anybody can: by anonymous GraphQL."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import graphene
import pytest
from django.db import connection
from django.utils import timezone

from saleor_push_plugin.models import GuestCheckout, Subscription
from saleor_push_plugin.shop.connections import writer
from tests.graphql.storefront import ATTACH, DETACH, RENEW, SUBSCRIBE, told

if TYPE_CHECKING:
    from tests.graphql.storefront import Storefront
    from tests.hosts.shop import Shop

REFUSED = [("checkoutId", "NOT_FOUND")]


def attach(storefront: Storefront, checkout: str, token: str | None = None) -> list:
    """What a new browser is told that asks to be bound to a checkout."""
    endpoint = storefront.subscribe()["endpoint"]
    return told(storefront.does(ATTACH, endpoint=endpoint, checkoutId=checkout, token=token))


def placed_ago(global_id: str, ago: timedelta) -> None:
    from saleor.order.models import Order

    token = graphene.Node.from_global_id(global_id)[1]
    with writer():
        Order.objects.filter(checkout_token=token).update(created_at=timezone.now() - ago)


def test_a_customers_checkout_is_not_bound_without_their_token(
    storefront: Storefront, shop: Shop
) -> None:
    ada, eve = shop.register(), shop.register()
    checkout = shop.new_checkout(customer=ada)
    assert attach(storefront, checkout.id) == REFUSED
    assert attach(storefront, checkout.id, eve.token) == REFUSED
    assert attach(storefront, checkout.id, ada.token) == []
    assert not GuestCheckout.objects.exists()


def test_refusing_a_checkout_refuses_the_login_that_came_with_it(
    storefront: Storefront, shop: Shop
) -> None:
    ada, eve = shop.register(), shop.register()
    attach(storefront, shop.new_checkout(customer=ada).id, eve.token)
    assert Subscription.objects.get().user_id is None


def test_a_customers_order_is_not_bound_without_their_token(
    storefront: Storefront, shop: Shop
) -> None:
    ada = shop.register()
    checkout = shop.new_checkout(customer=ada)
    shop.complete(checkout)
    assert attach(storefront, checkout.id) == REFUSED
    assert attach(storefront, checkout.id, ada.token) == []
    assert not GuestCheckout.objects.exists()


def test_a_guests_order_is_bound_for_half_an_hour(storefront: Storefront, shop: Shop) -> None:
    checkout = shop.new_checkout()
    shop.complete(checkout)
    placed_ago(checkout.id, timedelta(minutes=29))
    assert attach(storefront, checkout.id) == []
    placed_ago(checkout.id, timedelta(minutes=31))
    assert attach(storefront, checkout.id) == REFUSED
    assert [row.while_open for row in GuestCheckout.objects.all()] == [False]


def test_a_guests_order_is_bound_to_the_first_three_browsers(
    storefront: Storefront, shop: Shop
) -> None:
    checkout = shop.new_checkout()
    assert attach(storefront, checkout.id) == []
    shop.complete(checkout)
    assert [attach(storefront, checkout.id) for _ in range(3)] == [[], [], REFUSED]


def test_browsers_that_bind_at_the_same_moment_are_counted_one_after_the_other(
    storefront: Storefront, shop: Shop
) -> None:
    checkout = shop.new_checkout()
    shop.complete(checkout)
    assert attach(storefront, checkout.id) == []
    # The test's transaction is still open, so the first browser's lock is held.
    with contextlib.closing(connection.copy()) as other, other.cursor() as cursor:
        key = graphene.Node.from_global_id(checkout.id)[1]
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        assert cursor.fetchone() == (False,)


def test_the_order_of_a_guest_with_an_account_is_bound_as_any_guests(
    storefront: Storefront, shop: Shop
) -> None:
    """Saleor gives the order to the account with that e-mail; the buyer was nobody."""
    checkout = shop.new_checkout(email=shop.register().email)
    shop.complete(checkout)
    assert attach(storefront, checkout.id) == []


def test_an_app_that_placed_a_customers_order_does_not_make_it_a_guests(
    storefront: Storefront, shop: Shop
) -> None:
    from saleor.app.models import App
    from saleor.order.models import OrderEvent

    checkout = shop.new_checkout(customer=shop.register())
    shop.complete(checkout)
    with writer():
        app = App.objects.create(name="Payments")
        OrderEvent.objects.filter(type="placed").update(user=None, app=app)
    assert attach(storefront, checkout.id) == REFUSED


@pytest.mark.parametrize("how", [SUBSCRIBE, RENEW])
def test_subscribing_is_no_way_around(storefront: Storefront, shop: Shop, how: str) -> None:
    checkout = shop.new_checkout(customer=shop.register())
    browser = storefront.a_browser(checkoutId=checkout.id)
    old = {"old": browser["subscription"]["endpoint"]} if how == RENEW else {}
    assert told(storefront.does(how, input=browser, **old)) == REFUSED
    assert not Subscription.objects.exists()


def test_all_refusals_are_one_answer(storefront: Storefront, shop: Shop) -> None:
    late, guest = shop.new_checkout(), shop.new_checkout()
    shop.complete(late)
    placed_ago(late.id, timedelta(hours=1))
    unknown = graphene.Node.to_global_id("Checkout", str(uuid4()))
    theirs = shop.new_checkout(customer=shop.register()).id
    endpoint = storefront.subscribe()["endpoint"]
    answers = [
        storefront.does(ATTACH, endpoint=endpoint, checkoutId=id)
        for id in (unknown, late.id, theirs)
    ]
    assert [told(answer) for answer in answers] == [REFUSED] * 3
    assert answers[0] == answers[1] == answers[2]
    assert told(storefront.does(ATTACH, endpoint=endpoint, checkoutId=guest.id)) == []


def test_who_is_bound_stays_bound_and_is_told_so(storefront: Storefront, shop: Shop) -> None:
    """The page that thanks for the order says the checkout again, on every load."""
    endpoint, checkout = storefront.subscribe()["endpoint"], shop.new_checkout()
    for _ in range(2):
        assert told(storefront.does(ATTACH, endpoint=endpoint, checkoutId=checkout.id)) == []
    shop.complete(checkout)
    placed_ago(checkout.id, timedelta(days=1))
    assert told(storefront.does(ATTACH, endpoint=endpoint, checkoutId=checkout.id)) == []
    assert [row.while_open for row in GuestCheckout.objects.all()] == [True]
    storefront.does(DETACH, endpoint=endpoint)
    assert told(storefront.does(ATTACH, endpoint=endpoint, checkoutId=checkout.id)) == REFUSED
