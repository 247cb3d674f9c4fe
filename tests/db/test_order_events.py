"""Orders that are confirmed, cancelled or refunded."""

from datetime import timedelta

import pytest
from django.utils import timezone

from saleor_push_plugin.models import Event, Notification, Subscription

from .order_story import Story, change

DAY = timedelta(days=1)
CANCELLED = "Order # was cancelled"


def some_time_later(story: Story) -> None:
    change(story.order.id, created_at=timezone.now() - timedelta(hours=3))


# Confirmed


def test_an_order_that_is_confirmed_as_it_is_placed_is_one_push(story: Story) -> None:
    assert story.sweep() == []
    assert story.sweep(timedelta(minutes=20)) == []
    assert not Event.objects.filter(kind="order_confirmed").exists()


def test_an_order_confirmed_by_staff_later_is_told(story: Story) -> None:
    some_time_later(story)
    story.shop.confirm(story.order)
    (text,) = story.news
    title, contents, delivery = text.splitlines()
    assert title == "Order # is confirmed"
    assert contents == "2 × Linen shirt and 1 more item · €92.40"
    assert delivery.startswith("Estimated delivery: ")
    assert len(story.sweep()) == 1


def test_an_order_confirmed_after_it_should_have_arrived_names_no_date(story: Story) -> None:
    change(story.order.id, created_at=timezone.now() - 20 * DAY)
    story.shop.confirm(story.order)
    assert story.news == ["Order # is confirmed\n2 × Linen shirt and 1 more item · €92.40"]


def test_a_confirmation_whose_hook_never_ran_is_found_in_the_log(story: Story) -> None:
    some_time_later(story)
    story.without_hooks(lambda: story.shop.confirm(story.order))
    assert story.sweep() == ["Order # is confirmed"]
    assert story.sweep(timedelta(minutes=20)) == ["Order # is confirmed"]


def test_a_confirmation_that_waited_until_the_parcel_left_is_skipped(story: Story) -> None:
    some_time_later(story)
    story.held_up(lambda: story.shop.confirm(story.order))
    story.shop.fulfill(story.order)
    assert story.sweep(timedelta(minutes=30)) == ["Order # is on its way"]
    assert reasons() == ["order_status_changed"]


# Cancelled


def test_a_cancelled_order_is_told(story: Story) -> None:
    story.shop.cancel(story.order)
    assert story.news == [f"{CANCELLED}\n2 × Linen shirt and 1 more item · €92.40"]
    assert story.sweep() == [CANCELLED]
    assert story.sweep(timedelta(minutes=20)) == [CANCELLED]


def test_a_cancellation_whose_hook_never_ran_is_found_in_the_log(story: Story) -> None:
    story.without_hooks(lambda: story.shop.cancel(story.order))
    assert story.sweep() == [CANCELLED]
    assert story.sweep(timedelta(minutes=20)) == [CANCELLED]


def test_a_confirmation_of_an_order_cancelled_meanwhile_is_skipped(story: Story) -> None:
    some_time_later(story)
    story.held_up(lambda: story.shop.confirm(story.order))
    story.shop.cancel(story.order)
    assert story.sweep(timedelta(minutes=30)) == [CANCELLED]
    assert reasons() == ["cancelled_meanwhile"]


def test_a_cancellation_taken_back_in_the_database_is_skipped(story: Story) -> None:
    story.held_up(lambda: story.shop.cancel(story.order))
    change(story.order.id, status="unfulfilled")
    assert story.sweep(timedelta(minutes=30)) == []
    assert reasons() == ["order_not_cancelled"]


@pytest.mark.parametrize("origin", ["draft", "bulk_create", "reissue"])
def test_orders_no_shopper_placed_are_cancelled_in_silence(story: Story, origin: str) -> None:
    change(story.order.id, origin=origin)
    story.shop.cancel(story.order)
    assert story.sweep() == []


def test_old_orders_are_cancelled_in_silence(story: Story) -> None:
    change(story.order.id, created_at=timezone.now() - 365 * DAY)
    story.shop.cancel(story.order)
    assert story.sweep() == []


def test_who_refused_order_updates_does_not_hear_of_it(story: Story) -> None:
    Subscription.objects.update(topics=["offers"])
    story.shop.cancel(story.order)
    assert story.sweep() == []
    assert reasons() == ["no_consent"]


def test_a_switched_off_scenario_is_silent_and_the_others_speak(story: Story) -> None:
    story.shop.configure_push(scenario_order_shipped=False)
    story.shop.fulfill(story.order)
    story.shop.cancel(story.place_another())
    assert story.titles[1:] == [f"Order {last_number(story)} was cancelled"]


def last_number(story: Story) -> str:
    return story.phone.subscriber.shown()[-1].title.split()[1]


# Paid back


def test_a_refund_says_how_much_and_of_how_much(story: Story) -> None:
    story.shop.mark_paid(story.order)
    story.shop.refund(story.order, "39.00")
    title, amounts, _ = story.news[0].splitlines()
    assert title == "Order #: €39.00 refunded"
    assert amounts == "Paid back so far: €39.00 of €92.40"
    assert len(story.sweep()) == 1


def test_a_second_refund_is_told_with_what_was_paid_back_in_all(story: Story) -> None:
    story.shop.mark_paid(story.order)
    story.shop.refund(story.order, "39.00")
    story.shop.refund(story.order, "53.40")
    assert story.titles == ["Order #: €39.00 refunded", "Order #: €92.40 refunded"]
    assert len(story.sweep()) == 2
    assert len(story.sweep(timedelta(minutes=20))) == 2


def test_a_refund_whose_hook_never_ran_is_found_by_its_order(story: Story) -> None:
    story.shop.mark_paid(story.order)
    story.without_hooks(lambda: story.shop.refund(story.order, "39.00"))
    assert story.sweep() == ["Order #: €39.00 refunded"]
    assert story.sweep(timedelta(minutes=20)) == ["Order #: €39.00 refunded"]


def test_a_refund_that_waited_while_another_came_is_told_once(story: Story) -> None:
    story.shop.mark_paid(story.order)
    story.held_up(lambda: story.shop.refund(story.order, "39.00"))
    story.shop.refund(story.order, "10.00")
    assert story.sweep(timedelta(minutes=30)) == ["Order #: €49.00 refunded"]
    assert reasons() == ["refund_changed"]


def test_refunds_from_before_anybody_looked_are_old_news(story: Story) -> None:
    story.shop.mark_paid(story.order)
    story.shop.configure_push(send=False)
    story.shop.refund(story.order, "39.00")
    story.look(timezone.now())
    story.shop.configure_push(send=True)
    story.look(timezone.now() + timedelta(minutes=1))
    change(story.order.id, updated_at=timezone.now() + timedelta(minutes=2))
    assert story.sweep(timedelta(minutes=5)) == []


def test_transactions_of_payment_apps_count_as_well(story: Story) -> None:
    from saleor.payment.models import TransactionEvent, TransactionItem

    from .order_story import row

    order = row(story.order.id)
    item = TransactionItem.objects.create(order=order, currency="EUR", refunded_value="12.50")
    TransactionEvent.objects.create(
        transaction=item, type="refund_success", amount_value="12.50", currency="EUR"
    )
    change(story.order.id, updated_at=timezone.now())
    assert story.sweep() == ["Order #: €12.50 refunded"]
    assert story.sweep(timedelta(minutes=20)) == ["Order #: €12.50 refunded"]


def reasons() -> list[str]:
    return list(
        Notification.objects.filter(state="skipped", bulk=False).values_list("reason", flat=True)
    )
