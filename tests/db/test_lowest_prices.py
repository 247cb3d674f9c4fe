"""Which price is said as the one before: the lowest of the 30 days before, if it is known."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from saleor_push_plugin import tasks
from saleor_push_plugin.models import PriceLook, PriceRound, PriceStretch
from saleor_push_plugin.shop import price_record
from saleor_push_plugin.shop.connections import writer
from saleor_push_plugin.shop.facts import price_and_stock
from saleor_push_plugin.shop.sweeps import published_prices
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver, Look
from .taxing import Taxing
from .waiting import Waiting, reckon_prices

pytestmark = pytest.mark.django_db
Browsers = Callable[..., Browser]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def waiting(push: Shop, look: Look, deliver: Deliver) -> Waiting:
    push.configure_push(quiet_hours="", scenario_order_placed=False)
    return Waiting(push, look, deliver)


@pytest.fixture
def phone(browser: Browsers) -> Browser:
    return browser()


def nights(first: int, last: int = 1) -> None:
    """What the looks of these nights leave behind, counted in days back from now."""
    with writer():
        for ago in range(first, last - 1, -1):
            published_prices.look(timezone.now() - ago * DAY)


def change(model: str, which: dict[str, Any], **values: Any) -> None:
    """Straight into the shop's tables."""
    from django.apps import apps

    with writer():
        assert apps.get_model(model).objects.filter(**which).update(**values)


def told(waiting: Waiting, phone: Browser, amount: str = "29.90") -> str:
    """What somebody who waits now is told after the price fell."""
    waiting.price(phone)
    waiting.costs(amount)
    waiting.after(MINUTE)
    (text,) = phone.texts
    said = text.removeprefix("Linen shirt, M: now ")
    return said.removesuffix("Available to order right now.").strip()


def test_after_thirty_days_of_record_the_lowest_of_them_is_said(
    waiting: Waiting, phone: Browser
) -> None:
    nights(32)
    assert told(waiting, phone) == "€29.90\nWas €39.00"


def test_after_fewer_days_it_is_not(waiting: Waiting, phone: Browser) -> None:
    nights(29)
    assert told(waiting, phone) == "€29.90"


def test_a_price_that_was_raised_the_day_before_is_not_the_one_before(
    waiting: Waiting, phone: Browser
) -> None:
    """The shopper saw 49.00 and is told of 40.00, which was not reduced: it was 39.00 all along."""
    nights(33, 2)
    waiting.costs("49.00")
    nights(1)
    assert told(waiting, phone, "40.00") == "€40.00"


def test_a_raised_price_does_not_hide_a_real_reduction(waiting: Waiting, phone: Browser) -> None:
    nights(33, 2)
    waiting.costs("49.00")
    nights(1)
    assert told(waiting, phone, "35.00") == "€35.00\nWas €39.00"


@pytest.mark.parametrize(("progressive", "before"), [(False, "35.00"), (True, "39.00")])
def test_a_deeper_second_reduction_is_measured_from_the_first_only_where_the_law_says_so(
    waiting: Waiting, phone: Browser, progressive: bool, before: str
) -> None:
    waiting.shop.configure_push(progressive_reductions=progressive)
    nights(40, 6)
    waiting.costs("35.00")
    nights(5)
    assert told(waiting, phone) == f"€29.90\nWas €{before}"


def test_a_promotion_that_begins_is_measured_from_the_price_before_it(
    waiting: Waiting, phone: Browser
) -> None:
    nights(32)
    waiting.price(phone)
    waiting.shop.start_promotion(waiting.shirt, percent=20)
    reckon_prices()
    waiting.after(MINUTE)
    (text,) = phone.texts
    assert text.startswith("Linen shirt, M: now €31.20\nWas €39.00")


def test_a_promotion_that_ended_within_thirty_days_counts(waiting: Waiting, phone: Browser) -> None:
    nights(35, 10)
    promotion = waiting.shop.start_promotion(waiting.shirt, percent=20)
    reckon_prices()
    nights(9, 6)
    end_now(promotion)
    nights(5)
    assert told(waiting, phone) == "€29.90\nWas €31.20"


def end_now(promotion: str) -> None:
    import base64

    pk = base64.b64decode(promotion).decode().partition(":")[2]
    change("discount.Promotion", {"pk": pk}, end_date=timezone.now())
    reckon_prices()


def test_nights_in_which_nothing_was_recorded_are_a_gap(waiting: Waiting, phone: Browser) -> None:
    nights(40, 5)
    nights(2)
    assert told(waiting, phone) == "€29.90"


def test_one_night_that_comes_late_is_none(waiting: Waiting, phone: Browser) -> None:
    nights(40, 2)
    with writer():
        published_prices.look(timezone.now() - 14 * HOUR)
    assert told(waiting, phone) == "€29.90\nWas €39.00"


def test_what_was_not_published_had_no_price(waiting: Waiting, phone: Browser) -> None:
    nights(40, 15)
    change("product.ProductChannelListing", {}, is_published=False)
    nights(14, 10)
    change("product.ProductChannelListing", {}, is_published=True)
    nights(9)
    assert told(waiting, phone) == "€29.90"


def test_it_is_said_as_the_page_shows_it(waiting: Waiting, phone: Browser) -> None:
    """Prices are entered without tax, 19 %, and the page shows them with it."""
    taxing = Taxing(waiting.shop)
    taxing.configure(waiting.shop.catalogue.channel.slug, prices_entered_with_tax=False)
    taxing.rate("DE", 19)
    nights(32)
    assert told(waiting, phone, "30.00") == "€35.70\nWas €46.41"


def test_prices_with_tax_and_without_are_not_compared(waiting: Waiting, phone: Browser) -> None:
    taxing, channel = Taxing(waiting.shop), waiting.shop.catalogue.channel.slug
    taxing.rate("DE", 19)
    nights(40, 4)
    taxing.configure(channel, display_gross_prices=False)
    nights(3)
    assert told(waiting, phone) == "€25.13"


def test_amounts_of_another_currency_are_not_compared(waiting: Waiting, phone: Browser) -> None:
    nights(40, 4)
    channel = waiting.shop.catalogue.channel.slug
    change("channel.Channel", {"slug": channel}, currency_code="USD")
    listings = {"channel__slug": channel}
    change("product.ProductVariantChannelListing", listings, currency="USD")
    nights(3)
    assert told(waiting, phone) == "$29.90"


def test_a_currency_without_decimals_has_none(waiting: Waiting, phone: Browser) -> None:
    channel = waiting.shop.catalogue.channel.slug
    taxing = Taxing(waiting.shop)
    taxing.configure(channel, prices_entered_with_tax=False)
    taxing.rate("DE", 10)
    change("channel.Channel", {"slug": channel}, currency_code="JPY")
    listings = {"channel__slug": channel, "variant_id": key(waiting)}
    change(
        "product.ProductVariantChannelListing",
        listings,
        currency="JPY",
        price_amount=4005,
        discounted_price_amount=4005,
    )
    nights(32)
    assert stretches(waiting) == [("4406.000", "JPY gross")]
    assert told(waiting, phone, "3005") == "¥3,306\nWas ¥4,406"


def key(waiting: Waiting) -> int:
    import base64

    return int(base64.b64decode(waiting.shirt.id).decode().partition(":")[2])


def stretches(waiting: Waiting, channel: str = "channel-eur") -> list[tuple[str, str]]:
    """The record of the shirt: amounts and what they are said in."""
    from saleor.channel.models import Channel

    where = Channel.objects.get(slug=channel).pk
    rows = PriceStretch.objects.filter(variant_id=key(waiting), channel_id=where)
    return [(str(row.amount), row.unit) for row in rows.order_by("first_at")]


def test_a_price_that_a_shopper_sees_is_noted_and_each_change_after_it(
    waiting: Waiting, phone: Browser
) -> None:
    waiting.price(phone)
    assert stretches(waiting) == [("39.000", "EUR gross")]
    waiting.costs("35.00")
    waiting.after(HOUR)
    waiting.costs("39.00")
    waiting.after(HOUR)
    assert [amount for amount, _ in stretches(waiting)] == ["39.000", "35.000", "39.000"]


def test_what_a_hook_saw_change_is_looked_at_once_saleor_has_computed_it(waiting: Waiting) -> None:
    """Nobody waits for it, so no comparison sees it; at night it costs the same again."""
    waiting.look()
    waiting.shop.set_price(waiting.shirt, "35.00")
    waiting.after(MINUTE)
    assert [amount for amount, _ in stretches(waiting)] == ["39.000"]
    reckon_prices()
    waiting.after(2 * MINUTE)
    assert [amount for amount, _ in stretches(waiting)] == ["39.000", "35.000"]
    waiting.costs("39.00")
    waiting.after(3 * MINUTE)
    assert [amount for amount, _ in stretches(waiting)] == ["39.000", "35.000", "39.000"]
    assert PriceLook.objects.count() == 0


def test_a_restock_and_a_shop_outside_the_eu_leave_nothing_to_look_at(waiting: Waiting) -> None:
    with writer():
        tasks.enqueue_variant(1)
    waiting.shop.configure_push(outside_eu=True)
    waiting.shop.set_price(waiting.shirt, "35.00")
    assert PriceLook.objects.count() == 0
    waiting.shop.configure_push(outside_eu=False)
    waiting.shop.set_price(waiting.shirt, "34.00")
    assert PriceLook.objects.count() > 0


def test_a_promotion_of_what_nobody_waits_for_is_noted_when_saleor_applies_it(
    waiting: Waiting,
) -> None:
    waiting.look()
    waiting.shop.start_promotion(waiting.shirt, percent=20)
    waiting.after(MINUTE)
    assert [amount for amount, _ in stretches(waiting)] == ["39.000"]
    reckon_prices()
    waiting.after(MINUTE)
    waiting.after(MINUTE)
    assert [amount for amount, _ in stretches(waiting)] == ["39.000", "31.200"]


def test_without_a_certain_amount_nothing_is_noted(waiting: Waiting, phone: Browser) -> None:
    from .taxing import TaxCalculationStrategy

    for channel in waiting.shop.catalogue.channels:
        taxes = {"tax_calculation_strategy": TaxCalculationStrategy.TAX_APP}
        Taxing(waiting.shop).configure(channel.slug, **taxes)
    nights(1)
    waiting.price(phone)
    waiting.costs("29.90")
    waiting.after(MINUTE)
    assert PriceStretch.objects.count() == 0


def test_a_night_goes_on_where_it_was_left_and_is_done_once(
    waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(published_prices, "SLICE", 2)
    monkeypatch.setattr(published_prices, "SLICES", 1)
    now = timezone.now()
    noted = []
    for _ in range(5):
        with writer():
            published_prices.look(now)
        noted.append(PriceStretch.objects.count())
    listings = len(waiting.shop.catalogue.variants) * len(waiting.shop.catalogue.channels)
    assert noted[:2] == [2, 4]
    assert noted[-1] == listings
    assert PriceRound.objects.get().is_done
    waiting.costs("29.90")
    with writer():
        published_prices.look(now + MINUTE)
    assert PriceStretch.objects.count() == listings


def test_a_failed_slice_is_looked_at_again(
    waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    with monkeypatch.context() as broken, writer():
        broken.setattr(price_record, "note", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            published_prices.look(now)
    with writer():
        published_prices.look(now)
    assert stretches(waiting) == [("39.000", "EUR gross")]


def test_the_sweep_looks_at_night_and_not_while_sending_is_off_or_outside_the_eu(
    waiting: Waiting,
) -> None:
    waiting.shop.configure_push(send=False)
    waiting.look()
    waiting.shop.configure_push(send=True, outside_eu=True)
    waiting.look()
    assert PriceStretch.objects.count() == 0
    waiting.shop.configure_push(outside_eu=False)
    waiting.look()
    assert stretches(waiting) == [("39.000", "EUR gross")]


def test_what_was_last_seen_sixty_days_ago_is_forgotten_and_what_is_ahead_of_the_clock(
    waiting: Waiting,
) -> None:
    nights(70, 61)
    waiting.costs("35.00")
    nights(59, 58)
    waiting.costs("33.00")
    with writer():
        published_prices.look(timezone.now() + 40 * DAY)
    tasks.purge()
    assert [amount for amount, _ in stretches(waiting)] == ["35.000"]
    assert PriceRound.objects.count() == 3


def test_it_takes_one_query_for_a_batch(waiting: Waiting, browser: Browsers) -> None:
    nights(32)
    for variant in waiting.shop.catalogue.variants:
        waiting.price(browser(), variant)
    places = {(row.variant_id, row.channel_id) for row in PriceStretch.objects.all()}
    counts = []
    for outside in (True, False):
        waiting.shop.configure_push(outside_eu=outside)
        with writer(), CaptureQueriesContext(connections["default"]) as asked:
            price_and_stock.offers(places)
        counts.append(len(asked))
    assert counts[1] - counts[0] == 1
