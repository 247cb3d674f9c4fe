"""Orders that are confirmed, cancelled or refunded."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin.models import Event, Notification, Subscription
from saleor_push_plugin.shop.connections import writer

from .order_story import Story, change, row

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
    title, contents, total, delivery = text.splitlines()
    assert title == "Order # is confirmed"
    assert (contents, total) == ("2 × Linen shirt and 1 more item", "Total €92.40")
    assert delivery.startswith("Estimated delivery: ")
    assert len(story.sweep()) == 1


def test_an_order_confirmed_after_it_should_have_arrived_names_no_date(story: Story) -> None:
    change(story.order.id, created_at=timezone.now() - 20 * DAY)
    story.shop.confirm(story.order)
    assert story.news == ["Order # is confirmed\n2 × Linen shirt and 1 more item\nTotal €92.40"]


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
    assert story.news == [f"{CANCELLED}\n2 × Linen shirt and 1 more item\nTotal €92.40"]
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
    assert amounts == "Refunded so far: €39.00 of €92.40"
    assert len(story.sweep()) == 1


def test_a_second_refund_is_told_with_the_sum_of_both(story: Story) -> None:
    story.shop.mark_paid(story.order)
    story.shop.refund(story.order, "39.00")
    story.shop.refund(story.order, "53.40")
    assert [text.splitlines()[:2] for text in story.news] == [
        ["Order #: €39.00 refunded", "Refunded so far: €39.00 of €92.40"],
        ["Order #: €53.40 refunded", "Refunded so far: €92.40 of €92.40"],
    ]
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
    assert story.sweep(timedelta(minutes=30)) == ["Order #: €10.00 refunded"]
    assert story.news[0].splitlines()[1] == "Refunded so far: €49.00 of €92.40"
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


def paid_by_app(story: Story) -> Any:
    from saleor.payment.models import TransactionItem

    with writer():
        return TransactionItem.objects.create(
            order=row(story.order.id), currency="EUR", charged_value="92.40"
        )


def app_refunds(story: Story, item: Any, *amounts: str, **values: str) -> None:
    """As a payment app reports it: an event for each refund, and their sum."""
    with writer():
        for amount in amounts:
            item.events.create(type="refund_success", amount_value=amount, currency="EUR")
            item.refunded_value = Decimal(item.refunded_value) + Decimal(amount)
        item.refunded_value = values.get("sum", item.refunded_value)
        item.save()
    change(story.order.id, updated_at=timezone.now())


def test_transactions_of_payment_apps_count_as_well(story: Story) -> None:
    app_refunds(story, paid_by_app(story), "12.50")
    assert story.sweep() == ["Order #: €12.50 refunded"]
    assert story.sweep(timedelta(minutes=20)) == ["Order #: €12.50 refunded"]


def test_a_second_refund_of_a_payment_app_is_told_with_the_sum_of_both(story: Story) -> None:
    item = paid_by_app(story)
    app_refunds(story, item, "30.00")
    story.sweep()
    app_refunds(story, item, "20.00")
    assert story.sweep(timedelta(minutes=4)) == [
        "Order #: €30.00 refunded",
        "Order #: €20.00 refunded",
    ]
    assert story.news[1].splitlines()[1] == "Refunded so far: €50.00 of €92.40"


def test_refunds_of_both_payment_systems_have_one_sum(story: Story) -> None:
    story.shop.mark_paid(story.order)
    story.shop.refund(story.order, "30.00")
    app_refunds(story, paid_by_app(story), "20.00")
    assert story.sweep()[1:] == ["Order #: €20.00 refunded"]
    assert story.news[1].splitlines()[1] == "Refunded so far: €50.00 of €92.40"


def test_where_the_shop_does_not_know_the_refund_only_the_sum_is_said(story: Story) -> None:
    """A refund that was reversed in part, or a sum that an app wrote down by itself."""
    app_refunds(story, paid_by_app(story), "30.00", sum="20.00")
    assert story.sweep() == ["Order #: refund on its way"]
    assert story.news[0].splitlines()[1] == "Refunded so far: €20.00 of €92.40"


def reasons() -> list[str]:
    return list(
        Notification.objects.filter(state="skipped", bulk=False).values_list("reason", flat=True)
    )
