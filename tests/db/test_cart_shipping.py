"""Who left a cart because of what shipping costs gets it for free, and nobody else does."""

from collections.abc import Callable

import pytest

from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.models import Notification, PersonalVoucher
from saleor_push_plugin.shop.connections import writer
from tests.hosts.refs import CheckoutRef, Customer, Refused
from tests.hosts.shop import Shop

from .cart_story import DAY, HOUR, SOON, agree, cart_of, changed
from .conftest import Browser, Later
from .ways_to_ship import ship_free

Browsers = Callable[..., Browser]


@pytest.fixture
def free_shipping(carts: Shop) -> Shop:
    carts.make_voucher("Shipping on us", type="SHIPPING")
    carts.configure_push(shipping_voucher="Shipping on us", shipping_share="20")
    return carts


def to_the_end(later: Later) -> None:
    for when in (SOON, SOON + DAY + HOUR, SOON + 4 * DAY + 2 * HOUR):
        later(when)


def test_who_stopped_at_costly_shipping_gets_a_code_that_works_once(
    free_shipping: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    checkout = cart_of(free_shipping, ada, "Wool socks")
    later(SOON)
    later(SOON + DAY + HOUR)
    assert PersonalVoucher.objects.count() == 0
    later(SOON + 4 * DAY + 2 * HOUR)
    code = PersonalVoucher.objects.get().code
    assert phone.texts[-1] == (
        f"Last reminder: your cart\nWool socks\nFor you: free shipping with code {code}"
    )
    free_shipping.choose_delivery(checkout)
    free_shipping.use_code(checkout, code)
    assert (
        free_shipping.finish(checkout).total == free_shipping.catalogue.variant("Wool socks").price
    )
    another = cart_of(free_shipping, ada)
    free_shipping.choose_delivery(another)
    with pytest.raises(Refused):
        free_shipping.use_code(another, code)


@pytest.mark.parametrize("obstacle", ["cheap shipping", "no voucher", "a code already"])
def test_others_get_none(
    free_shipping: Shop, ada: Customer, phone: Browser, later: Later, obstacle: str
) -> None:
    checkout = cart_of(
        free_shipping, ada, "Rain jacket" if obstacle == "cheap shipping" else "Wool socks"
    )
    if obstacle == "no voucher":
        free_shipping.configure_push(shipping_voucher="")
    if obstacle == "a code already":
        free_shipping.choose_delivery(checkout)
        free_shipping.use_code(checkout, "Shipping on us-0")
    to_the_end(later)
    assert len(phone.texts) == 3
    assert "code" not in phone.texts[-1]
    assert PersonalVoucher.objects.count() == 0


WITHIN = ({"minimum_order_price_amount": "9.00"}, {"maximum_order_price_amount": "10.00"})
BEYOND = ({"minimum_order_price_amount": "10.00"}, {"maximum_order_price_amount": "9.00"})


@pytest.mark.parametrize("limits", [*WITHIN, *BEYOND], ids=str)
def test_free_shipping_of_other_carts_is_not_what_this_one_costs(
    free_shipping: Shop, ada: Customer, phone: Browser, later: Later, limits: dict[str, str]
) -> None:
    ship_free(**limits)
    cart_of(free_shipping, ada, "Wool socks")  # for 9.50
    to_the_end(later)
    assert PersonalVoucher.objects.exists() is (limits in BEYOND)


def test_what_a_promotion_gives_away_is_worth_nothing(
    free_shipping: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    from saleor.product.models import ProductVariantChannelListing

    with writer():
        ProductVariantChannelListing.objects.update(discounted_price_amount=0)
    cart_of(free_shipping, ada, "Rain jacket")
    to_the_end(later)
    assert PersonalVoucher.objects.exists()


def collects(checkout: CheckoutRef) -> None:
    from saleor.warehouse.models import Warehouse

    changed(checkout, collection_point=Warehouse.objects.get())


def chose_what_is_free(checkout: CheckoutRef) -> None:
    changed(checkout, shipping_method_name="By bike, from an app")


@pytest.mark.parametrize("chosen", [collects, chose_what_is_free])
def test_who_chose_what_costs_nothing_needs_no_code(
    free_shipping: Shop,
    ada: Customer,
    phone: Browser,
    later: Later,
    chosen: Callable[[CheckoutRef], None],
) -> None:
    chosen(cart_of(free_shipping, ada, "Wool socks"))
    to_the_end(later)
    assert len(phone.texts) == 3
    assert PersonalVoucher.objects.count() == 0


def test_all_devices_of_a_person_get_the_same_code(
    free_shipping: Shop, browser: Browsers, ada: Customer, phone: Browser, later: Later
) -> None:
    laptop = browser(ada)
    agree(*Topic)
    cart_of(free_shipping, ada, "Wool socks")
    to_the_end(later)
    assert laptop.texts == phone.texts
    assert PersonalVoucher.objects.count() == 1


@pytest.mark.parametrize("before", [None, "unpaid", "paid"])
def test_a_guest_who_has_paid_for_an_order_here_gets_a_code_too(
    free_shipping: Shop, browser: Browsers, later: Later, before: str | None
) -> None:
    laptop = browser()
    agree(*Topic)
    if before:
        ordered = free_shipping.new_checkout(email="guest@example.com")
        laptop.use(ordered)
        order = free_shipping.complete(ordered)
    if before == "paid":
        free_shipping.mark_paid(order)
    socks = free_shipping.catalogue.variant("Wool socks")
    laptop.use(free_shipping.new_checkout(lines=[(socks, 1)]))
    to_the_end(later)
    made = list(PersonalVoucher.objects.values_list("code", flat=True))
    assert [code for code in made if code in laptop.texts[-1]] == made
    assert len(made) == (before == "paid")
    last = Notification.objects.get(scenario="abandoned_cart_last")
    assert last.reason == ("" if before == "paid" else "voucher_for_customers")


def test_no_code_is_made_for_who_hears_nothing(
    free_shipping: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    cart_of(free_shipping, ada, "Wool socks")
    later(SOON)
    later(SOON + DAY + HOUR)
    agree(Topic.ORDER_UPDATES)
    later(SOON + 4 * DAY + 2 * HOUR)
    assert PersonalVoucher.objects.count() == 0


def test_a_voucher_that_is_not_there_is_refused_in_the_dashboard(carts: Shop) -> None:
    carts.make_voucher("Ten percent")
    for name in ("Nothing", "Ten percent"):
        with pytest.raises(Refused, match="single-use"):
            carts.configure_push(shipping_voucher=name)
