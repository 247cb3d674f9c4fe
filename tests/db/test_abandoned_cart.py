"""The cart somebody left: when it is thought of, when no longer, and free shipping as an answer."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.models import Event, Grant, Notification, Subscription
from saleor_push_plugin.shop.compat import writer
from tests.hosts.refs import CheckoutRef, Customer, Refused
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver, Look
from .ways_to_ship import ship_free

Browsers = Callable[..., Browser]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIRST = "Your cart is waiting\nLinen shirt\nPick up where you left off."
SECOND = "Still thinking it over?\nLinen shirt\nYour cart is just as you left it."
LAST = "Your cart, one last time\nLinen shirt"


@pytest.fixture
def carts(push: Shop, look: Look) -> Shop:
    """A shop that has looked at its carts before, and has no quiet hours."""
    push.configure_push(quiet_hours="")
    look(timezone.now())
    return push


@pytest.fixture
def ada(carts: Shop) -> Customer:
    return carts.register()


@pytest.fixture
def phone(browser: Browsers, ada: Customer) -> Browser:
    made = browser(ada)
    agree(*Topic)
    return made


@pytest.fixture
def later(look: Look, deliver: Deliver) -> Iterator[Callable[[timedelta], None]]:
    """Sweep and send as it will be then."""

    def run(after: timedelta) -> None:
        look(timezone.now() + after)
        deliver(timezone.now() + after)

    return run


Later = Callable[[timedelta], None]
SOON = HOUR + timedelta(minutes=2)


def agree(*topics: Topic) -> None:
    Subscription.objects.update(topics=list(topics))


def reasons() -> set[tuple[str, str]]:
    return set(Notification.objects.values_list("state", "reason"))


def cart_of(shop: Shop, ada: Customer, product: str = "Linen shirt", n: int = 1) -> CheckoutRef:
    return shop.new_checkout(customer=ada, lines=[(shop.catalogue.variant(product), n)])


def test_a_cart_left_for_an_hour_is_remembered(
    carts: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    lines = [(carts.catalogue.variants[0], 2), (carts.catalogue.variants[1], 1)]
    checkout = carts.new_checkout(customer=ada, lines=lines)
    later(timedelta(minutes=45))
    assert phone.texts == []
    later(SOON)
    assert phone.texts == [
        "Your cart is waiting\n2 × Linen shirt and 1 more item\nPick up where you left off."
    ]
    (shown,) = phone.subscriber.shown()
    assert shown.navigate.startswith(
        f"https://shop.example/checkout?checkout={checkout.id.replace('=', '%3D')}&utm"
    )


def test_a_guest_is_reminded_of_the_cart_of_this_browser(
    carts: Shop, browser: Browsers, later: Later
) -> None:
    laptop, other = browser(), browser()
    agree(*Topic)
    laptop.use(carts.new_checkout())
    later(SOON)
    assert (laptop.texts, other.texts) == ([FIRST], [])


def test_each_reminder_counts_from_when_the_one_before_was_shown(
    carts: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    cart_of(carts, ada)
    later(5 * HOUR)
    later(5 * HOUR + DAY - HOUR)
    assert phone.texts == [FIRST]
    later(5 * HOUR + DAY + timedelta(minutes=1))
    assert phone.texts == [FIRST, SECOND]
    later(5 * HOUR + 3 * DAY)
    assert len(phone.texts) == 2
    later(6 * HOUR + 4 * DAY)
    assert phone.texts == [FIRST, SECOND, LAST]


def test_who_did_not_agree_is_not_reminded(
    carts: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    agree(Topic.ORDER_UPDATES, Topic.OFFERS)
    cart_of(carts, ada)
    later(SOON)
    assert Event.objects.count() == 0


def test_who_takes_consent_back_is_not_reminded_again(
    carts: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    cart_of(carts, ada)
    later(SOON)
    agree(Topic.ORDER_UPDATES)
    later(SOON + DAY + HOUR)
    assert phone.texts == [FIRST]
    assert ("skipped", "not agreed to cart reminders") in reasons()


def test_looking_again_and_again_reminds_once(
    carts: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    checkout = cart_of(carts, ada)
    later(SOON)
    # A save without a change of the cart, as the storefront does when it asks for prices.
    carts.choose_delivery(checkout)
    for minutes in range(1, 130, 20):
        later(SOON + timedelta(minutes=minutes))
    assert phone.arrivals == 1
    assert Event.objects.count() == 1


def test_a_shopper_who_is_still_there_is_left_in_peace(
    carts: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    checkout = cart_of(carts, ada)
    touched_at(checkout, timezone.now() + timedelta(minutes=50))
    later(SOON)
    assert phone.texts == []
    later(timedelta(minutes=113))
    assert phone.texts == [FIRST]


@pytest.mark.parametrize("how", ["this cart", "another cart", "as a guest", "after logging in"])
def test_who_bought_is_not_reminded(
    carts: Shop, ada: Customer, phone: Browser, later: Later, how: str
) -> None:
    if how == "after logging in":
        checkout = carts.new_checkout(email="somebody@example.com")
        phone.use(checkout)
    else:
        checkout = cart_of(carts, ada)
    later(SOON)
    if how == "this cart":
        carts.complete(checkout)
    elif how == "as a guest":
        carts.place_order(email=ada.email)
    else:
        carts.place_order(customer=ada)
    later(SOON + DAY + HOUR)
    later(SOON + 4 * DAY + 2 * HOUR)
    assert [text for text in phone.texts if "cart" in text.lower()] == [FIRST]
    assert ("skipped", "bought in the meantime") in reasons()


def test_who_bought_within_the_hour_is_not_reminded_at_all(
    carts: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    carts.configure_push(scenario_order_placed=False, scenario_order_confirmed=False)
    cart_of(carts, ada)
    carts.place_order(customer=ada)
    later(SOON)
    assert phone.texts == []


def test_the_same_email_on_another_device_has_bought_too(
    carts: Shop, browser: Browsers, later: Later
) -> None:
    laptop = browser()
    agree(*Topic)
    laptop.use(carts.new_checkout(email="bea@example.com"))
    carts.place_order(email="bea@example.com")
    later(SOON)
    assert laptop.texts == []


def test_an_order_from_before_the_cart_does_not_end_it(
    carts: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    carts.configure_push(scenario_order_placed=False, scenario_order_confirmed=False)
    carts.place_order(customer=ada)
    cart_of(carts, ada)
    later(SOON)
    assert phone.texts == [FIRST]


def test_an_emptied_cart_is_forgotten(
    carts: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    checkout = cart_of(carts, ada)
    later(SOON)
    carts.update_lines(checkout, lines=[(carts.catalogue.variants[0], 0)])
    later(SOON + DAY + HOUR)
    assert phone.texts == [FIRST]
    assert ("skipped", "the cart was emptied") in reasons()


def test_a_changed_cart_starts_anew(
    carts: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    checkout = cart_of(carts, ada)
    later(SOON)
    carts.update_lines(checkout, lines=[(carts.catalogue.variants[1], 2)])
    touched_at(checkout, timezone.now() + SOON + DAY)
    later(SOON + DAY + SOON)
    assert phone.texts == [FIRST, FIRST.replace("Linen shirt", "Linen shirt and 1 more item")]
    later(SOON + DAY + SOON + DAY - HOUR)
    assert len(phone.texts) == 2
    assert ("skipped", "the cart has changed") in reasons()


def test_a_deleted_cart_is_forgotten(
    carts: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    from saleor.checkout.models import Checkout

    cart_of(carts, ada)
    later(SOON)
    Checkout.objects.all().delete()
    later(SOON + DAY + HOUR)
    assert phone.texts == [FIRST]
    assert ("skipped", "no longer in the shop") in reasons()


def test_a_device_that_changed_hands_hears_nothing_of_it(
    carts: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    cart_of(carts, ada)
    later(SOON)
    phone.logout()
    later(SOON + DAY + HOUR)
    assert phone.texts == [FIRST]


def test_carts_of_who_never_subscribed_cost_two_look_ups(
    carts: Shop, django_assert_max_num_queries: Callable
) -> None:
    from saleor_push_plugin.shop.sweeps.carts import left

    for _ in range(5):
        carts.new_checkout()
    then = timezone.now() + SOON
    with writer(), django_assert_max_num_queries(3):
        assert left(then - DAY, then) == []


# Free shipping as the answer.


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
    assert Grant.objects.count() == 0
    later(SOON + 4 * DAY + 2 * HOUR)
    code = Grant.objects.get().code
    assert phone.texts[-1] == (
        f"Your cart, one last time\nWool socks\nFree shipping for you, once, with the code {code}"
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
    assert Grant.objects.count() == 0


WITHIN = ({"minimum_order_price_amount": "9.00"}, {"maximum_order_price_amount": "10.00"})
BEYOND = ({"minimum_order_price_amount": "10.00"}, {"maximum_order_price_amount": "9.00"})


@pytest.mark.parametrize("limits", [*WITHIN, *BEYOND], ids=str)
def test_free_shipping_of_other_carts_is_not_what_this_one_costs(
    free_shipping: Shop, ada: Customer, phone: Browser, later: Later, limits: dict[str, str]
) -> None:
    ship_free(**limits)
    cart_of(free_shipping, ada, "Wool socks")  # for 9.50
    to_the_end(later)
    assert Grant.objects.exists() is (limits in BEYOND)


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
    assert Grant.objects.count() == 0


def test_all_devices_of_a_person_get_the_same_code(
    free_shipping: Shop, browser: Browsers, ada: Customer, phone: Browser, later: Later
) -> None:
    laptop = browser(ada)
    agree(*Topic)
    cart_of(free_shipping, ada, "Wool socks")
    to_the_end(later)
    assert laptop.texts == phone.texts
    assert Grant.objects.count() == 1


def test_a_guest_at_a_browser_gets_a_code_too(
    free_shipping: Shop, browser: Browsers, later: Later
) -> None:
    laptop = browser()
    agree(*Topic)
    checkout = free_shipping.new_checkout(
        lines=[(free_shipping.catalogue.variant("Wool socks"), 1)]
    )
    laptop.use(checkout)
    to_the_end(later)
    assert Grant.objects.get().code in laptop.texts[-1]


def test_no_code_is_made_for_who_hears_nothing(
    free_shipping: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    cart_of(free_shipping, ada, "Wool socks")
    later(SOON)
    later(SOON + DAY + HOUR)
    agree(Topic.ORDER_UPDATES)
    later(SOON + 4 * DAY + 2 * HOUR)
    assert Grant.objects.count() == 0


def test_a_voucher_that_is_not_there_is_refused_in_the_dashboard(carts: Shop) -> None:
    carts.make_voucher("Ten percent")
    for name in ("Nothing", "Ten percent"):
        with pytest.raises(Refused, match="single-use"):
            carts.configure_push(shipping_voucher=name)


def touched_at(checkout: CheckoutRef, at: datetime) -> None:
    """As if somebody had looked at it then: `last_change` moves on any save."""
    changed(checkout, last_change=at)


def changed(checkout: CheckoutRef, **values: Any) -> None:
    import graphene
    from saleor.checkout.models import Checkout

    pk = graphene.Node.from_global_id(checkout.id)[1]
    with writer():
        Checkout.objects.filter(pk=pk).update(**values)
