"""What is delivered, under way and owed; one action of staff is one push; what never ships."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.models import Event, Notification, Subscription
from saleor_push_plugin.shop import facts
from saleor_push_plugin.shop.connections import writer
from tests.hosts.refs import LineRef

from .order_story import Story, change, row
from .places import open_place

DAY = timedelta(days=1)
ARRIVED = {"push.delivered_at": "2026-11-23T10:00:00Z"}


def arrives(story: Story, parcel: str) -> None:
    story.shop.set_metadata(parcel, ARRIVED)


def never_ships(line: LineRef, *, gift_card: bool = False) -> None:
    change(line.id, is_shipping_required=False, is_gift_card=gift_card)


def reasons(scenario: str) -> list[str]:
    """Why its events made no push."""
    found = Event.objects.filter(objections__has_key=scenario).order_by("id")
    return [event.objections[scenario] for event in found]


# Delivered: the whole, a part, the rest


def test_one_parcel_of_three_is_a_part_and_the_last_one_is_the_rest(story: Story) -> None:
    shirts, socks = story.order.lines
    one = LineRef(id=shirts.id, quantity=1)
    parcels = [story.shop.fulfill(story.order, lines=[line]) for line in (one, one, socks)]
    for parcel in parcels:
        arrives(story, parcel)
    first, second, last = story.news[3:]
    assert first == "Part of order # was delivered\nLinen shirt\n2 more pieces are on their way"
    assert second == "Part of order # was delivered\nLinen shirt\n1 more piece is on its way"
    assert last == "The rest of order # was delivered\nWool socks"


def test_one_piece_of_three_is_a_part_and_the_others_are_owed(story: Story) -> None:
    shirts, _ = story.order.lines
    parcel = story.shop.fulfill(story.order, lines=[LineRef(id=shirts.id, quantity=1)])
    arrives(story, parcel)
    assert story.news[1] == "Part of order # was delivered\nLinen shirt\n2 more pieces will follow"


def test_all_in_one_parcel_is_the_order(story: Story) -> None:
    arrives(story, story.shop.fulfill(story.order))
    assert story.news[1] == "Order # was delivered\n2 × Linen shirt and 1 more item"


def test_a_part_that_is_only_assumed_to_have_arrived_is_a_part(story: Story) -> None:
    story.shop.fulfill(story.order, lines=story.order.lines[:1])
    story.sweep_by_day(5 * DAY)
    assert story.titles[1] == "Part of order # should have arrived"


def test_what_was_paid_back_before_it_left_is_not_owed(story: Story) -> None:
    shirts, socks = story.order.lines
    refunded(story, socks)
    arrives(story, story.shop.fulfill(story.order, lines=[shirts]))
    assert story.titles == ["Order # is on its way", "Order # was delivered"]


def refunded(story: Story, line: LineRef) -> None:
    """As Saleor does: an entry of the order holds what is not sent any more."""
    order, ordered = row(story.order.id), row(line.id)
    with writer():
        entry = order.fulfillments.create(status="refunded", fulfillment_order=9)
        entry.lines.create(order_line=ordered, quantity=line.quantity)
        type(ordered).objects.filter(pk=ordered.pk).update(quantity_fulfilled=line.quantity)


# One action of staff


def both_warehouses(story: Story, *, tracking: str = "") -> list[str]:
    """One click: a shirt and the socks from the first warehouse, a shirt from the second."""
    other = open_place(story.shop, "Annex")
    first = story.shop.catalogue.warehouse_id
    shirts, socks = story.order.lines
    picks = {shirts.id: {first: 1, other: 1}, socks.id: {first: 1}}
    return story.shop.fulfill_from(story.order, picks, tracking=tracking)


def test_one_click_over_two_warehouses_is_one_push_with_all_that_was_sent(story: Story) -> None:
    assert len(both_warehouses(story, tracking="JD01")) == 2
    (text,) = story.news
    assert text.splitlines()[:3] == [
        "Order # is on its way",
        "2 × Linen shirt and 1 more item",
        "Tracking number JD01",
    ]
    assert reasons("order_shipped") == ["told_with_another"]
    assert len(story.sweep()) == 1


def test_it_has_all_tracking_numbers(story: Story) -> None:
    parcels = story.held_up(lambda: both_warehouses(story))
    for parcel, number in zip(parcels, ("A1", "B2"), strict=True):
        change(parcel, tracking_number=number)
    story.sweep(timedelta(minutes=30))
    assert story.news[0].splitlines()[2] == "Tracking numbers A1, B2"


def test_a_parcel_called_back_is_not_in_it(story: Story) -> None:
    parcels = story.held_up(lambda: both_warehouses(story))
    change(parcels[1], status="canceled")
    story.sweep(timedelta(minutes=30))
    assert story.news[0].splitlines()[:2] == [
        "Part of order # is on its way",
        "Linen shirt and 1 more item",
    ]


def test_parcels_packed_with_one_click_are_one_push(story: Story) -> None:
    story.shop.ask_for_approval(asked=True)
    both_warehouses(story)
    assert story.sweep() == ["Order # is being packed"]
    assert story.news[0].splitlines()[1] == "2 × Linen shirt and 1 more item"


def test_parcels_let_go_one_by_one_are_two_actions(story: Story) -> None:
    story.shop.ask_for_approval(asked=True)
    for parcel in both_warehouses(story):
        story.shop.approve(parcel)
    assert story.titles == ["Part of order # is on its way", "The rest of order # is on its way"]


def test_parcels_sent_together_are_assumed_to_arrive_together(story: Story) -> None:
    both_warehouses(story)
    story.sweep_by_day(5 * DAY)
    assert story.titles == ["Order # is on its way", "Order # should have arrived"]
    assert story.news[1].splitlines()[1] == "2 × Linen shirt and 1 more item"


def test_parcels_sent_together_that_carriers_report_arrive_one_by_one(story: Story) -> None:
    for parcel in both_warehouses(story):
        arrives(story, parcel)
    assert story.titles[1:] == [
        "Part of order # was delivered",
        "The rest of order # was delivered",
    ]


def test_where_the_first_hook_was_lost_the_other_tells_of_all(story: Story) -> None:
    parcels = both_warehouses(story)
    Event.objects.filter(key=f"fulfillment_shipped:{row(parcels[0]).pk}").delete()
    pk = str(row(parcels[1]).pk)
    with writer():
        told = facts.load("fulfillment_shipped", [(pk, None)])[pk, None]
    assert not told.told_with_another
    assert sum(line.quantity for line in told.lines) == 3


# What never ships


@pytest.mark.parametrize("gift_card", [False, True], ids=["download", "gift card"])
def test_what_never_ships_is_not_said_to_follow(story: Story, gift_card: bool) -> None:
    shirts, socks = story.order.lines
    never_ships(socks, gift_card=gift_card)
    arrives(story, story.shop.fulfill(story.order, lines=[shirts]))
    assert story.news[0].splitlines()[:2] == ["Order # is on its way", "2 × Linen shirt"]
    assert story.news[1] == "Order # was delivered\n2 × Linen shirt\nWe hope you like it."


def test_what_never_ships_is_not_on_its_way(story: Story) -> None:
    never_ships(story.order.lines[1], gift_card=True)
    story.shop.fulfill(story.order, lines=story.order.lines[1:])
    # A real Saleor makes the gift card here, which is told by itself.
    assert [news for news in story.news if "Order #" in news] == []
    assert reasons("order_shipped") == ["nothing_ships"]


def test_what_never_ships_is_not_named_in_a_parcel(story: Story) -> None:
    never_ships(story.order.lines[1])
    story.shop.fulfill(story.order)
    assert story.news[0].splitlines()[:2] == ["Order # is on its way", "2 × Linen shirt"]


def test_what_never_ships_does_not_hold_back_the_survey(story: Story) -> None:
    story.shop.configure_push(quiet_hours="")
    Subscription.objects.update(topics=[Topic.ORDER_UPDATES, Topic.SURVEYS])
    shirts, socks = story.order.lines
    never_ships(socks)
    arrives(story, story.shop.fulfill(story.order, lines=[shirts]))
    story.deliver(timezone.now() + 3 * DAY + timedelta(minutes=2))
    assert Notification.objects.filter(scenario="survey", state="sent").count() == 1


def test_pieces_count_and_not_prices(story: Story) -> None:
    change(story.order.lines[1].id, total_price_gross_amount=Decimal(0))
    story.shop.fulfill(story.order, lines=story.order.lines[:1])
    assert story.news[0].splitlines()[2] == "1 more piece will follow"
