"""Who is asking: Saleor's tokens, as Saleor's own endpoint takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from saleor_push_plugin.models import Subscription
from tests.graphql.storefront import ATTACH, RENEW, SUBSCRIBE

if TYPE_CHECKING:
    from tests.graphql.storefront import Storefront
    from tests.hosts.shop import Customer, Shop


def _code(answer: dict[str, Any]) -> str:
    [error] = answer["errors"]
    assert "stacktrace" not in error["extensions"]["exception"]
    return str(error["extensions"]["exception"]["code"])


def _user(customer: Customer) -> Any:
    from saleor.account.models import User

    return User.objects.get(email=customer.email)


def _forged(token: str) -> str:
    """Its claims under another signature."""
    head, claims, signature = token.split(".")
    middle = len(signature) // 2
    other = "A" if signature[middle] != "A" else "B"
    return f"{head}.{claims}.{signature[:middle]}{other}{signature[middle + 1 :]}"


@pytest.mark.parametrize("mutation", [SUBSCRIBE, RENEW, ATTACH])
def test_an_expired_token_is_an_error_at_top_level_and_nothing_is_done(
    storefront: Storefront, expired_token: str, mutation: str
) -> None:
    variables = {"old": "https://x", "endpoint": "https://x", "input": storefront.a_browser()}
    answer = storefront.ask(mutation, token=expired_token, **variables)
    [name] = answer["data"]
    assert answer["data"] == {name: None}
    assert _code(answer) == "ExpiredSignatureError"
    assert answer["errors"][0]["path"] == [name]
    assert answer["errors"][0]["locations"]
    assert not Subscription.objects.exists()


def test_a_forged_token_is_an_error(storefront: Storefront, shop: Shop) -> None:
    forged = _forged(shop.register().token)
    answer = storefront.ask(SUBSCRIBE, token=forged, input=storefront.a_browser())
    assert _code(answer) == "InvalidSignatureError"
    assert not Subscription.objects.exists()


def test_a_refresh_token_does_not_open_the_door(storefront: Storefront, shop: Shop) -> None:
    from saleor.core.jwt import create_refresh_token

    token = create_refresh_token(_user(shop.register()))
    answer = storefront.ask(SUBSCRIBE, token=token, input=storefront.a_browser())
    assert _code(answer) == "InvalidTokenError"


def test_a_token_of_somebody_locked_out_since_is_an_error(
    storefront: Storefront, shop: Shop
) -> None:
    customer = shop.register()
    user = _user(customer)
    user.is_active = False
    user.save()
    answer = storefront.ask(SUBSCRIBE, token=customer.token, input=storefront.a_browser())
    assert _code(answer) == "InvalidTokenError"


@pytest.mark.parametrize("token", ["junk", "a.b.c", "an-app-token-of-thirty-characters"])
def test_what_is_no_token_of_saleors_is_a_guest(storefront: Storefront, token: str) -> None:
    """So does Saleor, which leaves such tokens to other authentication plugins."""
    assert storefront.subscribe(token=token)["isCustomerAttached"] is False


def test_staff_are_customers_too(storefront: Storefront, shop: Shop) -> None:
    assert storefront.subscribe(token=shop.staff_token)["isCustomerAttached"] is True


def test_saleors_own_header_is_understood(storefront: Storefront, shop: Shop) -> None:
    headers = {"Authorization-Bearer": shop.register().token}
    body = {"query": SUBSCRIBE, "variables": {"input": storefront.a_browser()}}
    response = storefront.client.post(
        storefront.path, body, content_type="application/json", headers=headers
    )
    assert response.json()["data"]["pushSubscribe"]["subscription"]["isCustomerAttached"] is True
