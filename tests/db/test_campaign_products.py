"""A campaign about a product: said as the shop has it, and to no more people than can buy it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin.campaigns import lifecycle, upkeep
from saleor_push_plugin.core.campaigns.product import CampaignProduct
from saleor_push_plugin.core.global_id import number_of
from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.models import Campaign, Subscription
from saleor_push_plugin.shop.connections import writer
from tests.hosts.goods import Variant
from tests.hosts.shop import Shop

from .campaigning import DAY, EDITOR, HOUR, MINUTE, cut, frozen, pushes, scheduled, state
from .conftest import Browser, Deliver

Browsers = Callable[..., Browser]
NOON = datetime.combine(timezone.now().date() + 2 * DAY, datetime.min.time(), UTC) + 12 * HOUR
TEXTS = {"en": {"title": "{item} for {price}", "body": "Was {was}\nOnly {stock_left} left"}}


@pytest.fixture
def quiet(push: Shop) -> Shop:
    push.configure_push(quiet_hours="", scenario_welcome=False, scenario_welcome_shipping=False)
    return push


@pytest.fixture
def socks(quiet: Shop) -> Variant:
    return quiet.catalogue.variant("Wool socks")


def sends(shop: Shop, variant: Variant, at: datetime = NOON, **about: Any) -> Campaign:
    """What is scheduled and frozen for that moment."""
    Subscription.objects.update(topics=list(Topic))
    number = number_of(variant.id, "ProductVariant")
    assert number is not None
    product = CampaignProduct(variant=number, **about).as_json()
    slug = shop.catalogue.channel.slug
    campaign = scheduled(at, texts=TEXTS, product=product, channel=slug)
    frozen(at)
    return campaign


def follow(at: datetime) -> None:
    with writer():
        upkeep.finish(at)


def test_it_says_what_the_shop_asks_now_and_opens_the_products_page(
    quiet: Shop, socks: Variant, browser: Browsers, deliver: Deliver
) -> None:
    phone = browser()
    quiet.set_stock(socks, 4)
    campaign = sends(quiet, socks)
    quiet.set_price(socks, "8.00")
    cut(NOON)
    deliver(NOON)
    assert phone.texts == ["Wool socks, 39-42 for €8.00\nOnly 4 left"]
    (shown,) = phone.subscriber.shown()
    assert "/products/wool-socks?variant=" in shown.navigate
    assert f"campaign-{campaign.pk}" in shown.navigate


def test_no_more_people_are_told_than_the_stock_is_for(
    quiet: Shop, socks: Variant, browser: Browsers, deliver: Deliver
) -> None:
    made = [browser() for _ in range(6)]
    quiet.set_stock(socks, 2)
    sends(quiet, socks, per_piece=2)
    cut(NOON)
    deliver(NOON)
    assert sum(each.arrivals for each in made) == 4
    assert cut(NOON + HOUR - MINUTE) == 0
    quiet.set_stock(socks, 1)
    # An hour later, of what is left then.
    cut(NOON + HOUR + MINUTE)
    deliver(NOON + HOUR + MINUTE)
    assert sum(each.arrivals for each in made) == 6


def test_sold_out_it_pauses_itself_and_goes_on_when_there_is_stock_again(
    quiet: Shop, socks: Variant, browser: Browsers, deliver: Deliver
) -> None:
    phone = browser()
    campaign = sends(quiet, socks)
    cut(NOON)
    quiet.set_stock(socks, 0)
    # A worker that comes before the sweep asks as well.
    deliver(NOON)
    assert pushes() == [("pending", "sold_out")]
    follow(NOON)
    assert (state(campaign), campaign.problem) == ("paused", "sold_out")
    follow(NOON + MINUTE)
    assert state(campaign) == "paused"
    quiet.set_stock(socks, 3)
    follow(NOON + HOUR)
    assert (state(campaign), campaign.problem) == ("sending", "")
    deliver(NOON + HOUR)
    assert phone.texts == ["Wool socks, 39-42 for €9.50\nOnly 3 left"]


def test_what_staff_have_paused_stays_paused_when_stock_comes(
    quiet: Shop, socks: Variant, browser: Browsers
) -> None:
    campaign = sends(quiet, socks)
    Campaign.objects.update(state="paused", problem="")
    follow(NOON)
    assert state(campaign) == "paused"


def test_sold_out_it_ends_if_staff_want_that(
    quiet: Shop, socks: Variant, browser: Browsers, deliver: Deliver
) -> None:
    for _ in range(2):
        browser()
    quiet.set_stock(socks, 1)
    campaign = sends(quiet, socks, ends=True, per_piece=1)
    cut(NOON)
    quiet.set_stock(socks, 0)
    deliver(NOON)
    assert pushes() == [("skipped", "sold_out")]
    follow(NOON)
    assert (state(campaign), campaign.problem) == ("cancelled", "sold_out")


def test_a_variant_that_is_no_longer_there_pauses_it_and_ends_nothing(
    quiet: Shop, socks: Variant, browser: Browsers, deliver: Deliver
) -> None:
    browser()
    campaign = sends(quiet, socks, ends=True)
    cut(NOON)
    Campaign.objects.update(product={**campaign.product, "variant": 2**30})
    deliver(NOON)
    follow(NOON)
    assert state(campaign) == "paused"
    assert pushes() == [("pending", "not_for_sale")]


def test_who_waits_for_the_morning_counts_until_an_hour_after_they_are_told(
    quiet: Shop, socks: Variant, browser: Browsers, deliver: Deliver
) -> None:
    made, morning = [browser() for _ in range(6)], NOON + 8 * HOUR
    quiet.set_stock(socks, 2)
    sends(quiet, socks, per_piece=2)
    Subscription.objects.update(paused_until=morning)
    cut(NOON)
    deliver(NOON)
    assert cut(NOON + 2 * HOUR) == 0
    deliver(morning + MINUTE)
    assert sum(each.arrivals for each in made) == 4
    assert cut(morning + 2 * MINUTE) == 0
    cut(morning + HOUR + 2 * MINUTE)
    deliver(morning + HOUR + 2 * MINUTE)
    assert sum(each.arrivals for each in made) == 6


def test_a_campaign_whose_last_push_sold_the_last_piece_is_done(
    quiet: Shop, socks: Variant, browser: Browsers, deliver: Deliver
) -> None:
    browser()
    campaign = sends(quiet, socks)
    cut(NOON)
    deliver(NOON)
    quiet.set_stock(socks, 0)
    follow(NOON + MINUTE)
    assert (state(campaign), campaign.problem) == ("done", "")
    assert campaign.result


def test_what_staff_pause_while_it_is_sold_out_stays_paused_when_stock_comes(
    quiet: Shop, socks: Variant, browser: Browsers
) -> None:
    browser()
    campaign = sends(quiet, socks)
    cut(NOON)
    quiet.set_stock(socks, 0)
    follow(NOON)
    with writer():
        paused = lifecycle.pause(campaign.pk, EDITOR, NOON + MINUTE)
        again = lifecycle.pause(campaign.pk, EDITOR, NOON + MINUTE)
    assert isinstance(paused, Campaign)
    assert isinstance(again, lifecycle.Refused)
    follow(NOON + 2 * MINUTE)
    quiet.set_stock(socks, 3)
    follow(NOON + HOUR)
    assert (state(campaign), campaign.problem) == ("paused", "")
