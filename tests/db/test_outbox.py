"""The mail room's SQL: who gets which rows, in what order, and how they end."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Value
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from saleor_push_plugin import outbox, tasks
from saleor_push_plugin.core.event import ORDER_CREATED, PRICE_DROPPED
from saleor_push_plugin.core.event import Event as Fact
from saleor_push_plugin.models import Event, Lane, Notification, PushService, State, Subscription
from saleor_push_plugin.outbox import lanes
from saleor_push_plugin.webpush import in_flight

pytestmark = pytest.mark.django_db
CHROME, FIREFOX = "https://fcm.example", "https://mozilla.example"


def devices(count: int, now: datetime, *, origin: str = CHROME, channel: str = "eur") -> list[int]:
    first = Subscription.objects.count()
    rows = [
        Subscription(
            endpoint=f"{origin}/{first + n}",
            origin=origin,
            auth=f"{first + n}",
            channel=channel,
            created_at=now,
            updated_at=now,
        )
        for n in range(count)
    ]
    return [row.id for row in Subscription.objects.bulk_create(rows)]


def add(
    ids: list[int], now: datetime, *, bulk: bool = False, due: int = 0, name: str = "a"
) -> None:
    """Rows for these devices, due so many seconds ago."""
    event, _ = Event.objects.get_or_create(key=name, kind=name, subject=name, defaults={"at": now})
    at = now - timedelta(seconds=due)
    draft = outbox.NotificationSpec(
        event_id=event.id,
        event_key=name,
        scenario="order_placed",
        about="",
        bulk=bulk,
        due_at=at,
        expires_at=at + timedelta(hours=1),
        created_at=now,
    )
    who = Subscription.objects.filter(id__in=ids)
    recipients = who.values_list("id", "id", "user_id", Value(value=False))
    outbox.insert(draft, outbox.recipients_sql(recipients))


def block(origin: str, until: datetime) -> None:
    PushService.objects.create(origin=origin, blocked_until=until, changed_at=until)


def test_the_same_rows_again_are_no_new_rows(now: datetime) -> None:
    ids = devices(3, now)
    add(ids, now)
    add(ids, now)
    assert Notification.objects.count() == 3


def test_a_device_that_has_left_gets_no_row(now: datetime) -> None:
    ids = devices(2, now)
    Subscription.objects.filter(id=ids[0]).delete()
    add(ids, now)
    assert Notification.objects.get().subscription_id == ids[1]


def test_transactional_rows_come_before_bulk_however_long_that_has_waited(now: datetime) -> None:
    add(devices(5, now), now, bulk=True, due=3600, name="campaign")
    add(devices(2, now), now, name="order")
    first, second = outbox.claim(now, limit=3), outbox.claim(now, limit=10)
    assert Counter(row.kind for row in first) == {"order": 2, "campaign": 1}
    assert Counter(row.kind for row in second) == {"campaign": 4}


def test_one_lane_can_be_asked_for(now: datetime) -> None:
    add(devices(2, now), now, bulk=True, name="campaign")
    assert outbox.claim(now, limit=10, bulk=False) == []
    assert len(outbox.claim(now, limit=10, bulk=True)) == 2


def test_channels_share_a_batch_however_long_ones_campaign_is(now: datetime) -> None:
    add(devices(50, now, channel="eur"), now, bulk=True, due=60, name="large")
    add(devices(5, now, channel="pln"), now, bulk=True, name="small")
    assert Counter(row.channel for row in outbox.claim(now, limit=10)) == {"eur": 5, "pln": 5}


def test_however_many_channels_there_are_each_has_its_share(now: datetime) -> None:
    channels = ("eur", "gbp", "pln", "usd")
    for origin in (CHROME, FIREFOX):
        for channel in channels:
            add(devices(20, now, origin=origin, channel=channel), now)
    found = Counter((row.channel, row.origin) for row in outbox.claim(now, limit=40))
    assert set(found.values()) == {5}
    assert len(found) == 8


def test_what_can_wait_goes_by_its_lane_even_when_its_event_is_new(now: datetime) -> None:
    add(devices(3, now), now, bulk=True, name="campaign")
    event_id = Event.objects.get().id
    assert outbox.claim(now, limit=10, event_id=event_id) == []
    assert len(outbox.claim(now, limit=10)) == 3


def test_within_a_lane_the_oldest_goes_first(now: datetime) -> None:
    young, old = devices(2, now)
    add([young], now, due=1, name="young")
    add([old], now, due=9, name="old")
    assert [row.subscription_id for row in outbox.claim(now, limit=1)] == [old]


def test_what_is_due_later_is_left(now: datetime) -> None:
    add(devices(1, now), now, due=-10)
    assert outbox.claim(now, limit=10) == []
    assert outbox.count_due(now, bulk=False, limit=10) == 0
    assert outbox.count_due(now + timedelta(seconds=11), bulk=False, limit=10) == 1


def test_a_blocked_service_keeps_its_rows_and_the_others_go_out(now: datetime) -> None:
    add(devices(3, now, origin=CHROME), now)
    add(devices(2, now, origin=FIREFOX), now)
    block(CHROME, now + timedelta(minutes=1))
    assert {row.origin for row in outbox.claim(now, limit=10)} == {FIREFOX}
    assert len(outbox.claim(now + timedelta(minutes=2), limit=10)) == 3


def test_nobody_gets_a_row_twice(now: datetime) -> None:
    add(devices(10, now), now)
    got = [row.id for _ in range(4) for row in outbox.claim(now, limit=4)]
    assert len(got) == len(set(got)) == 10


def test_a_rate_holds_back_bulk_and_lets_orders_through(now: datetime) -> None:
    add(devices(100, now), now, bulk=True, name="campaign")
    # 600 a minute is ten a second, and six seconds' worth may go at once.
    assert len(outbox.claim(now, limit=500, rate=600)) == 60
    add(devices(20, now), now, name="order")
    assert {row.kind for row in outbox.claim(now, limit=500, rate=600)} == {"order"}
    soon = now + timedelta(seconds=4)
    assert len(outbox.claim(soon, limit=500, rate=600)) == 20


def test_marketing_goes_slowly_to_a_service_that_asked_everybody_to_wait(now: datetime) -> None:
    add(devices(300, now, origin=CHROME), now, bulk=True, name="campaign")
    add(devices(150, now, origin=FIREFOX), now, bulk=True, name="other")
    block(CHROME, now - timedelta(minutes=1))
    PushService.objects.update(slow_until=now + timedelta(minutes=1))
    claimed = Counter(row.origin for row in outbox.claim(now, limit=500))
    # A thousand a minute, and six seconds' worth may go at once.
    assert claimed == {CHROME: 100, FIREFOX: 150}
    add(devices(20, now, origin=CHROME), now, name="order")
    assert {row.kind for row in outbox.claim(now, limit=500)} == {"order"}
    assert len(outbox.claim(now + timedelta(seconds=6), limit=500)) == 80
    assert len(outbox.claim(now + timedelta(minutes=2), limit=500)) == 120


def test_what_was_not_tried_is_no_attempt(now: datetime) -> None:
    add(devices(2, now), now)
    tried, spared = outbox.claim(now, limit=2)
    outbox.settle(
        [
            outbox.Settlement(id=tried.id, lease=tried.lease, state=State.PENDING),
            outbox.Settlement(id=spared.id, lease=spared.lease, state=State.PENDING, tried=False),
        ]
    )
    attempts = dict(Notification.objects.values_list("id", "attempts"))
    assert attempts == {tried.id: 1, spared.id: 0}


def test_who_lost_the_lease_cannot_settle(now: datetime) -> None:
    add(devices(1, now), now)
    (dead,) = outbox.claim(now, limit=1)
    later = now + outbox.LEASE + timedelta(seconds=1)
    outbox.release_expired(later)
    (living,) = outbox.claim(later, limit=1)
    assert outbox.settle([outbox.Settlement(id=dead.id, lease=dead.lease, state="sent")]) == 0
    assert outbox.settle([outbox.Settlement(id=dead.id, lease=living.lease, state="sent")]) == 1


def test_a_row_that_no_worker_survives_is_given_up(now: datetime) -> None:
    add(devices(1, now), now)
    for _ in range(50):
        if not outbox.claim(now, limit=1):
            break
        now += outbox.LEASE + timedelta(seconds=1)
        Notification.objects.update(expires_at=now + timedelta(hours=1))
        outbox.release_expired(now)
    row = Notification.objects.get()
    assert (row.state, row.reason) == (State.FAILED, "workers_crashed")


def test_what_a_push_service_refused_many_times_is_not_taken_for_what_kills_workers(
    now: datetime,
) -> None:
    add(devices(1, now), now)
    for _ in range(100):
        (row,) = outbox.claim(now, limit=1)
        outbox.settle([outbox.Settlement(id=row.id, lease=row.lease, state=State.PENDING)])
    outbox.claim(now, limit=1)
    outbox.release_expired(now + outbox.LEASE + timedelta(seconds=1))
    assert Notification.objects.get().state == State.PENDING


def test_rows_whose_device_was_deleted_meanwhile_do_not_stand_in_others_way(now: datetime) -> None:
    ids = devices(2, now)
    add(ids, now)
    refused, _ = outbox.claim(now, limit=2)
    Subscription.objects.filter(id__in=ids).delete()
    outbox.settle([outbox.Settlement(id=refused.id, lease=refused.lease, state=State.PENDING)])
    outbox.release_expired(now + outbox.LEASE + timedelta(seconds=1))
    rows = Notification.objects.values_list("state", "reason")
    assert list(rows) == [(State.SKIPPED, "subscription_gone")] * 2


def test_seats_are_few_and_come_free_when_left_or_when_their_holder_died(now: datetime) -> None:
    first, second = (outbox.take_slot("bulk", 2, now) for _ in range(2))
    assert first
    assert second
    assert outbox.take_slot("bulk", 2, now) is None
    assert outbox.take_slot("transactional", 2, now)
    outbox.leave_slot(first, now)
    assert outbox.take_slot("bulk", 2, now) == first
    assert outbox.take_slot("bulk", 2, now + timedelta(minutes=3))


def test_a_worker_that_held_a_slot_too_long_does_not_take_it_from_the_next(now: datetime) -> None:
    late = outbox.take_slot("bulk", 1, now)
    assert late
    after = now + timedelta(minutes=3)
    assert outbox.take_slot("bulk", 1, after)
    outbox.leave_slot(late, after)
    assert outbox.take_slot("bulk", 1, after) is None


def test_a_slot_is_held_as_long_as_a_push_service_that_hangs_may_take(now: datetime) -> None:
    longest = timedelta(
        seconds=tasks.SLICE + in_flight.DEADLINE_SECONDS + in_flight.OVERDUE_SECONDS
    )
    assert outbox.take_slot("bulk", 1, now)
    assert outbox.take_slot("bulk", 1, now + longest) is None


def test_of_facts_that_nobody_has_taken_up_an_orders_comes_first(now: datetime) -> None:
    minute = timedelta(minutes=1)
    at = [now - n * minute for n in range(1, 6)]
    prices = [Fact(kind=PRICE_DROPPED, subject=str(n), at=at[n]) for n in (2, 3, 4)]
    (order,) = outbox.record([Fact(kind=ORDER_CREATED, subject="9", at=at[1])])
    found = outbox.record(prices)
    assert outbox.unplanned(now) == [order, *reversed(found)]
    assert outbox.unplanned(now, limit=1) == [order]


@pytest.mark.django_db(transaction=True)
def test_a_hooks_fact_is_stored_without_waiting_for_the_disk_and_only_that() -> None:
    fact = Fact(kind="order_created", subject="light", at=timezone.now())
    with CaptureQueriesContext(connection) as queries:
        (event_id,) = outbox.record([fact], async_commit=True)
    assert len(queries) == 1
    assert Event.objects.get().id == event_id
    assert outbox.record([fact], async_commit=True) == []
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        before = cursor.fetchone()[0]
        with transaction.atomic():
            cursor.execute("SET LOCAL synchronous_commit = on")
            outbox.record([Fact(kind="k", subject="s", at=timezone.now())], async_commit=True)
            cursor.execute("SHOW synchronous_commit")
            assert cursor.fetchone()[0] == "on"
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone()[0] == before


NEW = "https://host-{}.notify.example.com"


def new_hosts(count: int, now: datetime, *, due: int = 0) -> None:
    """As many browsers, each at a new host below one wildcard, with something due."""
    ids = [id for n in range(count) for id in devices(1, now, origin=NEW.format(n))]
    add(ids, now, due=due, name="flood")


def test_a_claims_limit_holds_however_many_lanes_there_are(now: datetime) -> None:
    new_hosts(120, now)
    Lane.objects.update(proven=True)
    assert len(outbox.claim(now, limit=50)) == 50


def test_new_hosts_of_a_wildcard_share_what_one_proven_host_gets(now: datetime) -> None:
    add(devices(80, now, origin=CHROME), now, name="order")
    Lane.objects.update(proven=True)
    new_hosts(120, now, due=3600)
    found = Counter(row.origin == CHROME for row in outbox.claim(now, limit=100))
    assert found == {True: 50, False: 20}


def test_each_new_host_has_its_turn(now: datetime) -> None:
    new_hosts(50, now)
    rounds = [{row.origin for row in outbox.claim(now, limit=100)} for _ in range(4)]
    assert [len(each) for each in rounds] == [20, 20, 10, 0]
    assert len(set().union(*rounds)) == 50


def test_a_host_that_accepted_a_push_is_proven_in_its_later_lanes_too(now: datetime) -> None:
    add(devices(1, now, origin=CHROME), now)
    lanes.prove([CHROME])
    add(devices(1, now, origin=CHROME, channel="pln"), now, name="b")
    add(devices(1, now, origin=FIREFOX), now, name="c")
    assert Counter(Lane.objects.values_list("origin", "proven")) == {
        (CHROME, True): 2,
        (FIREFOX, False): 1,
    }
