"""pushCustomerAttach, pushCustomerDetach and pushUnsubscribe: whose subscription it is."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import graphene
import pytest

from saleor_push_plugin.models import Subscription
from tests.graphql.storefront import ATTACH, DETACH, UNSUBSCRIBE, browser_subscription, told

if TYPE_CHECKING:
    from tests.graphql.storefront import Storefront
    from tests.hosts.shop import Shop


def _pk(global_id: str) -> str:
    return str(graphene.Node.from_global_id(global_id)[1])


def test_a_guest_who_logs_in_is_bound_and_keeps_the_checkout(
    storefront: Storefront, shop: Shop
) -> None:
    checkout, customer = shop.new_checkout(), shop.register()
    endpoint = storefront.subscribe(checkoutId=checkout.id)["endpoint"]
    payload = storefront.does(ATTACH, endpoint=endpoint, token=customer.token)
    assert payload["errors"] == []
    assert payload["subscription"]["isCustomerAttached"] is True
    row = Subscription.objects.get()
    assert (row.user_id, row.checkouts.count()) == (int(_pk(customer.id)), 1)


def test_another_customer_at_the_same_browser_takes_it_over(
    storefront: Storefront, shop: Shop
) -> None:
    first, second = shop.register(), shop.register()
    checkout = shop.new_checkout()
    endpoint = storefront.subscribe(token=first.token, checkoutId=checkout.id)["endpoint"]
    storefront.does(ATTACH, endpoint=endpoint, token=second.token)
    row = Subscription.objects.get()
    assert (row.user_id, row.checkouts.count()) == (int(_pk(second.id)), 0)


def test_a_guests_checkout_is_bound_without_a_token(storefront: Storefront, shop: Shop) -> None:
    endpoint, checkout = storefront.subscribe()["endpoint"], shop.new_checkout()
    payload = storefront.does(ATTACH, endpoint=endpoint, checkoutId=checkout.id)
    assert payload["subscription"]["isCustomerAttached"] is False
    [bound] = Subscription.objects.get().checkouts.all()
    assert str(bound.checkout_id) == _pk(checkout.id)


def test_a_checkout_can_still_be_bound_when_its_order_is_placed(
    storefront: Storefront, shop: Shop
) -> None:
    endpoint, checkout = storefront.subscribe()["endpoint"], shop.new_checkout()
    shop.complete(checkout)
    payload = storefront.does(ATTACH, endpoint=endpoint, checkoutId=checkout.id)
    assert payload["errors"] == []


def test_with_neither_token_nor_checkout_there_is_nobody_to_bind_to(
    storefront: Storefront,
) -> None:
    endpoint = storefront.subscribe()["endpoint"]
    assert told(storefront.does(ATTACH, endpoint=endpoint)) == [("checkoutId", "REQUIRED")]


def test_problems_of_a_binding_are_told_together_and_nothing_is_bound(
    storefront: Storefront, shop: Shop
) -> None:
    customer = shop.register()
    endpoint = storefront.subscribe()["endpoint"]
    wrong = storefront.does(ATTACH, endpoint="", checkoutId="nonsense", token=customer.token)
    assert told(wrong) == [("endpoint", "REQUIRED"), ("checkoutId", "GRAPHQL_ERROR")]
    unknown = graphene.Node.to_global_id("Checkout", str(uuid4()))
    wrong = storefront.does(ATTACH, endpoint=endpoint, checkoutId=unknown, token=customer.token)
    assert told(wrong) == [("checkoutId", "NOT_FOUND")]
    assert Subscription.objects.get().user_id is None


def test_logging_out_forgets_customer_and_checkouts_but_not_the_browser(
    storefront: Storefront, shop: Shop
) -> None:
    customer, checkout = shop.register(), shop.new_checkout()
    endpoint = storefront.subscribe(token=customer.token, checkoutId=checkout.id)["endpoint"]
    payload = storefront.does(DETACH, endpoint=endpoint)
    assert payload["subscription"]["isCustomerAttached"] is False
    row = Subscription.objects.get()
    assert (row.user_id, row.checkouts.count()) == (None, 0)


def test_logging_out_works_when_the_token_has_expired(
    storefront: Storefront, shop: Shop, expired_token: str
) -> None:
    endpoint = storefront.subscribe(token=shop.register().token)["endpoint"]
    payload = storefront.does(DETACH, endpoint=endpoint, token=expired_token)
    assert payload["subscription"]["isCustomerAttached"] is False


def test_unsubscribing_forgets_the_browser(storefront: Storefront, expired_token: str) -> None:
    endpoint = storefront.subscribe()["endpoint"]
    payload = storefront.does(UNSUBSCRIBE, endpoint=endpoint, token=expired_token)
    assert payload == {"subscription": None, "errors": []}
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("mutation", [DETACH, UNSUBSCRIBE])
@pytest.mark.parametrize(
    ("endpoint", "code"),
    [
        (browser_subscription()["endpoint"], "NOT_FOUND"),
        ("x" * 10_000, "NOT_FOUND"),
        ("", "REQUIRED"),
        ("https://\0", "INVALID"),
        ("\ud800", "INVALID"),
    ],
    ids=["unknown", "long", "empty", "null byte", "surrogate"],
)
def test_an_endpoint_nobody_subscribed_with_is_refused(
    storefront: Storefront, mutation: str, endpoint: str, code: str
) -> None:
    assert told(storefront.does(mutation, endpoint=endpoint)) == [("endpoint", code)]


def test_binding_an_endpoint_nobody_subscribed_with_is_refused(
    storefront: Storefront, shop: Shop
) -> None:
    endpoint = browser_subscription()["endpoint"]
    payload = storefront.does(ATTACH, endpoint=endpoint, token=shop.register().token)
    assert told(payload) == [("endpoint", "NOT_FOUND")]
