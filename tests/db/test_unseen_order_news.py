"""Marketing does not take the place of order news at a push service that keeps one message."""

from datetime import timedelta

import pytest
from django.utils import timezone

from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.models import Notification, Subscription
from saleor_push_plugin.scenarios import SCENARIOS
from tests.hosts.refs import Customer
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver
from .test_eligibility import Browsers, Offer
from .test_query_plans import every_question, read_from_end_to_end

HOUR = timedelta(hours=1)
APPLE = "https://web.push.apple.com"


@pytest.fixture
def offers(push: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """A shop that confirms orders, and makes an offer an hour after each."""
    others = {f"scenario_{code}": code == "order_placed" for code in SCENARIOS}
    push.configure_push(quiet_hours="", **others)
    monkeypatch.setitem(SCENARIOS, "offer", Offer())
    return push


def bought(shop: Shop, ada: Customer, browser: Browsers, origin: str = APPLE) -> Browser:
    """A browser that was sent the confirmation of an order."""
    phone = browser(ada)
    Subscription.objects.update(topics=list(Topic), origin=origin)
    shop.place_order(customer=ada)
    assert len(phone.texts) == 1
    return phone


def offer() -> tuple[str, str]:
    row = Notification.objects.get(scenario="offer")
    return row.state, row.reason


def test_an_offer_waits_until_the_news_of_the_order_were_seen(
    offers: Shop, ada: Customer, browser: Browsers, deliver: Deliver
) -> None:
    phone = bought(offers, ada, browser)
    due = timezone.now() + HOUR + timedelta(minutes=1)
    deliver(due)
    assert offer() == ("pending", "order_news_unseen")
    deliver(due + 1.5 * HOUR)
    assert offer() == ("pending", "order_news_unseen")
    Notification.objects.filter(scenario="order_placed").update(shown_at=due)
    deliver(due + 3 * HOUR)
    assert (*offer(), len(phone.texts)) == ("sent", "", 2)


@pytest.mark.parametrize("seen", ["shown_at", "clicked_at", "dismissed_at"])
def test_what_was_seen_in_any_way_holds_nothing_up(
    offers: Shop, ada: Customer, browser: Browsers, deliver: Deliver, seen: str
) -> None:
    bought(offers, ada, browser)
    Notification.objects.filter(scenario="order_placed").update(**{seen: timezone.now()})
    deliver(timezone.now() + 2 * HOUR)
    assert offer()[0] == "sent"


def test_a_device_that_reports_nothing_is_waited_for_a_day(
    offers: Shop, ada: Customer, browser: Browsers, deliver: Deliver
) -> None:
    bought(offers, ada, browser)
    Notification.objects.filter(scenario="order_placed").update(
        expires_at=timezone.now() + timedelta(days=3)
    )
    deliver(timezone.now() + 23 * HOUR)
    assert offer() == ("pending", "order_news_unseen")
    deliver(timezone.now() + 24 * HOUR)
    assert offer()[0] == "sent"


def test_news_that_the_push_service_keeps_no_longer_hold_nothing_up(
    offers: Shop, ada: Customer, browser: Browsers, deliver: Deliver
) -> None:
    bought(offers, ada, browser)
    Notification.objects.filter(scenario="order_placed").update(expires_at=timezone.now() + HOUR)
    deliver(timezone.now() + 2 * HOUR)
    assert offer()[0] == "sent"


@pytest.mark.parametrize(
    "origin", ["https://fcm.googleapis.com", "https://updates.push.services.mozilla.com"]
)
def test_other_push_services_keep_both(
    offers: Shop, ada: Customer, browser: Browsers, deliver: Deliver, origin: str
) -> None:
    bought(offers, ada, browser, origin)
    deliver(timezone.now() + 2 * HOUR)
    assert offer()[0] == "sent"


def test_order_news_do_not_wait_for_each_other(
    offers: Shop, ada: Customer, browser: Browsers, deliver: Deliver
) -> None:
    phone = bought(offers, ada, browser)
    offers.place_order(customer=ada)
    assert len(phone.texts) == 2


def test_an_offer_that_was_not_seen_holds_no_other_up(
    offers: Shop, ada: Customer, browser: Browsers, deliver: Deliver
) -> None:
    bought(offers, ada, browser)
    Notification.objects.filter(scenario="order_placed").update(scenario="offer_before")
    deliver(timezone.now() + 2 * HOUR)
    assert offer()[0] == "sent"


def test_what_was_seen_is_found_without_reading_whole_tables(
    offers: Shop, ada: Customer, browser: Browsers, deliver: Deliver
) -> None:
    bought(offers, ada, browser)
    with every_question() as asked:
        deliver(timezone.now() + 2 * HOUR)
    ours = {question for question in asked if '"dismissed_at" IS NULL' in question}
    assert len(ours) == 1
    assert read_from_end_to_end(ours) == {}
