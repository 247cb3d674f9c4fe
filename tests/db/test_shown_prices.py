"""A price is said as the shop's page shows it: our amount and Saleor's own `pricing` agree."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from saleor_push_plugin.shop import shown_prices
from saleor_push_plugin.shop.connections import writer
from saleor_push_plugin.shop.current_prices_and_stock import current_offers
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver, Look
from .taxing import TaxCalculationStrategy, Taxing
from .waiting import Waiting

pytestmark = pytest.mark.django_db
Browsers = Callable[..., Browser]
MINUTE = timedelta(minutes=1)

PRICES = """query Prices($channel: String!) { products(channel: $channel, first: 10) {
  edges { node { pricing { displayGrossPrices }
    variants { id pricing { price { gross { amount } net { amount } } } } } } } }"""


def pages(shop: Shop, channel: str) -> dict[int, Decimal]:
    """What the shop's own page shows: Saleor's answer, gross or net as it says itself."""
    found: dict[int, Decimal] = {}
    for edge in shop.ask(PRICES, None, channel=channel)["edges"]:
        shown = "gross" if edge["node"]["pricing"]["displayGrossPrices"] else "net"
        for variant in edge["node"]["variants"]:
            pk = int(base64.b64decode(variant["id"]).decode().partition(":")[2])
            found[pk] = Decimal(str(variant["pricing"]["price"][shown]["amount"]))
    return found


def ours(channel: str, variants: Any) -> dict[int, Decimal | None]:
    offers = current_offers([(variant, channel) for variant in variants])
    return {variant: offer.amount for (variant, _), offer in offers.items()}


@pytest.mark.parametrize("seed", range(8))
def test_what_we_compare_is_what_saleor_answers(shop: Shop, seed: int) -> None:
    """Over random settings of taxes: with tax or without, gross or net, by country, class, type."""
    chance, taxing = random.Random(seed), Taxing(shop)
    for _ in range(6):
        taxing.at_random(chance)
        for channel in shop.catalogue.channels:
            expected = pages(shop, channel.slug)
            assert ours(channel.slug, expected) == expected, taxing.said


def test_a_tax_app_leaves_the_amount_out(shop: Shop) -> None:
    taxing, channel = Taxing(shop), shop.catalogue.channel.slug
    taxing.configure(channel, tax_calculation_strategy=TaxCalculationStrategy.TAX_APP)
    (offer, *_) = current_offers([(v, channel) for v in pages(shop, channel)]).values()
    assert offer.price is None
    assert offer.amount is not None


def test_without_a_country_the_amount_is_left_out(shop: Shop) -> None:
    from saleor.channel.models import Channel

    slug = shop.catalogue.channel.slug
    with writer():
        Channel.objects.filter(slug=slug).update(default_country="")
    view = shown_prices.ShownPrices.load([slug]).of_product(slug, None)
    assert view.money(Decimal(10)) is None


@pytest.fixture
def waiting(push: Shop, look: Look, deliver: Deliver) -> Waiting:
    push.configure_push(quiet_hours="")
    return Waiting(push, look, deliver)


@pytest.fixture
def phone(browser: Browsers) -> Browser:
    return browser()


def test_a_lower_price_is_told_as_the_page_shows_it(waiting: Waiting, phone: Browser) -> None:
    """Prices are entered without tax, 19 %, and the page shows them with it."""
    taxing = Taxing(waiting.shop)
    taxing.configure(waiting.shop.catalogue.channel.slug, prices_entered_with_tax=False)
    taxing.rate("DE", 19)
    waiting.price(phone, target=40)
    waiting.costs("33.62")
    waiting.after(MINUTE)
    assert phone.texts == []
    waiting.costs("30.00")
    waiting.after(MINUTE)
    (text,) = phone.texts
    assert text.startswith("Linen shirt, M: now €35.70")


def test_with_a_tax_app_a_lower_price_is_told_without_the_amount(
    waiting: Waiting, phone: Browser
) -> None:
    taxing = Taxing(waiting.shop)
    channel = waiting.shop.catalogue.channel.slug
    taxing.configure(channel, tax_calculation_strategy=TaxCalculationStrategy.TAX_APP)
    waiting.price(phone)
    waiting.costs("30.00")
    waiting.after(MINUTE)
    assert phone.texts == ["Linen shirt, M: new price\nAvailable to order right now."]


def test_a_target_is_kept_where_the_page_shows_less_than_the_listed_price(
    waiting: Waiting, phone: Browser
) -> None:
    """Prices hold 19 % tax, the page shows none: 33.00 listed is 27.73, and below a target of 30.

    It falls while it is sold out, so it is told when it is available again.
    """
    taxing = Taxing(waiting.shop)
    taxing.configure(waiting.shop.catalogue.channel.slug, display_gross_prices=False)
    taxing.rate("DE", 19)
    waiting.price(phone, target=30)
    waiting.has(0)
    waiting.after(MINUTE)
    waiting.costs("33.00")
    waiting.after(MINUTE)
    assert phone.texts == []
    waiting.has(5)
    waiting.after(MINUTE)
    (text,) = phone.texts
    assert text.startswith("Linen shirt, M: now €27.73")
