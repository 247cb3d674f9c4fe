"""Fulfillments: created, shipped, tracked, delivered."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from saleor_push_plugin.core.facts.common import Delivery
from saleor_push_plugin.messages import formatting
from saleor_push_plugin.models import Event, Notification, Subscription
from saleor_push_plugin.shop import facts
from saleor_push_plugin.shop.connections import writer
from tests.hosts.shop import Shop

from .order_story import Story, change, row

SHIPPED = "Order # is on its way"
DAY = timedelta(days=1)


def test_shipped_says_what_is_in_it_and_how_to_follow_it(story: Story) -> None:
    story.shop.fulfill(story.order, tracking="JD0146")
    (text,) = story.news
    title, contents, tracking, delivery = text.splitlines()
    assert title == SHIPPED
    assert contents == "2 × Linen shirt and 1 more item"
    assert tracking == "Tracking number JD0146"
    assert delivery.startswith("Estimated delivery: ")


def days_from(at: datetime) -> str:
    """From three to five days later, as a Berliner reads it."""
    formatter = formatting.Formatter(language="en", time_zone="Europe/Berlin")
    return f"Estimated delivery: {formatter.format(Delivery(since=at, least=3, most=5))}"


def test_a_parcel_is_expected_so_many_days_after_it_left(story: Story) -> None:
    change(story.order.id, created_at=timezone.now() - 20 * DAY)
    parcel = story.shop.fulfill(story.order)
    story.shop.set_tracking(parcel, tracking="A1")
    assert [text.splitlines()[-1] for text in story.news] == [days_from(timezone.now())] * 2


def test_days_in_which_it_was_packed_do_not_count(story: Story) -> None:
    parcel = packed(story)
    for made in (story.order.id, parcel):
        change(made, created_at=timezone.now() - 4 * DAY)
    story.shop.approve(parcel)
    assert story.news[0].splitlines()[-1] == days_from(timezone.now())


def test_a_parcel_of_before_we_were_there_left_when_it_was_made(story: Story) -> None:
    parcel = story.without_hooks(lambda: story.shop.fulfill(story.order))
    made = timezone.now() - 2 * DAY
    change(parcel, created_at=made)
    story.shop.set_tracking(parcel, tracking="A1")
    assert story.news[0].splitlines()[-1] == days_from(made)


def test_an_estimate_that_is_over_is_not_said(story: Story) -> None:
    parcel = story.without_hooks(lambda: story.shop.fulfill(story.order))
    change(parcel, created_at=timezone.now() - 20 * DAY)
    story.shop.set_tracking(parcel, tracking="A1")
    assert "Estimated" not in story.news[0]


def test_a_click_leads_to_the_order_or_where_the_carrier_has_a_page_there(story: Story) -> None:
    story.shop.fulfill(story.order)
    other = story.place_another()
    story.shop.fulfill(other, tracking="https://carrier.example/p/1?x=2")
    first, _, second = story.phone.subscriber.shown()[1:]
    assert first.navigate.startswith("https://shop.example/checkout?order=")
    assert second.navigate == "https://carrier.example/p/1?x=2"
    assert "carrier" not in second.body


def test_what_is_not_a_web_page_is_never_a_link(story: Story) -> None:
    story.shop.fulfill(story.order, tracking="javascript:alert(1)")
    assert story.phone.subscriber.shown()[-1].navigate.startswith("https://shop.example/")


def test_a_part_says_how_much_will_follow_and_the_last_part_that_it_is_the_rest(
    story: Story,
) -> None:
    shirts, socks = story.order.lines
    story.shop.fulfill(story.order, lines=[socks])
    story.shop.fulfill(story.order, lines=[shirts])
    part, rest = (text.splitlines()[:3] for text in story.news)
    assert part == ["Part of order # is on its way", "Wool socks", "2 more pieces will follow"]
    assert rest[:2] == ["The rest of order # is on its way", "2 × Linen shirt"]


def test_staff_who_do_not_notify_are_obeyed_by_hook_and_sweep(story: Story) -> None:
    story.shop.fulfill(story.order, notify=False)
    assert story.sweep() == []
    assert story.sweep(timedelta(minutes=20)) == []
    assert story.sweep(30 * DAY) == []


def test_a_parcel_without_hook_is_told_if_the_log_shows_that_the_shopper_was_notified(
    story: Story,
) -> None:
    parcel = story.without_hooks(lambda: story.shop.fulfill(story.order))
    row(parcel).order.events.create(
        type="email_sent", parameters={"email_type": "fulfillment_confirmation"}
    )
    assert story.sweep() == [SHIPPED]
    assert story.sweep(timedelta(minutes=20)) == [SHIPPED]


def test_a_parcel_without_hook_and_sign_of_a_notice_stays_silent(story: Story) -> None:
    story.without_hooks(lambda: story.shop.fulfill(story.order))
    assert story.sweep() == []


def test_what_the_hook_told_the_sweep_does_not_repeat(story: Story) -> None:
    parcel = story.shop.fulfill(story.order)
    row(parcel).order.events.create(
        type="email_sent", parameters={"email_type": "fulfillment_confirmation"}
    )
    assert story.sweep() == [SHIPPED]
    assert Event.objects.filter(kind="fulfillment_shipped").count() == 1


def test_a_parcel_called_back_before_the_push_went_out_is_not_told(story: Story) -> None:
    parcel = story.held_up(lambda: story.shop.fulfill(story.order))
    change(parcel, status="canceled")
    assert story.sweep(timedelta(minutes=30)) == []
    assert reasons() == ["fulfillment_status_changed"]


def test_order_updates_that_were_refused_are_not_sent(story: Story) -> None:
    Subscription.objects.update(topics=[])
    story.shop.fulfill(story.order)
    assert story.news == []


@pytest.mark.parametrize("origin", ["draft", "bulk_create", "reissue"])
def test_parcels_of_orders_no_shopper_placed_are_not_told_of(story: Story, origin: str) -> None:
    change(story.order.id, origin=origin)
    story.shop.fulfill(story.order)
    assert story.sweep(6 * DAY) == []


def test_orders_of_last_year_have_no_news(story: Story) -> None:
    change(story.order.id, created_at=timezone.now() - 365 * DAY)
    story.shop.fulfill(story.order)
    assert story.sweep() == []
    assert not Event.objects.filter(kind="fulfillment_shipped").exists()


def test_a_newer_status_takes_the_place_of_the_older(story: Story) -> None:
    story.shop.fulfill(story.order)
    (left,) = story.phone.subscriber.on_screen()
    assert left.title == f"Order {story.order.number} is on its way"


def test_an_offline_phone_gets_the_newest_status_only(story: Story, push: Shop) -> None:
    story.phone.subscriber.go_offline()
    other = story.place_another()
    story.shop.fulfill(story.order)
    parcel = story.shop.fulfill(other)
    story.shop.set_metadata(parcel, {"push.delivered_at": "2026-11-23T10:00:00Z"})
    waiting = story.service.messages(story.phone.subscriber.token)[1:]
    assert [one["fate"] for one in waiting].count("replaced") == 2
    story.phone.subscriber.go_online()
    shown = [text.splitlines()[0] for text in story.phone.texts[1:]]
    assert sorted(shown) == sorted(
        [f"Order {story.order.number} is on its way", f"Order {other.number} was delivered"]
    )


# Being packed


def packed(story: Story) -> str:
    story.shop.ask_for_approval(asked=True)
    return story.shop.fulfill(story.order, lines=story.order.lines[:1], notify=False)


def test_a_parcel_that_waits_for_approval_is_being_packed(story: Story) -> None:
    packed(story)
    assert story.sweep() == ["Order # is being packed"]
    assert story.sweep(timedelta(minutes=20)) == ["Order # is being packed"]


def test_a_parcel_approved_before_anybody_looked_is_shipped_and_no_longer_packed(
    story: Story,
) -> None:
    parcel = packed(story)
    story.shop.approve(parcel)
    assert story.sweep() == ["Part of order # is on its way"]
    assert not Notification.objects.filter(scenario="order_packing").exists()


def test_a_parcel_approved_quietly_stays_quiet(story: Story) -> None:
    parcel = packed(story)
    story.shop.approve(parcel, notify=False)
    assert story.sweep() == []


def test_packing_that_waited_until_the_parcel_left_is_skipped(story: Story) -> None:
    parcel = packed(story)
    story.held_up(story.sweep)
    story.shop.approve(parcel)
    assert story.sweep(timedelta(minutes=40)) == ["Part of order # is on its way"]
    assert reasons("order_packing") == ["fulfillment_status_changed"]


# The tracking number


def test_a_new_tracking_number_is_told_if_the_shopper_is_to_be_notified(story: Story) -> None:
    parcel = story.shop.fulfill(story.order)
    story.shop.set_tracking(parcel, tracking="QUIET", notify=False)
    story.shop.set_tracking(parcel, tracking="LOUD")
    assert story.titles == [SHIPPED, "Order #: follow your parcel"]
    assert story.news[1].splitlines()[1] == "Tracking number LOUD"


def test_a_tracking_number_without_hook_is_told_if_the_log_shows_the_notice(story: Story) -> None:
    parcel = story.shop.fulfill(story.order)
    story.without_hooks(lambda: story.shop.set_tracking(parcel, tracking="A1"))
    assert story.sweep() == [SHIPPED]
    row(parcel).order.events.create(
        type="email_sent", parameters={"email_type": "tracking_updated"}
    )
    assert story.sweep() == [SHIPPED, "Order #: follow your parcel"]
    assert story.sweep(timedelta(minutes=20)) == [SHIPPED, "Order #: follow your parcel"]


def test_a_tracking_number_changed_again_before_it_was_told_is_skipped(story: Story) -> None:
    parcel = story.shop.fulfill(story.order)
    story.held_up(lambda: story.shop.set_tracking(parcel, tracking="A1"))
    story.shop.set_tracking(parcel, tracking="A2")
    story.sweep(timedelta(minutes=30))
    assert [text.splitlines()[1] for text in story.news[1:]] == ["Tracking number A2"]
    assert reasons() == ["fulfillment_changed"]


# Delivered


def test_the_carriers_app_says_delivered_by_metadata(story: Story) -> None:
    parcel = story.shop.fulfill(story.order)
    story.shop.set_metadata(parcel, {"weight": "2"})
    story.shop.set_metadata(parcel, {"push.delivered_at": "2026-11-23T10:00:00Z"})
    story.shop.set_metadata(parcel, {"push.delivered_at": "2026-11-23T10:01:00Z"})
    assert story.titles == [SHIPPED, "Order # was delivered"]


def test_without_a_word_of_the_carrier_it_is_assumed_after_the_methods_most_days(
    story: Story,
) -> None:
    story.shop.fulfill(story.order)
    assert story.sweep(5 * DAY - timedelta(hours=1)) == [SHIPPED]
    assert story.sweep_by_day(5 * DAY) == [SHIPPED, "Order # should have arrived"]
    assert story.news[1].splitlines()[-1] == "Not there yet? Let us know."
    assert len(story.sweep_by_day(6 * DAY)) == 2


def test_what_was_delivered_is_not_assumed_once_more(story: Story) -> None:
    parcel = story.shop.fulfill(story.order)
    story.shop.set_metadata(parcel, {"push.delivered_at": "yesterday"})
    assert story.sweep(6 * DAY) == [SHIPPED, "Order # was delivered"]


def test_a_parcel_sent_back_is_not_assumed_delivered(story: Story) -> None:
    parcel = story.shop.fulfill(story.order)
    change(parcel, status="returned")
    assert story.sweep(6 * DAY) == [SHIPPED]


def reasons(scenario: str = "") -> list[str]:
    rows = Notification.objects.filter(state="skipped", bulk=False, scenario__startswith=scenario)
    return list(rows.values_list("reason", flat=True))


def test_many_parcels_cost_as_many_questions_as_one(story: Story) -> None:
    one = [story.shop.fulfill(story.order)]
    many = one + [story.shop.fulfill(story.place_another()) for _ in range(3)]
    costs = [_questions([str(row(parcel).pk) for parcel in parcels]) for parcels in (one, many)]
    assert costs[0] == costs[1] <= 5


def _questions(ids: list[str]) -> int:
    with writer(), CaptureQueriesContext(connection) as queries:
        assert len(facts.load("fulfillment_shipped", [(id, None) for id in ids])) == len(ids)
    return len(queries)
