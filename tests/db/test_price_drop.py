"""A watched price that falls: who hears of it, who does not, and when no longer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin.core.text.payload import Text
from saleor_push_plugin.messages import localization
from saleor_push_plugin.models import Notification
from sandbox.pushservice import PushService
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver, Look
from .waiting import Waiting, endings, reckon_prices, start_now

Browsers = Callable[..., Browser]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def waiting(push: Shop, look: Look, deliver: Deliver) -> Waiting:
    push.configure_push(quiet_hours="", scenario_order_placed=False)
    return Waiting(push, look, deliver)


@pytest.fixture
def phone(browser: Browsers) -> Browser:
    return browser()


def test_a_lower_price_is_told_without_the_one_that_the_shopper_knew(
    waiting: Waiting, phone: Browser
) -> None:
    """The EU's rules allow only the lowest of the 30 days before, which the shop must know."""
    waiting.price(phone)
    waiting.costs("29.90")
    waiting.after(MINUTE)
    assert phone.texts == ["Linen shirt, M: now €29.90\nAvailable to order right now."]


def test_outside_the_eu_it_is_told_with_the_one_that_the_shopper_knew(
    waiting: Waiting, phone: Browser
) -> None:
    waiting.shop.configure_push(outside_eu=True)
    waiting.price(phone)
    waiting.costs("29.90")
    waiting.after(MINUTE)
    assert phone.texts == ["Linen shirt, M: now €29.90\nWas €39.00\nAvailable to order right now."]


def test_a_click_leads_to_the_variants_page(waiting: Waiting, phone: Browser) -> None:
    waiting.price(phone)
    waiting.costs("29.90")
    waiting.after(MINUTE)
    page = "https://shop.example/channel-eur/products/linen-shirt?variant="
    assert phone.subscriber.shown()[0].navigate.startswith(page)


def test_a_promotion_that_starts_is_told_with_its_end(
    waiting: Waiting, phone: Browser, push_service: PushService
) -> None:
    waiting.price(phone)
    end = timezone.now() + timedelta(hours=4, minutes=30)
    waiting.shop.start_promotion(waiting.shirt, percent=20, endDate=end.isoformat())
    reckon_prices()
    waiting.after(MINUTE)
    assert phone.texts == ["Linen shirt, M: now €31.20\nThis price ends within 5 hours"]
    (message,) = push_service.messages(phone.subscriber.token)
    assert timedelta(hours=4) < timedelta(seconds=message["ttl"]) < timedelta(hours=4, minutes=30)


def test_a_promotion_planned_for_later_is_told_when_it_starts(
    waiting: Waiting, phone: Browser
) -> None:
    waiting.price(phone)
    start = timezone.now() + DAY
    promotion = waiting.shop.start_promotion(waiting.shirt, percent=20, startDate=start.isoformat())
    reckon_prices()
    assert waiting.after(MINUTE) == 0
    start_now(promotion)
    reckon_prices()
    assert waiting.after(MINUTE) == 1
    assert phone.texts == ["Linen shirt, M: now €31.20\nAvailable to order right now."]


def test_a_promotion_that_is_over_when_the_push_could_go_is_not_told(
    waiting: Waiting, phone: Browser, push_service: PushService
) -> None:
    waiting.price(phone)
    end = timezone.now() + timedelta(hours=2)
    waiting.shop.start_promotion(waiting.shirt, percent=20, endDate=end.isoformat())
    reckon_prices()
    push_service.answer(503)
    waiting.after(MINUTE)
    push_service.answer_normally()
    waiting.after(3 * HOUR)
    assert phone.texts == []
    assert endings() == [("pending", "too_late")]


def test_small_drops_are_silent_until_they_add_up(waiting: Waiting, phone: Browser) -> None:
    waiting.price(phone)
    for amount in ("38.50", "38.00", "37.50"):
        waiting.costs(amount)
        waiting.after(MINUTE)
    assert phone.texts == []
    assert Notification.objects.count() == 0
    waiting.costs("37.00")
    waiting.after(MINUTE)
    assert phone.texts == ["Linen shirt, M: now €37.00\nAvailable to order right now."]


def test_the_owner_says_which_drop_is_worth_telling(waiting: Waiting, phone: Browser) -> None:
    waiting.shop.configure_push(price_drop_percent="1", price_drop_amount="2.50")
    waiting.price(phone)
    waiting.costs("37.00")
    waiting.after(MINUTE)
    assert phone.texts == []
    waiting.costs("36.50")
    waiting.after(MINUTE)
    assert len(phone.texts) == 1


def test_who_named_a_price_hears_of_that_one_only(waiting: Waiting, phone: Browser) -> None:
    waiting.price(phone, target=25)
    waiting.costs("30.00")
    waiting.after(MINUTE)
    assert phone.texts == []
    waiting.costs("25.00")
    waiting.after(MINUTE)
    assert phone.texts == ["Linen shirt, M: now €25.00\nAvailable to order right now."]


def test_another_channels_price_is_not_told(waiting: Waiting, phone: Browser) -> None:
    waiting.price(phone)
    waiting.costs("99.00", channel="channel-pln")
    assert waiting.after(MINUTE) == 0


def test_another_channels_price_is_told_in_its_currency(waiting: Waiting, phone: Browser) -> None:
    waiting.price(phone, channel="channel-pln")
    waiting.costs("99.00", channel="channel-pln")
    waiting.after(MINUTE)
    (text,) = phone.texts
    assert "PLN" in text
    assert "99.00" in text


def test_only_those_who_wait_hear(waiting: Waiting, browser: Browsers) -> None:
    waits, does_not, gave_up = browser(), browser(), browser()
    waiting.price(waits)
    waiting.price(gave_up)
    waiting.give_up(gave_up, "PRICE")
    waiting.price(does_not, waiting.shop.catalogue.variant("Wool socks"))
    waiting.costs("29.90")
    waiting.after(MINUTE)
    assert [len(each.texts) for each in (waits, does_not, gave_up)] == [1, 0, 0]


def test_what_a_crowd_knows_alike_is_put_into_words_once(
    waiting: Waiting, browser: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    say = localization.text

    def counted(scenario: Any, facts: object, **how: Any) -> Text:
        made.append(how["language"])
        return say(scenario, facts, **how)

    monkeypatch.setattr(localization, "text", counted)
    phones = [browser(language=language) for language in ("en", "pl", "en", "pl", "en")]
    for phone in phones:
        waiting.price(phone)
    waiting.costs("29.90")
    waiting.after(MINUTE)
    assert [len(phone.texts) for phone in phones] == [1] * 5
    assert sorted(made) == ["en", "pl"]
