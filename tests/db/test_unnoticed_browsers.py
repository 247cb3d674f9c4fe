"""Nobody takes notice of its pushes: a browser gets no more marketing until the next visit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.delivery import unnoticed_browsers
from saleor_push_plugin.models import Event, Notification, Subscription
from saleor_push_plugin.shop.connections import writer
from saleor_push_plugin.subscribers import visits
from tests.hosts.refs import Customer
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver, Look
from .waiting import Waiting

Browsers = Callable[..., Browser]
DAY = timedelta(days=1)
SOON = timedelta(minutes=76)


@pytest.fixture
def ada(push: Shop) -> Customer:
    push.configure_push(quiet_hours="")
    return push.register()


@pytest.fixture
def phone(browser: Browsers, ada: Customer) -> Browser:
    """Ada's, who agreed to everything and was here forty days ago."""
    made = browser(ada)
    Subscription.objects.update(topics=list(Topic), seen_at=timezone.now() - 40 * DAY)
    return made


def stored() -> Subscription:
    return Subscription.objects.get()


def sent(number: int, *, days: int = 20, shown: int = 0, clicked: int = 0, **more: str) -> None:
    """So many pushes were accepted so many days ago, and the first of them shown and clicked."""
    at = timezone.now() - days * DAY
    event, _ = Event.objects.get_or_create(key="x", kind="x", subject="x", defaults={"at": at})
    after = Notification.objects.count()
    plain = {"event": event, "scenario": "campaign", "person": "s1", "state": "sent", **more}
    moments = dict.fromkeys(("due_at", "expires_at", "created_at", "sent_at"), at)
    Notification.objects.bulk_create(
        Notification(
            key=f"x/{after + n}",
            subscription=stored(),
            shown_at=at if n < shown else None,
            clicked_at=at if n < clicked else None,
            **plain,
            **moments,
        )
        for n in range(number)
    )


def mark() -> int:
    with writer():
        return unnoticed_browsers.mark(timezone.now())


@pytest.mark.parametrize(
    ("number", "shown", "clicked", "marked"),
    [
        (10, 10, 0, 1),
        (9, 9, 0, 0),
        (30, 10, 0, 1),
        (10, 10, 1, 0),
        # Accepted, and never shown: a device that is gone, or one that hides them.
        (10, 0, 0, 1),
        (9, 0, 0, 0),
        # Some are shown: it is there, and was told less than that.
        (12, 3, 0, 0),
    ],
)
def test_ten_pushes_without_a_click_are_enough(
    phone: Browser, number: int, shown: int, clicked: int, marked: int
) -> None:
    sent(number, shown=shown, clicked=clicked)
    assert mark() == marked
    assert (stored().unnoticed_at is not None) == bool(marked)


def test_who_was_here_in_the_last_month_is_told(phone: Browser) -> None:
    sent(20, shown=20, days=10)
    Subscription.objects.update(seen_at=timezone.now() - 29 * DAY)
    assert mark() == 0


def test_what_came_before_the_last_visit_does_not_count(phone: Browser) -> None:
    sent(20, shown=20, days=41)
    assert mark() == 0


def test_what_did_not_go_out_does_not_count(phone: Browser) -> None:
    sent(20, state="skipped")
    assert mark() == 0


def test_a_browser_is_marked_once_and_a_click_takes_it_back(phone: Browser) -> None:
    sent(10, shown=10)
    assert [mark(), mark()] == [1, 0]
    sent(1, shown=1, clicked=1, days=1)
    assert mark() == 0
    assert stored().unnoticed_at is None


def test_a_browser_that_came_back_is_marked_again(phone: Browser) -> None:
    sent(10, shown=10)
    old = timezone.now() - 60 * DAY
    Subscription.objects.update(unnoticed_at=old)
    assert [mark(), mark()] == [1, 0]
    row = stored()
    assert row.unnoticed_at is not None
    assert row.unnoticed_at > old


def test_all_strides_are_read(
    monkeypatch: pytest.MonkeyPatch, browser: Browsers, ada: Customer
) -> None:
    monkeypatch.setattr(unnoticed_browsers, "STRIDE", 2)
    browser(ada)
    Subscription.objects.update(seen_at=timezone.now() - 40 * DAY)
    sent(10)
    for _ in range(4):
        browser(ada)
    ids = list(Subscription.objects.order_by("id").values_list("id", flat=True))
    Notification.objects.update(subscription_id=ids[-1])
    Subscription.objects.update(seen_at=timezone.now() - 40 * DAY)
    assert mark() == 1
    assert Subscription.objects.get(unnoticed_at__isnull=False).pk == ids[-1]


def reasons() -> list[str]:
    rows = Notification.objects.exclude(reason="").order_by("id")
    return list(rows.values_list("reason", flat=True))


@pytest.mark.parametrize(("days", "texts", "told"), [(1, 0, ["unnoticed"]), (41, 1, [])])
def test_marketing_rests_until_the_next_visit(
    push: Shop,
    phone: Browser,
    ada: Customer,
    look: Look,
    deliver: Deliver,
    days: int,
    texts: int,
    told: list[str],
) -> None:
    """The last visit was forty days ago."""
    look(timezone.now())
    Subscription.objects.update(unnoticed_at=timezone.now() - days * DAY)
    push.new_checkout(customer=ada)
    look(timezone.now() + SOON)
    deliver(timezone.now() + SOON)
    assert (len(phone.texts), reasons()) == (texts, told)


def test_news_of_an_order_and_what_was_asked_for_come_all_the_same(
    push: Shop, phone: Browser, ada: Customer, look: Look, deliver: Deliver
) -> None:
    Subscription.objects.update(unnoticed_at=timezone.now() - DAY)
    push.place_order(customer=ada)
    assert len(phone.texts) == 1
    waiting = Waiting(push, look, deliver)
    waiting.price(phone)
    Subscription.objects.update(seen_at=timezone.now() - 40 * DAY)
    waiting.costs("29.00")
    waiting.after(timedelta(hours=2))
    assert len(phone.texts) == 2


def test_health_counts_them_with_those_who_stay_away(phone: Browser) -> None:
    long_ago = timezone.now() - 100 * DAY
    assert visits.count_resting(long_ago) == 0
    Subscription.objects.update(unnoticed_at=timezone.now())
    assert visits.count_resting(long_ago) == 1
    Subscription.objects.update(seen_at=timezone.now() + DAY)
    assert visits.count_resting(long_ago) == 0
