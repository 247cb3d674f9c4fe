"""One mailbox, written in several ways: it is one buyer, wherever an address is compared."""

from collections.abc import Callable

import pytest

from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.shop import accounts, shopper_subjects
from saleor_push_plugin.shop.connections import writer
from saleor_push_plugin.shop.email_addresses import same_address
from saleor_push_plugin.shop.facts.person_orders import identity, purchases
from tests.hosts.refs import Customer
from tests.hosts.shop import Shop

from .cart_story import SOON, agree
from .conftest import Browser, Later

Browsers = Callable[..., Browser]
SPELLINGS = [("a.b@shop.example", "A.B@shop.example"), ("A.b@Shop.Example", "a.B@shop.example")]


@pytest.mark.parametrize(("in_cart", "ordered"), SPELLINGS)
def test_a_guest_who_bought_under_the_address_in_capitals_is_not_reminded(
    carts: Shop, browser: Browsers, later: Later, in_cart: str, ordered: str
) -> None:
    laptop = browser()
    agree(*Topic)
    laptop.use(carts.new_checkout(email=in_cart))
    carts.place_order(email=ordered)
    later(SOON)
    assert laptop.texts == []


@pytest.mark.parametrize(("asked", "ordered"), SPELLINGS)
def test_staff_find_an_order_by_its_address_in_any_spelling(
    carts: Shop, asked: str, ordered: str
) -> None:
    carts.place_order(email=ordered)
    assert len(shopper_subjects.of_email(asked).orders) == 1


def test_an_account_is_found_by_its_address_in_any_spelling(carts: Shop, ada: Customer) -> None:
    from saleor.account.models import User

    assert accounts.account_of(ada.email.upper()) == accounts.account_of(ada.email)
    with writer():
        User.objects.filter(email=ada.email).update(email=ada.email.capitalize())
    assert accounts.account_of(ada.email) is not None
    assert accounts.account_of("nobody@shop.example") is None


def test_what_is_erased_with_an_account_is_found_in_any_spelling(carts: Shop) -> None:
    carts.place_order(email="A.B@shop.example")
    told = shopper_subjects.ShopperSubjects()
    found = list(shopper_subjects.of_deleted(0, "a.b@shop.example", told))
    assert [len(page.orders) for page in found] == [1]


@pytest.mark.parametrize("other", ["aXb@shop.example", "a.b@shop.example.org", "xa_b@shop.example"])
def test_an_address_is_no_pattern(carts: Shop, other: str) -> None:
    from saleor.order.models import Order

    carts.place_order(email=other)
    for asked in ("a_b@shop.example", "%@shop.example", "a\\_b@shop.example"):
        assert not Order.objects.filter(same_address("user_email", [asked])).exists()
        assert not purchases([identity(email=asked)]).of(identity(email=asked))


def test_no_address_is_nobodys(carts: Shop) -> None:
    from saleor.order.models import Order

    carts.place_order(email="a.b@shop.example")
    assert not Order.objects.filter(same_address("user_email", [])).exists()
    assert not Order.objects.filter(same_address("user_email", [""])).exists()
