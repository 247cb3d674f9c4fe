"""Sales, ratings and promotions of a product, from the shop's orders and metadata."""

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.models import ProductSales, Subscription
from saleor_push_plugin.shop import selling_points
from saleor_push_plugin.shop.connections import writer
from saleor_push_plugin.shop.sweeps import sold_quantities
from sandbox.pushservice import PushService
from tests.hosts.goods import Variant
from tests.hosts.refs import OrderRef
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver, Look
from .waiting import Waiting, reckon_prices

Browsers = Callable[..., Browser]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DROP = "Linen shirt, M: now €29.90\n"


@pytest.fixture
def waiting(push: Shop, look: Look, deliver: Deliver) -> Waiting:
    push.configure_push(quiet_hours="", scenario_order_placed=False)
    found = Waiting(push, look, deliver)
    found.look()
    return found


@pytest.fixture
def phone(waiting: Waiting, browser: Browsers) -> Browser:
    made = browser()
    Subscription.objects.update(topics=[Topic.ALERTS, Topic.CART_REMINDERS])
    return made


def pk_of(node: Any) -> str:
    return base64.b64decode(node.id).decode().partition(":")[2]


def sells(waiting: Waiting, pieces: int = 12, **order: Any) -> OrderRef:
    return waiting.shop.place_order(lines=[(waiting.shirt, pieces)], **order)


def count(waiting: Waiting, rounds: int = 1) -> None:
    """As the sweeps of half an hour, which count a day of orders each."""
    until = timezone.now() + waiting.passed + MINUTE
    with writer():
        for _ in range(rounds * (sold_quantities.PERIOD // DAY)):
            sold_quantities.count_day(until, until)


def told_of_price(waiting: Waiting, phone: Browser) -> list[str]:
    """What is said of a price that falls, after its first two lines."""
    waiting.price(phone)
    waiting.costs("29.90")
    waiting.after(MINUTE)
    (text,) = phone.texts
    assert text.startswith(DROP)
    return text.removeprefix(DROP).strip().splitlines()


def test_how_many_were_sold_and_how_they_rate_it_is_said(waiting: Waiting, phone: Browser) -> None:
    sells(waiting)
    sells(waiting)
    count(waiting)
    waiting.shop.set_metadata(waiting.shirt.product_id, {"rating": "4,7"})
    assert told_of_price(waiting, phone) == ["Rated 4.7 out of 5 · 24 sold in 30 days"]


def test_few_sold_is_not_worth_a_word(waiting: Waiting, phone: Browser) -> None:
    sells(waiting, 9)
    count(waiting)
    assert told_of_price(waiting, phone) == ["Available to order right now."]


def cancelled(waiting: Waiting, order: OrderRef) -> None:
    waiting.shop.cancel(order)


def paid_back(waiting: Waiting, order: OrderRef) -> None:
    waiting.shop.mark_paid(order)
    waiting.shop.refund(order, order.total)


def returned(waiting: Waiting, order: OrderRef) -> None:
    from saleor.order.models import Fulfillment

    waiting.shop.fulfill(order)
    with writer():
        Fulfillment.objects.filter(order=pk_of(order)).update(status="refunded_and_returned")


def drafted(waiting: Waiting, order: OrderRef) -> None:
    _changed(order, status="draft")


def forgotten(waiting: Waiting, order: OrderRef) -> None:
    _changed(order, created_at=timezone.now() - 31 * DAY)


def _changed(order: OrderRef, **fields: Any) -> None:
    from saleor.order.models import Order

    with writer():
        Order.objects.filter(pk=pk_of(order)).update(**fields)


@pytest.mark.parametrize("undone", [cancelled, paid_back, returned, drafted, forgotten])
@pytest.mark.parametrize("when", ["before it was counted", "after it was counted"])
def test_what_was_undone_is_not_counted(
    waiting: Waiting, undone: Callable[[Waiting, OrderRef], None], when: str
) -> None:
    order = sells(waiting)
    if when.startswith("after"):
        count(waiting)
        assert ProductSales.objects.get().pieces == 12
    undone(waiting, order)
    count(waiting)
    assert ProductSales.objects.count() == 0


def test_what_was_paid_back_in_part_was_sold(waiting: Waiting) -> None:
    order = sells(waiting)
    waiting.shop.mark_paid(order)
    waiting.shop.refund(order, "5.00")
    count(waiting)
    assert ProductSales.objects.get().pieces == 12


def test_pieces_that_came_back_are_taken_off(waiting: Waiting) -> None:
    from saleor.order.models import Fulfillment, FulfillmentLine

    order = sells(waiting)
    waiting.shop.fulfill(order)
    with writer():
        FulfillmentLine.objects.update(quantity=5)
        Fulfillment.objects.update(status="returned")
    count(waiting)
    assert ProductSales.objects.get().pieces == 7


def test_counting_again_and_again_counts_once(waiting: Waiting) -> None:
    sells(waiting)
    count(waiting, rounds=3)
    assert list(ProductSales.objects.values_list("pieces", flat=True)) == [12]


def test_what_was_sold_a_month_ago_is_forgotten(waiting: Waiting) -> None:
    sells(waiting)
    count(waiting)
    waiting.passed = 31 * DAY
    count(waiting)
    assert ProductSales.objects.count() == 0


def test_another_channel_is_another_shop(waiting: Waiting, phone: Browser) -> None:
    sells(waiting, channel="channel-pln")
    count(waiting)
    assert [row.channel for row in ProductSales.objects.all()] == ["channel-pln"]
    assert told_of_price(waiting, phone) == ["Available to order right now."]


def test_the_sweep_counts_by_itself(waiting: Waiting) -> None:
    sells(waiting)
    for _ in range(sold_quantities.PERIOD // DAY + 1):
        waiting.after(MINUTE)
    assert ProductSales.objects.get().pieces == 12


def test_a_variants_own_rating_comes_first(waiting: Waiting, phone: Browser) -> None:
    waiting.shop.set_metadata(waiting.shirt.product_id, {"rating": "4.1"})
    waiting.shop.set_metadata(waiting.shirt.id, {"rating": "4.9"})
    assert told_of_price(waiting, phone) == ["Rated 4.9 out of 5"]


def test_the_owner_says_where_ratings_are(waiting: Waiting, phone: Browser) -> None:
    waiting.shop.configure_push(rating_key="reviews.average")
    waiting.shop.set_metadata(waiting.shirt.id, {"reviews.average": "4.4", "rating": "5"})
    assert told_of_price(waiting, phone) == ["Rated 4.4 out of 5"]


def test_what_shoppers_may_not_see_is_not_said(waiting: Waiting, phone: Browser) -> None:
    from saleor.product.models import Product

    with writer():
        Product.objects.update(private_metadata={"rating": "4.9"})
    assert told_of_price(waiting, phone) == ["Available to order right now."]


def test_what_is_there_again_names_how_many_were_sold(waiting: Waiting, phone: Browser) -> None:
    sells(waiting)
    count(waiting)
    waiting.has(0)
    waiting.stock(phone)
    waiting.after(MINUTE)
    waiting.has(12 + 3)  # the twelve are not shipped yet
    waiting.after(MINUTE)
    assert phone.texts[-1].splitlines()[2] == "Only 3 left · 12 sold in 30 days"


def test_a_look_is_answered_with_proof(waiting: Waiting, phone: Browser) -> None:
    sells(waiting)
    count(waiting)
    waiting.shop.set_metadata(waiting.shirt.product_id, {"rating": "4.7"})
    waiting.looks_at(phone)
    waiting.after(2 * HOUR + 2 * MINUTE)
    assert phone.texts[-1].splitlines()[2] == "Rated 4.7 out of 5 · 12 sold in 30 days"


def test_a_recommendation_names_what_speaks_for_it(waiting: Waiting, browser: Browsers) -> None:
    from saleor_push_plugin.core.facts.recommendation import AFTER

    ada = waiting.shop.register()
    phone = browser(ada)
    Subscription.objects.update(topics=[Topic.OFFERS])
    jacket = waiting.shop.catalogue.variant("Rain jacket")
    waiting.shop.set_metadata(jacket.product_id, {"rating": "4.7"})
    waiting.shop.place_order(customer=ada, lines=[(waiting.shirt, 1)])
    waiting.after(MINUTE)
    waiting.after(AFTER)
    assert phone.texts == ["To go with Linen shirt\nRain jacket · €129.00\nRated 4.7 out of 5"]


@pytest.fixture
def laptop(waiting: Waiting, browser: Browsers) -> Browser:
    """A browser with agreed reminders, whose shopper left one shirt in the cart."""
    made = browser()
    Subscription.objects.update(topics=[Topic.CART_REMINDERS])
    made.use(waiting.shop.new_checkout(lines=[(waiting.shirt, 1)]))
    return made


def test_a_cart_is_told_of_its_price_that_ends_and_of_few_left(
    waiting: Waiting, laptop: Browser, push_service: PushService
) -> None:
    end = timezone.now() + timedelta(hours=4, minutes=30)
    waiting.shop.start_promotion(waiting.shirt, percent=20, endDate=end.isoformat())
    reckon_prices()
    waiting.has(3)
    waiting.after(HOUR + 2 * MINUTE)
    (text,) = laptop.texts
    assert text.splitlines()[2] == "Only 3 left · This price ends within 5 hours"
    # The push service keeps it no longer than what it says holds.
    (message,) = push_service.messages(laptop.subscriber.token)
    assert timedelta(seconds=message["ttl"]) < timedelta(hours=3, minutes=30)


def test_a_cart_is_told_the_second_time_what_speaks_for_it(
    waiting: Waiting, laptop: Browser
) -> None:
    waiting.shop.set_metadata(waiting.shirt.product_id, {"rating": "4.7"})
    waiting.after(HOUR + 2 * MINUTE)
    waiting.after(DAY + MINUTE)
    assert laptop.texts[-1].splitlines()[2] == "Rated 4.7 out of 5"


def test_plenty_is_nothing_a_cart_needs_to_hear(waiting: Waiting, laptop: Browser) -> None:
    waiting.after(HOUR + 2 * MINUTE)
    assert laptop.texts == ["Your cart is waiting\nLinen shirt\nPick up where you left off."]


def test_it_costs_the_same_for_one_as_for_all(waiting: Waiting) -> None:
    def queries(variants: tuple[Variant, ...]) -> int:
        asked = [(int(pk_of(variant)), "channel-eur") for variant in variants]
        with writer(), CaptureQueriesContext(connection) as captured:
            assert len(selling_points.load(asked)) == len(variants)
        return len(captured)

    everything = waiting.shop.catalogue.variants
    assert queries(everything[:1]) == queries(everything)
