"""An order's older update never replaces a newer one."""

from collections.abc import Callable
from datetime import timedelta

from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from saleor_push_plugin import outbox
from saleor_push_plugin.models import Event, Notification, Subscription
from saleor_push_plugin.shop.connections import writer

from .conftest import Browser
from .order_story import Story, change

SOON = timedelta(minutes=10)


def endings(scenario: str) -> list[tuple[str, str]]:
    rows = Notification.objects.filter(scenario=scenario).order_by("id")
    return list(rows.values_list("state", "reason"))


def titles(browser: Browser) -> list[str]:
    return [shown.title.partition(" ")[2].partition(" ")[2] for shown in browser.subscriber.shown()]


def test_what_was_held_up_until_newer_news_went_out_is_not_sent(story: Story) -> None:
    order = story.held_up(story.place_another)
    story.shop.fulfill(order)
    story.deliver(timezone.now() + SOON)
    assert titles(story.phone)[1:] == ["is on its way"]
    assert endings("order_placed")[1:] == [("skipped", "superseded")]


def test_of_news_that_are_due_together_only_the_newest_is_sent(story: Story) -> None:
    story.service.answer(503, times=2)
    story.shop.fulfill(story.place_another())
    story.deliver(timezone.now() + SOON)
    assert titles(story.phone)[1:] == ["is on its way"]
    assert endings("order_placed")[1:] == [("skipped", "superseded")]


def test_newer_news_that_are_no_longer_true_take_nobodys_place(story: Story) -> None:
    story.service.answer(503, times=2)
    parcel = story.shop.fulfill(story.place_another())
    change(parcel, status="canceled")
    story.deliver(timezone.now() + SOON)
    assert titles(story.phone)[1:] == ["thank you!"]
    assert endings("order_shipped") == [("skipped", "fulfillment_status_changed")]


def test_newer_news_of_another_order_are_other_news(story: Story) -> None:
    story.service.answer(503, times=2)
    story.place_another()
    story.shop.fulfill(story.order)
    story.deliver(timezone.now() + SOON)
    assert sorted(titles(story.phone)[1:]) == ["is on its way", "thank you!"]


def test_a_browser_that_gets_no_newer_news_gets_the_older(
    story: Story, browser: Callable[..., Browser]
) -> None:
    laptop = browser(story.customer)
    story.service.answer(503, times=4)
    story.shop.fulfill(story.place_another())
    at_laptop = Notification.objects.filter(subscription=Subscription.objects.latest("id"))
    at_laptop.filter(scenario="order_shipped").delete()
    story.deliver(timezone.now() + SOON)
    assert titles(laptop) == ["thank you!"]
    assert titles(story.phone)[1:] == ["is on its way"]


def test_newer_news_whose_answer_was_lost_may_have_arrived(story: Story) -> None:
    order = story.held_up(story.place_another)
    story.held_up(lambda: story.shop.fulfill(order))
    shipped = Notification.objects.filter(scenario="order_shipped")
    shipped.update(posted_at=timezone.now(), due_at=timezone.now() + 2 * SOON)
    story.deliver(timezone.now() + SOON)
    assert titles(story.phone)[1:] == []
    story.deliver(timezone.now() + 3 * SOON)
    assert titles(story.phone)[1:] == ["is on its way"]


def by_another_worker(scenario: str, *, lease: timedelta = timedelta(minutes=1)) -> None:
    """A worker has claimed the last one of a scenario, and no answer came yet."""
    row = Notification.objects.filter(scenario=scenario).latest("id")
    Notification.objects.filter(id=row.id).update(
        state="sending", lease=timezone.now() + lease, reason="", posted_at=None
    )


def answered(scenario: str) -> None:
    rows = Notification.objects.filter(scenario=scenario, state="sending")
    rows.update(state="sent", lease=None, sent_at=timezone.now())


def test_newer_news_wait_while_another_worker_sends_older_ones(story: Story) -> None:
    order = story.held_up(story.place_another)
    by_another_worker("order_placed")
    story.shop.fulfill(order)
    assert titles(story.phone)[1:] == []
    assert endings("order_shipped") == [("pending", "waits_for_other_update")]
    answered("order_placed")
    story.deliver(timezone.now() + SOON)
    assert titles(story.phone)[1:] == ["is on its way"]


def test_older_news_wait_while_another_worker_sends_newer_ones(story: Story) -> None:
    story.service.answer(503, times=2)
    story.shop.fulfill(story.place_another())
    by_another_worker("order_shipped", lease=SOON + timedelta(minutes=1))
    story.deliver(timezone.now() + SOON)
    assert titles(story.phone)[1:] == []
    answered("order_shipped")
    story.deliver(timezone.now() + 2 * SOON)
    assert endings("order_placed")[1:] == [("skipped", "superseded")]


def test_of_two_workers_that_find_each_other_one_gives_way(story: Story) -> None:
    story.service.answer(503, times=2)
    story.shop.fulfill(story.place_another())
    for scenario in ("order_placed", "order_shipped"):
        by_another_worker(scenario)
    older, newer = Notification.objects.filter(state="sending").order_by("id")
    with writer():
        assert outbox.give_way([newer.id], [newer.id], timezone.now()) == {newer.id}
        assert outbox.give_way([older.id], [older.id], timezone.now()) == set()
    assert endings("order_shipped") == [("pending", "waits_for_other_update")]


def test_nobody_waits_for_a_worker_that_died_or_for_news_of_another_order(story: Story) -> None:
    story.held_up(story.place_another)
    by_another_worker("order_placed")
    story.shop.fulfill(story.order)
    assert titles(story.phone)[1:] == ["is on its way"]
    order = story.held_up(story.place_another)
    by_another_worker("order_placed", lease=-timedelta(seconds=1))
    story.shop.fulfill(order)
    assert titles(story.phone)[1:] == ["is on its way", "is on its way"]


def test_of_news_of_one_moment_the_one_that_was_stored_later_is_newer(story: Story) -> None:
    story.service.answer(503, times=2)
    story.shop.fulfill(story.place_another())
    Event.objects.update(at=timezone.now())
    story.deliver(timezone.now() + SOON)
    assert titles(story.phone)[1:] == ["is on its way"]


def test_for_all_news_of_a_batch_there_is_one_question_and_for_offers_none(story: Story) -> None:
    story.service.answer(503, times=3)
    for _ in range(3):
        story.place_another()
    assert questions(story) == 1
    assert len(titles(story.phone)) == 4
    Notification.objects.update(state="pending", bulk=True, scenario="welcome")
    assert questions(story) == 0


def questions(story: Story) -> int:
    """How often it was asked what newer news a device had."""
    with writer(), CaptureQueriesContext(connections["default"]) as asked:
        assert story.deliver(timezone.now() + SOON) >= 3
    return sum('"about" IN' in each["sql"] for each in asked)
