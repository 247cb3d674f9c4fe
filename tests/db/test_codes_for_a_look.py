"""A code for a look is made only where the shop's own checkout takes it, and its worth is said."""

import base64
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin.core.facts.personal_code import Condition, PersonalCode
from saleor_push_plugin.core.person import Person
from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.core.voucher_purpose import VoucherPurpose
from saleor_push_plugin.models import Notification, PersonalVoucher, Subscription
from saleor_push_plugin.shop import vouchers
from saleor_push_plugin.shop.connections import writer
from saleor_push_plugin.shop.voucher_eligibility import Use
from tests.hosts.goods import Variant
from tests.hosts.refs import Customer, Refused
from tests.hosts.shop import Shop

from .conftest import Browser, Later, Look, ask
from .taxing import Taxing
from .waiting import VIEWED

Browsers = Callable[..., Browser]
SOON = timedelta(hours=2, minutes=2)
SHIRT = "Still interested in Linen shirt?"
NAME = "Looks"


@dataclass(frozen=True, kw_only=True)
class Window:
    """A shop, and somebody who has looked at its shirt (39.00)."""

    shop: Shop
    ada: Customer

    @property
    def shirt(self) -> Variant:
        return self.shop.catalogue.variant("Linen shirt")

    @property
    def socks(self) -> Variant:
        return self.shop.catalogue.variant("Wool socks")

    def code(
        self, kind: VoucherPurpose = VoucherPurpose.BROWSE, *, variant: int = 0
    ) -> PersonalCode | vouchers.Refused:
        """What `kind` is granted for the variant with this id; 0: for none."""
        person = Person(subscription_id=1, user_id=number(self.ada.id))
        now = timezone.now() + timedelta(seconds=1)
        slug = self.shop.catalogue.channel.slug
        use = Use(person=person, channel=slug, now=now, variant=variant)
        with writer():
            return vouchers.grant(NAME, kind=kind, use=use, quota=100)

    def takes(self, variant: Variant) -> bool:
        """Whether the shop's own checkout takes the voucher with one piece of a variant in it."""
        checkout = self.shop.new_checkout(customer=self.ada, lines=[(variant, 1)])
        self.shop.choose_delivery(checkout)
        try:
            self.shop.use_code(checkout, f"{NAME}-0")
        except Refused:
            return False
        return True


def number(global_id: str) -> int:
    return int(base64.b64decode(global_id).decode().partition(":")[2])


@pytest.fixture
def window(push: Shop, look: Look) -> Window:
    push.configure_push(quiet_hours="", browse_voucher="", scenario_order_placed=False)
    look(timezone.now())
    return Window(shop=push, ada=push.register())


def chosen(window: Window, kind: str, variants: list[Variant]) -> None:
    """Let the voucher be for these products, or for what is made of them."""
    from saleor.discount.models import Voucher
    from saleor.product.models import Category, Collection, Product

    with writer():
        voucher = Voucher.objects.get(name=NAME)
        products = Product.objects.filter(pk__in=[number(each.product_id) for each in variants])
        if kind == "products":
            voucher.products.set(products)
        elif kind == "variants":
            voucher.variants.set([number(each.id) for each in variants])
        elif kind == "collections":
            made = Collection.objects.create(name=NAME, slug="looks")
            made.products.set(products)
            voucher.collections.set([made])
        elif kind == "categories":
            category = Category.objects.create(name=NAME, slug="looks")
            products.update(category=category)
            voucher.categories.set([category])


KINDS = ("products", "variants", "collections", "categories")


@pytest.mark.parametrize("kind", KINDS)
def test_a_code_is_for_the_goods_of_its_voucher_as_the_checkout_sees_them(
    window: Window, kind: str
) -> None:
    window.shop.make_voucher(NAME, type="SPECIFIC_PRODUCT", value=15)
    chosen(window, kind, [window.socks])
    for variant, is_for_it in ((window.shirt, False), (window.socks, True)):
        found = window.code(variant=number(variant.id))
        reason = found.reason if isinstance(found, vouchers.Refused) else ""
        assert reason == ("" if is_for_it else "voucher_other_goods")
        assert window.takes(variant) == is_for_it


@pytest.mark.parametrize("seed", range(6))
def test_what_is_granted_is_what_the_checkout_takes(window: Window, seed: int) -> None:
    """Over random vouchers: goods, minimum value, number of items, the cheapest item only."""
    chance = random.Random(seed)
    kind = chance.choice(["ENTIRE_ORDER", "SPECIFIC_PRODUCT"])
    limits = {
        "type": kind,
        "value": chance.choice([5, 15]),
        "discountValueType": chance.choice(["PERCENTAGE", "FIXED"]),
        "least": chance.choice([None, "9.50", "39.00", "39.01"]),
        "applyOncePerOrder": chance.random() < 0.3,
        "minCheckoutItemsQuantity": chance.choice([None, 1, 1, 2]),
    }
    window.shop.make_voucher(NAME, **limits)
    goods = chance.choice([*KINDS, "none"])
    chosen(window, goods, [window.socks])
    for variant in (window.shirt, window.socks):
        granted = isinstance(window.code(variant=number(variant.id)), PersonalCode)
        assert granted == window.takes(variant), (variant.product, goods, limits)


@pytest.mark.parametrize("goods", ["none", "products", "variants"])
def test_a_reader_gets_the_code_that_the_product_takes(
    window: Window, browser: Browsers, later: Later, goods: str
) -> None:
    window.shop.make_voucher(NAME, type="SPECIFIC_PRODUCT", value=15, least="39.00")
    chosen(window, goods, [window.shirt])
    shown = _shown_after_a_look(window, browser, later)
    code = PersonalVoucher.objects.get().code
    assert shown == f"{SHIRT}\n€39.00\nJust for you: 15% off with code {code}"
    checkout = window.shop.new_checkout(customer=window.ada, lines=[(window.shirt, 1)])
    window.shop.choose_delivery(checkout)
    window.shop.use_code(checkout, code)


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        ({"least": "39.01"}, "voucher_cart_too_cheap"),
        ({"minCheckoutItemsQuantity": 2}, "voucher_too_few_items"),
        ({"goods": "products"}, "voucher_other_goods"),
    ],
    ids=str,
)
def test_a_reader_gets_no_code_that_the_product_does_not_take(
    window: Window, browser: Browsers, later: Later, limits: dict[str, Any], reason: str
) -> None:
    goods = limits.pop("goods", "none")
    window.shop.make_voucher(NAME, type="SPECIFIC_PRODUCT", value=15, **limits)
    chosen(window, goods, [window.socks])
    shown = _shown_after_a_look(window, browser, later)
    assert shown == f"{SHIRT}\n€39.00\nHave another look any time."
    assert not PersonalVoucher.objects.exists()
    assert Notification.objects.get(scenario="browse_abandoned").reason == reason


def test_a_reader_gets_no_code_that_takes_nothing_off(
    window: Window, browser: Browsers, later: Later
) -> None:
    from saleor.discount.models import VoucherChannelListing

    window.shop.make_voucher(NAME, value=15)
    with writer():
        VoucherChannelListing.objects.update(discount_value=0)
    assert _shown_after_a_look(window, browser, later).endswith("Have another look any time.")
    reason = Notification.objects.get(scenario="browse_abandoned").reason
    assert reason == "voucher_worth_nothing"


def _shown_after_a_look(window: Window, browser: Browsers, later: Later) -> str:
    window.shop.configure_push(browse_voucher=NAME)
    phone = browser(window.ada)
    Subscription.objects.update(topics=[Topic.CART_REMINDERS])
    ask(VIEWED, endpoint=phone.subscriber.endpoint, product=window.shirt.product_id)
    later(SOON)
    (text,) = phone.texts
    return text


# What a code for the next order is worth, and what it needs.

OFF = Decimal(15)


@pytest.mark.parametrize(
    ("limits", "condition"),
    [
        ({}, None),
        ({"least": "50.00"}, Condition.AMOUNT),
        ({"minCheckoutItemsQuantity": 1}, None),
        ({"minCheckoutItemsQuantity": 3}, Condition.ITEMS),
        ({"applyOncePerOrder": True}, Condition.ONE_ITEM),
        ({"type": "SPECIFIC_PRODUCT"}, None),
        ({"type": "SPECIFIC_PRODUCT", "goods": "collections"}, Condition.SELECTED),
        ({"least": "50.00", "minCheckoutItemsQuantity": 3}, Condition.OTHER),
    ],
    ids=str,
)
def test_a_code_for_the_next_order_says_what_it_needs(
    window: Window, limits: dict[str, Any], condition: Condition | None
) -> None:
    goods = limits.pop("goods", "none")
    window.shop.make_voucher(NAME, value=15, **limits)
    chosen(window, goods, [window.socks])
    found = window.code(VoucherPurpose.WIN_BACK)
    assert isinstance(found, PersonalCode)
    assert (found.share, found.condition) == (OFF, condition)
    assert (found.least and found.least.amount) == (50 if condition is Condition.AMOUNT else None)
    assert found.items == (3 if condition is Condition.ITEMS else None)


@pytest.mark.parametrize(
    ("with_tax", "gross", "of_the_shirt", "of_any_order"),
    [
        (True, True, "5.00", "5.00"),
        (False, False, "5.00", "5.00"),
        (False, True, "5.95", None),
        (True, False, "4.20", None),
    ],
)
def test_an_amount_is_said_as_the_page_shows_it_and_only_if_that_is_known(
    window: Window, with_tax: bool, gross: bool, of_the_shirt: str, of_any_order: str | None
) -> None:
    slug = window.shop.catalogue.channel.slug
    taxing = Taxing(window.shop)
    taxing.configure(slug, prices_entered_with_tax=with_tax, display_gross_prices=gross)
    taxing.rate("DE", 19)
    window.shop.make_voucher(NAME, value=5, discountValueType="FIXED", least="10.00")
    found = window.code(variant=number(window.shirt.id)), window.code(VoucherPurpose.WIN_BACK)
    looked, ordered = (each for each in found if isinstance(each, PersonalCode))
    assert looked.amount
    assert looked.amount.amount == Decimal(of_the_shirt)
    assert looked.condition is None
    assert (ordered.amount and str(ordered.amount.amount)) == of_any_order
    assert ordered.condition is (Condition.AMOUNT if of_any_order else Condition.OTHER)


def test_with_a_tax_app_the_code_is_said_alone(window: Window) -> None:
    from saleor.tax import TaxCalculationStrategy

    slug = window.shop.catalogue.channel.slug
    app = TaxCalculationStrategy.TAX_APP
    Taxing(window.shop).configure(slug, tax_calculation_strategy=app)
    window.shop.make_voucher(NAME, value=5, discountValueType="FIXED")
    found = window.code(variant=number(window.shirt.id))
    assert isinstance(found, PersonalCode)
    assert (found.worth, found.text_name) == (None, "code_alone")
