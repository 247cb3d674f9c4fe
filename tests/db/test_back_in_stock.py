"""Stock that comes back: over all warehouses of a channel, to the oldest watchers first."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.models import Event, Notification, Subscription, Watch, WatchedVariant
from sandbox.pushservice import PushService
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver, Look
from .unheard import unheard
from .waiting import Waiting, endings

Browsers = Callable[..., Browser]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def waiting(push: Shop, look: Look, deliver: Deliver) -> Waiting:
    """A shop that has run out of shirts."""
    push.configure_push(quiet_hours="", scenario_order_placed=False)
    found = Waiting(push, look, deliver)
    found.has(0)
    return found


@pytest.fixture
def phone(browser: Browsers) -> Browser:
    return browser()


def another_warehouse(channels: set[str], *, zone: bool = True, collect: str = "disabled") -> str:
    """One more warehouse, serving these channels: its global id."""
    import graphene
    from saleor.channel.models import Channel
    from saleor.core.db.connection import allow_writer
    from saleor.shipping.models import ShippingZone
    from saleor.warehouse.models import Warehouse

    with allow_writer():
        first: Any = Warehouse.objects.get()
        made = Warehouse(name="Second", slug=f"second-{uuid4().hex}")
        made.click_and_collect_option = collect
        if hasattr(first, "address_id"):
            made.address_id = first.address_id
        made.save()
        made.channels.set(Channel.objects.filter(slug__in=channels))
        if zone:
            made.shipping_zones.set(ShippingZone.objects.all())
        return str(graphene.Node.to_global_id("Warehouse", made.pk))


def count_zones(yes: bool) -> None:
    """Choose between Saleor's two rules, where there is a choice (3.23)."""
    from django.core.exceptions import FieldDoesNotExist
    from saleor.core.db.connection import allow_writer
    from saleor.site.models import SiteSettings

    flag = "use_legacy_shipping_zone_stock_availability"
    try:
        SiteSettings._meta.get_field(flag)
    except FieldDoesNotExist:
        if not yes:
            pytest.skip("this Saleor has only the rule with shipping zones")
        return
    with allow_writer():
        from django.contrib.sites.models import Site

        site, _ = Site.objects.get_or_create(pk=1, defaults={"domain": "localhost"})
        SiteSettings.objects.update_or_create(site=site, defaults={flag: yes})


def test_new_stock_is_told(waiting: Waiting, phone: Browser) -> None:
    waiting.stock(phone)
    assert waiting.after(MINUTE) == 0
    waiting.has(50)
    waiting.after(MINUTE)
    assert phone.texts == ["Back in stock: Linen shirt, M\nYou can order again for €39.00."]


def test_few_pieces_are_named(waiting: Waiting, phone: Browser) -> None:
    waiting.stock(phone)
    waiting.has(3)
    waiting.after(MINUTE)
    assert phone.texts[0].endswith("Only 3 left")


def test_who_was_told_waits_no_longer(waiting: Waiting, phone: Browser) -> None:
    waiting.stock(phone)
    waiting.has(3)
    waiting.after(MINUTE)
    assert Watch.objects.count() == 0
    waiting.has(0)
    waiting.after(DAY)
    waiting.has(3)
    waiting.after(DAY)
    assert phone.arrivals == 1


def test_hook_and_sweep_tell_once(waiting: Waiting, phone: Browser) -> None:
    waiting.stock(phone)
    waiting.has(3)
    waiting.after(MINUTE)
    waiting.costs("38.00")
    for _ in range(3):
        waiting.after(MINUTE)
    assert phone.arrivals == 1
    assert Event.objects.filter(kind="back_in_stock").count() == 1


def test_no_more_are_told_than_there_are_pieces_oldest_first(
    waiting: Waiting, browser: Browsers
) -> None:
    people = [browser() for _ in range(5)]
    for each in people:
        waiting.stock(each)
    waiting.has(2)
    waiting.after(MINUTE)
    assert [len(each.texts) for each in people] == [1, 1, 0, 0, 0]
    waiting.after(30 * MINUTE)
    assert [len(each.texts) for each in people] == [1, 1, 0, 0, 0]


def test_pieces_the_first_did_not_take_are_offered_to_the_next(
    waiting: Waiting, browser: Browsers
) -> None:
    people = [browser() for _ in range(5)]
    for each in people:
        waiting.stock(each)
    waiting.has(2)
    waiting.after(MINUTE)
    waiting.has(1)
    waiting.after(HOUR)
    assert [len(each.texts) for each in people] == [1, 1, 1, 0, 0]
    waiting.has(0)
    waiting.after(HOUR)
    waiting.has(9)
    waiting.after(MINUTE)
    assert [len(each.texts) for each in people] == [1, 1, 1, 1, 1]


def test_at_night_no_more_are_promised_than_there_are_pieces(
    waiting: Waiting, browser: Browsers
) -> None:
    people = [browser() for _ in range(5)]
    for each in people:
        waiting.stock(each)
    waiting.shop.configure_push(quiet_hours="00:00-23:59")
    waiting.has(2)
    for _ in range(4):
        waiting.after(HOUR + MINUTE)
    assert Notification.objects.count() == 2
    Notification.objects.update(due_at=timezone.now() + waiting.passed)
    waiting.shop.configure_push(quiet_hours="")
    waiting.deliver()
    waiting.after(MINUTE)
    assert [len(each.texts) for each in people] == [1, 1, 0, 0, 0]
    waiting.after(HOUR)
    assert [len(each.texts) for each in people] == [1, 1, 1, 1, 0]


def test_who_is_not_told_in_time_leaves_it_to_the_next(
    waiting: Waiting, browser: Browsers, push_service: PushService
) -> None:
    people = [browser() for _ in range(2)]
    for each in people:
        waiting.stock(each)
    push_service.answer(503)
    waiting.has(1)
    for _ in range(3):
        waiting.after(HOUR + MINUTE)
    assert Notification.objects.count() == 1
    push_service.answer_normally()
    waiting.after(DAY)
    waiting.after(MINUTE)
    # One piece, and the first has had a day: both may try.
    assert [len(each.texts) for each in people] == [1, 1]


def test_who_took_alerts_back_takes_nobodys_turn(waiting: Waiting, browser: Browsers) -> None:
    first, second = browser(), browser()
    for each in (first, second):
        waiting.stock(each)
    endpoint = first.subscriber.endpoint
    Subscription.objects.filter(endpoint=endpoint).update(topics=[Topic.ORDER_UPDATES])
    waiting.has(1)
    waiting.after(MINUTE)
    waiting.after(HOUR)
    assert [len(each.texts) for each in (first, second)] == [0, 1]


def test_sold_out_again_while_the_push_waited(
    waiting: Waiting, phone: Browser, push_service: PushService
) -> None:
    waiting.stock(phone)
    push_service.answer(503)
    waiting.has(3)
    waiting.after(MINUTE)
    push_service.answer_normally()
    waiting.has(0)
    waiting.after(HOUR)
    assert phone.texts == []
    assert endings() == [("skipped", "sold_out")]
    waiting.has(3)
    waiting.after(HOUR)
    assert len(phone.texts) == 1


def test_gone_before_the_sweep_looked_is_not_told(waiting: Waiting, phone: Browser) -> None:
    waiting.stock(phone)
    with unheard():
        waiting.has(3)
        waiting.has(0)
    assert waiting.after(MINUTE) == 0


def test_what_is_kept_for_orders_does_not_count(waiting: Waiting, phone: Browser) -> None:
    waiting.has(1)
    waiting.shop.place_order(lines=[(waiting.shirt, 1)])
    waiting.stock(phone)
    assert waiting.after(MINUTE) == 0


@pytest.mark.parametrize("zones", [True, False])
def test_any_warehouse_of_the_channel_will_do(
    waiting: Waiting, phone: Browser, zones: bool
) -> None:
    count_zones(zones)
    second = another_warehouse({"channel-eur"})
    waiting.stock(phone)
    waiting.has(3, warehouse=second)
    waiting.after(MINUTE)
    assert len(phone.texts) == 1


@pytest.mark.parametrize("zones", [True, False])
def test_a_warehouse_of_another_channel_will_not(
    waiting: Waiting, phone: Browser, zones: bool
) -> None:
    count_zones(zones)
    second = another_warehouse({"channel-pln"})
    waiting.stock(phone)
    waiting.has(3, warehouse=second)
    assert waiting.after(MINUTE) == 0


@pytest.mark.parametrize(("zones", "told"), [(True, 0), (False, 1)])
def test_a_warehouse_without_a_shipping_zone_counts_by_the_direct_rule_only(
    waiting: Waiting, phone: Browser, zones: bool, told: int
) -> None:
    count_zones(zones)
    second = another_warehouse({"channel-eur"}, zone=False)
    waiting.stock(phone)
    waiting.has(3, warehouse=second)
    waiting.after(MINUTE)
    assert len(phone.texts) == told


def test_where_shoppers_collect_no_zone_is_needed(waiting: Waiting, phone: Browser) -> None:
    count_zones(True)
    second = another_warehouse({"channel-eur"}, zone=False, collect="local")
    waiting.stock(phone)
    waiting.has(3, warehouse=second)
    waiting.after(MINUTE)
    assert len(phone.texts) == 1


def test_no_alarm_when_one_warehouse_fills_while_another_had_some(
    waiting: Waiting, phone: Browser
) -> None:
    second = another_warehouse({"channel-eur"})
    waiting.stock(phone)
    waiting.price(phone)
    waiting.has(3, warehouse=second)
    waiting.after(MINUTE)
    waiting.has(5)
    assert waiting.after(DAY) == 0
    assert phone.arrivals == 1
    assert WatchedVariant.objects.get().available == 8


def test_not_if_bought_meanwhile(
    waiting: Waiting, browser: Browsers, push_service: PushService
) -> None:
    ada = waiting.shop.register()
    phone = browser(ada)
    waiting.stock(phone)
    push_service.answer(503)
    waiting.has(3)
    waiting.after(MINUTE)
    push_service.answer_normally()
    waiting.shop.place_order(customer=ada, lines=[(waiting.shirt, 1)])
    waiting.after(HOUR)
    assert phone.texts == []
    assert set(endings()) == {("skipped", "bought_meanwhile")}


def test_unwatching_ends_the_wait_even_for_what_is_on_its_way(
    waiting: Waiting, phone: Browser, push_service: PushService
) -> None:
    waiting.stock(phone)
    push_service.answer(503)
    waiting.has(3)
    waiting.after(MINUTE)
    push_service.answer_normally()
    waiting.give_up(phone)
    waiting.after(HOUR)
    assert phone.texts == []
    assert Notification.objects.get().reason == "watch_ended"
