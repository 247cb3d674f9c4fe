"""One order, one credit: the last click before it, and beside it what was only shown."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import graphene
import pytest
from django.utils import timezone

from saleor_push_plugin.models import GuestCheckout, Notification, OrderCredit, Subscription
from saleor_push_plugin.shop import order_credits
from tests.hosts.refs import Customer, OrderRef
from tests.hosts.shop import Shop

from .conftest import Browser
from .people import Browser as GuestBrowser
from .peopled import Maker

Browsers = Callable[..., Browser]
WINDOWS = [timedelta(hours=24), timedelta(hours=72), timedelta(days=7)]


def credit(since: datetime | None = None) -> None:
    """What the sweep does each minute, for all orders."""
    now = timezone.now()
    order_credits.of_changed_orders(since or now - timedelta(days=1), now + timedelta(hours=1))


class Crowd(Maker):
    """People who were told and bought in the same ten days, so that much comes together."""

    def moment(self, days: int = 10) -> datetime:
        return super().moment(min(days, 10))

    def push(self, key: str, number: int) -> dict[str, datetime]:
        shown = self.luck.choice((None, self.moment()))
        late = shown and shown + timedelta(seconds=self.luck.randint(1, 400_000))
        Notification.objects.create(
            key=f"{key}/{number}/{self.seed}",
            event=self.event,
            scenario=f"x{number}",
            person=key,
            due_at=self.now,
            expires_at=self.now,
            created_at=(shown or self.now) - timedelta(minutes=1),
            shown_at=shown,
            clicked_at=self.luck.choice((None, late)),
        )
        return {}

    def _filled(self, guest: GuestBrowser | None, user: Any) -> Any:
        made = super()._filled(guest, user)
        for number in range(3, 8):
            self.push(made.key, number)
        return made


def persons_of(order: Any) -> Iterator[str]:
    """Whose an order is, read row by row."""
    if order.user_id:
        yield f"u{order.user_id}"
    for bound in GuestCheckout.objects.filter(checkout_id=order.checkout_token, while_open=True):
        of = bound.subscription
        yield f"u{of.user_id}" if of.user_id else f"s{of.id}"


def last(order: Any, column: str, window: timedelta) -> Notification | None:
    """The last notification that this happened to before the order, read row by row."""
    rows = Notification.objects.filter(person__in=list(persons_of(order)))
    before = [
        row
        for row in rows
        if (at := getattr(row, column)) and order.created_at - window <= at <= order.created_at
    ]
    return max(before, key=lambda row: (getattr(row, column), row.id), default=None)


def naive(window: timedelta) -> tuple[Counter[str], Counter[str]]:
    """How many orders each scenario has by clicks, and how many were only shown it."""
    from saleor.order.models import Order

    clicks: Counter[str] = Counter()
    shown: Counter[str] = Counter()
    for order in Order.objects.exclude(status="draft"):
        if found := last(order, "clicked_at", window):
            clicks[found.scenario] += 1
        elif found := last(order, "shown_at", window):
            shown[found.scenario] += 1
    return clicks, shown


def credited(window: timedelta) -> tuple[Counter[str], Counter[str]]:
    """The same, as a report reads it from the credits."""
    seconds = window.total_seconds()
    near = list(OrderCredit.objects.filter(age__lte=seconds))
    clicks = Counter(row.scenario for row in near if row.via == "clicked")
    shown = Counter(
        row.scenario
        for row in near
        if row.via == "shown" and (row.click_age is None or row.click_age > seconds)
    )
    return clicks, shown


@pytest.mark.parametrize("seed", range(4))
def test_credits_equal_a_naive_reckoning(push: Shop, seed: int) -> None:
    from saleor.order.models import Order

    maker = Crowd(seed, timezone.now())
    for _ in range(60):
        maker.human()
    credit()
    figures = [credited(window) for window in WINDOWS]
    assert figures == [naive(window) for window in WINDOWS]
    assert sum(figures[-1][0].values()) > 5
    assert sum(figures[0][1].values()) > 2
    for row in OrderCredit.objects.all():
        order = Order.objects.get(pk=row.order_id)
        assert (row.gross, row.currency) == (order.total_gross_amount, order.currency)
        assert row.paid_back == paid_back(order)


def paid_back(order: Any) -> Decimal:
    from saleor.payment.models import Transaction, TransactionItem

    if order.status in ("canceled", "expired"):
        return order.total_gross_amount
    refunds = Transaction.objects.filter(
        payment__order=order, kind="refund", is_success=True
    ).values_list("amount", flat=True)
    items = TransactionItem.objects.filter(order_id=order.pk)
    total = sum(refunds, Decimal()) + sum((each.refunded_value for each in items), Decimal())
    return min(total, order.total_gross_amount)


def by_click(order: OrderRef) -> OrderCredit:
    pk = graphene.Node.from_global_id(order.id)[1]
    return OrderCredit.objects.get(via="clicked", order_id=pk)


def clicked(ago: timedelta = timedelta(hours=1)) -> Notification:
    """What was sent last was clicked so long ago."""
    row = Notification.objects.order_by("id").last()
    assert row
    at = timezone.now() - ago
    Notification.objects.filter(id=row.id).update(
        created_at=at, sent_at=at, shown_at=at, clicked_at=at
    )
    return row


def test_a_refund_and_a_cancellation_change_what_an_order_brought(
    push: Shop, ada: Customer, phone: Browser
) -> None:
    push.place_order(customer=ada)
    row = clicked()
    order = push.place_order(customer=ada)
    credit()
    before = by_click(order)
    assert (before.scenario, before.paid_back) == ("order_placed", 0)
    assert (before.notification_id, before.group_id) == (row.id, row.group_id)
    assert 3590 <= before.age <= 3660
    push.mark_paid(order)
    push.refund(order, "1.50")
    credit()
    assert by_click(order).paid_back == Decimal("1.50")
    other = push.place_order(customer=ada)
    push.cancel(other)
    credit()
    assert by_click(other).paid_back == by_click(other).gross > 0


def test_a_second_look_credits_no_order_twice_and_moves_no_credit(
    push: Shop, ada: Customer, phone: Browser
) -> None:
    push.place_order(customer=ada)
    clicked()
    push.place_order(customer=ada)
    credit()
    first = list(OrderCredit.objects.order_by("id").values())
    Notification.objects.update(clicked_at=None, shown_at=None)
    credit()
    assert list(OrderCredit.objects.order_by("id").values()) == first


def test_a_guests_order_is_found_by_the_cart_that_was_bound_while_open(
    push: Shop, browser: Browsers
) -> None:
    phone, late = browser(), browser()
    cart = push.new_checkout()
    phone.use(cart)
    push.complete(cart)
    clicked()
    cart = push.new_checkout()
    phone.use(cart)
    order = push.complete(cart)
    late.use(cart)
    credit()
    guest = Subscription.objects.get(endpoint=phone.subscriber.endpoint)
    notification = Notification.objects.get(id=by_click(order).notification_id)
    assert notification.person == f"s{guest.id}"


def test_an_erased_account_leaves_the_sums_and_no_link(
    push: Shop, ada: Customer, phone: Browser
) -> None:
    push.place_order(customer=ada)
    clicked()
    order = push.place_order(customer=ada)
    credit()
    assert by_click(order).notification_id is not None
    push.delete_account(ada)
    assert by_click(order).notification_id is None
    assert by_click(order).gross > 0
