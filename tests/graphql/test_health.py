"""pushHealth: what a monitor is told, while all is well and when something stands still."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin import __version__, outbox, tasks
from saleor_push_plugin.core.event import JOINED, Event
from saleor_push_plugin.core.reason import Reason
from saleor_push_plugin.models import (
    Cursor,
    Lane,
    Notification,
    PushService,
    Result,
    ResultGroup,
    Subscription,
)
from saleor_push_plugin.models import Event as Row
from tests.graphql.storefront import Storefront
from tests.hosts.shop import Shop
from tests.hosts.staff import hire

HEALTH = """query { pushHealth {
  version clockAhead sending { enabled stoppedBecause publicUrl }
  keys { public isCurrent isLost since browsers }
  beat { task lastRunAt isAlive clockAhead }
  workers { bulk busy most }
  events { count oldestAt }
  lanes { bulk channel pushService due oldestDueAt secondsLate blockedUntil }
  pushServices { origin blockedUntil slowUntil reason { code detail } refusedPeople changedAt }
  refusedBrowsers { reason { code } browsers }
  browserLimits { marketingADay isHigh throttled resting } } }"""


@pytest.fixture
def operator(shop: Shop) -> str:
    return hire(shop, "manage_plugins")


def health(storefront: Storefront, token: str) -> dict[str, Any]:
    return storefront.does(HEALTH, token=token)


def test_a_shop_in_which_all_is_well(storefront: Storefront, operator: str) -> None:
    storefront.subscribe()
    tasks.tick()
    tasks.sweep()
    found = health(storefront, operator)
    assert found["version"] == __version__
    assert found["sending"]["enabled"]
    assert abs(found["clockAhead"]) < 5
    [key] = found["keys"]
    assert (key["isCurrent"], key["isLost"], key["browsers"]) == (True, False, 1)
    assert [(each["task"], each["isAlive"]) for each in found["beat"]] == [
        ("tick", True),
        ("sweep", True),
    ]
    assert [each["busy"] for each in found["workers"]] == [0, 0]
    assert found["events"] == {"count": 0, "oldestAt": None}
    assert found["lanes"] == found["pushServices"] == found["refusedBrowsers"] == []


def test_without_beat_or_workers_the_tasks_are_not_alive(
    storefront: Storefront, operator: str
) -> None:
    Cursor.objects.filter(name__startswith="beat:").delete()
    assert [each["isAlive"] for each in health(storefront, operator)["beat"]] == [False, False]
    tasks.tick()
    # A slice that tick itself began says nothing of beat.
    Cursor.objects.filter(name="beat:tick").update(since=timezone.now() - timedelta(minutes=2))
    tasks.tick(timezone.now().timestamp())
    tick, sweep = health(storefront, operator)["beat"]
    assert (tick["isAlive"], sweep["lastRunAt"]) == (False, None)


def test_a_worker_whose_clock_differs_is_told(storefront: Storefront, operator: str) -> None:
    outbox.note_heartbeat("tick", timezone.now() + timedelta(minutes=7))
    tick, _ = health(storefront, operator)["beat"]
    assert 415 < tick["clockAhead"] < 425
    assert tick["isAlive"]


def test_what_waits_is_told_by_lane_with_its_age(storefront: Storefront, operator: str) -> None:
    storefront.subscribe()
    now, row = timezone.now(), Subscription.objects.get()
    lane = Lane.objects.create(bulk=True, channel=row.channel, origin=row.origin)
    event = Row.objects.create(key="x", kind="x", subject="x", at=now, planned_at=now)
    for number, minutes in enumerate((5, 9, -5)):
        Notification.objects.create(
            key=f"x{number}",
            event=event,
            subscription=row,
            scenario="x",
            person="x",
            bulk=True,
            lane=lane,
            due_at=now - timedelta(minutes=minutes),
            expires_at=now + timedelta(hours=1),
            created_at=now,
        )
    outbox.record([Event(kind=JOINED, subject="s9", at=now - timedelta(hours=1))])
    PushService.objects.create(
        origin=row.origin,
        blocked_until=now + timedelta(hours=1),
        reason=Reason.PUSH_SERVICE_BUSY,
        detail="429",
        witnesses={"u1": 1},
        changed_at=now,
    )
    Subscription.objects.update(
        held_until=now + timedelta(hours=1), held_reason=Reason.VAPID_KEY_REFUSED, refusals=1
    )
    outbox.take_slot("bulk", 4, timezone.now())
    found = health(storefront, operator)
    [waiting] = found["lanes"]
    assert (waiting["bulk"], waiting["due"], waiting["blockedUntil"] is not None) == (True, 2, True)
    assert 540 <= waiting["secondsLate"] < 600
    assert found["events"]["count"] == 1
    [service] = found["pushServices"]
    assert (service["refusedPeople"], service["reason"]) == (
        1,
        {"code": "push_service_busy", "detail": "429"},
    )
    assert found["refusedBrowsers"] == [
        {"reason": {"code": "vapid_key_refused"}, "browsers": 1},
    ]
    assert [each["busy"] for each in found["workers"]] == [0, 1]


def test_the_distance_to_chromes_limits_is_a_figure(storefront: Storefront, operator: str) -> None:
    for _ in range(2):
        storefront.subscribe(topics=["OFFERS"])
    storefront.subscribe()
    chrome = "https://fcm.googleapis.com"
    Subscription.objects.update(origin=chrome)
    none = {"marketingADay": 0.0, "isHigh": False, "throttled": 0, "resting": 0}
    assert health(storefront, operator)["browserLimits"] == none
    groups = [
        ResultGroup.objects.create(channel="c", service=name) for name in ("chromium", "edge")
    ]
    today = timezone.now().date()
    for group in groups:
        for days, n in ((0, 1000), (1, 10), (7, 18), (8, 1000)):
            for scenario in ("campaign", "order_placed"):
                for kind in ("shown", "throttled", "accepted"):
                    Result.objects.create(
                        day=today - timedelta(days=days),
                        scenario=scenario,
                        group_id=group.pk,
                        kind=kind,
                        n=n,
                    )
    unseen = Subscription.objects.order_by("id").first()
    assert unseen
    Subscription.objects.filter(pk=unseen.pk).update(seen_at=timezone.now() - timedelta(days=181))
    # 28 shown in 7 days in 2 browsers; both kinds of news were throttled.
    told = {"marketingADay": 2.0, "isHigh": True, "throttled": 56, "resting": 1}
    assert health(storefront, operator)["browserLimits"] == told


def test_a_copy_of_the_database_is_told(
    storefront: Storefront, operator: str, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://staging.example"
    assert "copy" in health(storefront, operator)["sending"]["stoppedBecause"]


def test_only_those_who_manage_plugins_are_told(storefront: Storefront, shop: Shop) -> None:
    for token in (None, shop.register().token, hire(shop, "manage_users", "manage_orders")):
        assert storefront.ask(HEALTH, token=token)["errors"]
