"""What shipping is said to cost is what the shop's own checkout asks, in the reader's country."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import graphene
import pytest

from saleor_push_plugin.shop import shipping_methods
from saleor_push_plugin.shop.connections import writer
from saleor_push_plugin.shop.shown_prices import ShownPrices
from tests.hosts.refs import CheckoutRef, Customer
from tests.hosts.shop import Shop

from .conftest import Browser
from .taxing import TaxCalculationStrategy, Taxing
from .ways_to_ship import forget_methods, ship, weight

Browsers = Callable[..., Browser]
DAY = timedelta(days=1)
OFFERS = ["ORDER_UPDATES", "OFFERS"]
COSTS = """query Costs($id: ID!) { checkout(id: $id) {
  displayGrossPrices shippingMethods { id price { amount } }
  shippingPrice { gross { amount } net { amount } } } }"""


def checkout_says(shop: Shop, checkout: CheckoutRef) -> Any:
    return shop.ask(COSTS, checkout.token, id=checkout.id)


def asked_at_checkout(shop: Shop, checkout: CheckoutRef) -> Decimal | None:
    """What the cheapest method costs, as the checkout shows it; None if there is none."""
    methods = checkout_says(shop, checkout)["shippingMethods"]
    if not methods:
        return None
    cheapest = min(methods, key=lambda method: (method["price"]["amount"], method["id"]))
    shop.choose_delivery(checkout, cheapest["id"])
    shown = checkout_says(shop, checkout)
    price = shown["shippingPrice"]["gross" if shown["displayGrossPrices"] else "net"]
    return Decimal(str(price["amount"]))


def ours(shop: Shop, quantity: int, country: str) -> Decimal | None:
    channel, shirt = shop.catalogue.channel.slug, shop.catalogue.variant("Linen shirt")
    product = int(graphene.Node.from_global_id(shirt.product_id)[1])
    goods = shipping_methods.Goods(
        subtotal=shirt.price * quantity,
        weight=Decimal(250 * quantity),
        products=frozenset({product}),
    )
    methods = shipping_methods.load([channel])[channel]
    method = shipping_methods.cheapest(methods, country, goods)
    if method is None:
        return None
    shown = ShownPrices.load([channel])
    return shown.of_shipping(channel, method.tax_class, country).amount(method.price)


def weigh_shirts(shop: Shop) -> None:
    from saleor.product.models import ProductVariant

    pk = graphene.Node.from_global_id(shop.catalogue.variant("Linen shirt").id)[1]
    with writer():
        ProductVariant.objects.filter(pk=pk).update(weight=weight(250))


@pytest.mark.parametrize("seed", range(4))
def test_the_cheapest_way_for_a_cart_costs_what_the_checkout_says(shop: Shop, seed: int) -> None:
    """Over random methods (limits of price and weight, excluded goods) and tax settings."""
    chance, taxing = random.Random(seed), Taxing(shop)
    weigh_shirts(shop)
    forget_methods()
    shirt = shop.catalogue.variant("Linen shirt")
    for _ in range(3):
        forget_methods()
        taxing.shipping_at_random(chance)
        said = [
            ship(shop, **_way(chance, shop), tax_class=taxing.any_class(chance)) for _ in "1234"
        ]
        for quantity in (1, 3):
            checkout = shop.new_checkout(lines=[(shirt, quantity)])
            expected = asked_at_checkout(shop, checkout)
            assert ours(shop, quantity, "DE") == expected, (taxing.said, said, quantity)


def _way(chance: random.Random, shop: Shop) -> dict[str, Any]:
    shirt = shop.catalogue.variant("Linen shirt").product_id
    limits = [None, Decimal(39), Decimal(50), Decimal(117)]
    weights = [None, 250, 500, 750]
    return {
        "price": Decimal(chance.randrange(0, 2000)) / 100,
        "countries": chance.choice(["DE", "DE,PL", "PL"]),
        "by_weight": chance.random() < 0.4,
        "least": chance.choice(limits),
        "most": chance.choice(limits),
        "lightest": chance.choice(weights),
        "heaviest": chance.choice(weights),
        "excluded": [shirt] if chance.random() < 0.2 else [],
    }


# What a newcomer reads.


@pytest.fixture
def open_shop(push: Shop) -> Shop:
    push.configure_push(quiet_hours="", scenario_order_placed=False)
    return push


@pytest.fixture
def read(
    open_shop: Shop, browser: Browsers, tick: Callable[[timedelta], None]
) -> Callable[..., str]:
    """The sentence about shipping that a newcomer reads; empty if there is none."""

    def run(customer: Customer | None = None, before: Callable[[Browser], Any] = id) -> str:
        phone = browser(customer, topics=OFFERS)
        before(phone)
        tick(timedelta(seconds=10))
        tick(2 * DAY + timedelta(minutes=1))
        (body,) = (text for text in phone.texts if text.startswith("Good to know"))
        return body.split("\n")[1] if body.count("\n") == 2 else ""

    return run


Read = Callable[..., str]


def test_who_is_in_no_known_country_reads_nothing_where_countries_differ(
    open_shop: Shop, read: Read
) -> None:
    ship(open_shop, price=Decimal(0), countries="AT")
    assert read() == ""


def test_all_countries_at_one_price_need_no_country(open_shop: Shop, read: Read) -> None:
    assert read() == "Shipping from €4.90 · within 5 days"


def test_a_cart_with_an_address_tells_the_country(open_shop: Shop, read: Read) -> None:
    """Shipping to Austria is free; this cart goes to Germany."""
    ship(open_shop, price=Decimal(0), countries="AT")

    def cart(phone: Browser) -> None:
        phone.use(open_shop.new_checkout())

    assert read(before=cart) == "Shipping from €4.90 · within 5 days"


def test_an_account_with_an_address_tells_the_country(open_shop: Shop, read: Read) -> None:
    from saleor.account.models import Address, User

    ship(open_shop, price=Decimal(0), countries="AT")
    ada = open_shop.register()
    with writer():
        vienna = Address.objects.create(city="Wien", postal_code="1010", country="AT")
        User.objects.filter(email=ada.email).update(default_shipping_address=vienna)
    assert read(ada) == "Free shipping"


def test_what_takes_carts_of_a_euro_is_not_what_shipping_costs(open_shop: Shop, read: Read) -> None:
    ship(open_shop, price=Decimal(0), countries="DE,PL", most=Decimal(1))
    assert read() == "Shipping €4.90 or less · within 5 days"


@pytest.mark.parametrize(
    "limits", [{"excluded": True}, {"by_weight": True, "heaviest": 100}, {"postal_code": "1"}]
)
def test_what_takes_only_some_carts_or_streets_is_not_what_shipping_costs(
    open_shop: Shop, read: Read, limits: dict[str, Any]
) -> None:
    if limits.pop("excluded", False):
        limits["excluded"] = [open_shop.catalogue.variant("Wool socks").product_id]
    ship(open_shop, price=Decimal(0), countries="DE,PL", **limits)
    assert read() == "Shipping €4.90 or less · within 5 days"


def test_price_tiers_are_said_by_their_dearest(open_shop: Shop, read: Read) -> None:
    forget_methods()
    ship(open_shop, price=Decimal("6.90"), countries="DE", most=Decimal(50))
    ship(open_shop, price=Decimal("3.90"), countries="DE", least=Decimal(50))
    assert read() == "Shipping €6.90 or less"


def test_free_from_a_value_on_is_less_and_not_from(open_shop: Shop, read: Read) -> None:
    forget_methods()
    ship(open_shop, price=Decimal("4.90"), countries="DE")
    ship(open_shop, price=Decimal(0), countries="DE", least=Decimal(100))
    assert read() == "Shipping €4.90 or less"


def test_carts_that_are_not_shipped_leave_the_sentence_out(open_shop: Shop, read: Read) -> None:
    forget_methods()
    ship(open_shop, price=Decimal("6.90"), countries="DE", least=Decimal(20))
    assert read() == ""


def test_a_method_of_another_channels_zone_is_not_said(open_shop: Shop, read: Read) -> None:
    """Saleor keeps a listing of a channel that has left the zone."""
    ship(open_shop, price=Decimal(0), countries="DE,PL", channels=["channel-pln"])
    assert read() == "Shipping from €4.90 · within 5 days"


def test_shipping_is_said_with_the_tax_that_the_checkout_adds(open_shop: Shop, read: Read) -> None:
    forget_methods()
    taxing = Taxing(open_shop)
    taxing.configure(open_shop.catalogue.channel.slug, prices_entered_with_tax=False)
    taxing.rate("DE", 19)
    ship(open_shop, price=Decimal("10.00"), countries="DE")
    checkout = open_shop.new_checkout()
    assert asked_at_checkout(open_shop, checkout) == Decimal("11.90")
    assert read() == "Shipping from €11.90"


def test_with_a_tax_app_shipping_is_left_out(open_shop: Shop, read: Read) -> None:
    taxing, channel = Taxing(open_shop), open_shop.catalogue.channel.slug
    taxing.configure(channel, tax_calculation_strategy=TaxCalculationStrategy.TAX_APP)
    assert read() == ""


def test_where_the_goods_decide_on_the_tax_it_is_left_out(open_shop: Shop, read: Read) -> None:
    from saleor_push_plugin.shop.compat import shipping_tax_follows_goods

    if not shipping_tax_follows_goods():
        pytest.skip("a setting since Saleor 3.21")
    taxing, channel = Taxing(open_shop), open_shop.catalogue.channel.slug
    taxing.configure(channel, prices_entered_with_tax=False, use_weighted_tax_for_shipping=True)
    assert read() == ""
