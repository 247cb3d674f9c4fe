"""What fails in a round of beat or of a worker keeps nothing else waiting, least of all orders."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin import outbox, tasks
from saleor_push_plugin.campaigns import cutting, freezing, lifecycle, upkeep
from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.delivery import planner, sweep_runner, unplanned_events, worker
from saleor_push_plugin.experiments import assigning
from saleor_push_plugin.models import Campaign, Notification, Subscription
from saleor_push_plugin.rations import buckets
from saleor_push_plugin.results import hold_out_lift
from saleor_push_plugin.shop import config, price_record, watched_variants
from saleor_push_plugin.shop.connections import writer
from saleor_push_plugin.subscribers import removal, unproven, visits
from sandbox.pushservice import PushService
from tests.hosts.shop import Shop

from .campaigning import DAY, HOUR, cut, frozen, scheduled, state
from .conftest import Browser, Deliver

Browsers = Callable[..., Browser]
NOON = datetime.combine(timezone.now().date() + 2 * DAY, datetime.min.time(), UTC) + 12 * HOUR


@pytest.fixture
def two(push: Shop, browser: Browsers) -> list[Browser]:
    """Two who agreed to offers."""
    push.configure_push(quiet_hours="", scenario_welcome=False, scenario_welcome_shipping=False)
    made = [browser(), browser()]
    Subscription.objects.update(topics=list(Topic))
    return made


def fails(*_: Any, **__: Any) -> Any:
    raise RuntimeError("deadlock detected")


@pytest.fixture
def pump(push_service: PushService) -> Callable[[], None]:
    """What the task does that sends campaigns."""

    def run() -> None:
        push_service.set_clock((NOON - timezone.now()).total_seconds())
        with writer():
            worker.pump(config.load(), now=NOON, bulk=True, seconds=1)

    return run


@pytest.mark.parametrize(
    ("module", "name"),
    [(cutting, "_insert"), (cutting, "_due"), (outbox, "count_due")],
)
def test_what_waits_is_sent_though_no_more_can_be_made(
    two: list[Browser],
    pump: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    module: Any,
    name: str,
) -> None:
    scheduled(NOON)
    frozen(NOON)
    cut(NOON)
    scheduled(NOON)
    frozen(NOON)
    monkeypatch.setattr(module, name, fails)
    pump()
    assert [each.arrivals for each in two] == [1, 1]


def test_what_is_being_sent_when_a_cut_fails_is_settled(
    two: list[Browser], pump: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    scheduled(NOON)
    frozen(NOON)
    cut(NOON)
    answers = iter((True,))
    monkeypatch.setattr(planner.cutting, "cut", lambda _: next(answers))
    pump()
    assert [*Notification.objects.values_list("state", flat=True)] == ["sent", "sent"]


def test_a_campaign_that_cannot_be_cut_keeps_no_other_one_waiting(
    two: list[Browser], deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = scheduled(NOON - HOUR)
    scheduled(NOON)
    frozen(NOON)
    insert = cutting._insert

    def breaks(campaign: Campaign, *given: Any) -> None:
        return fails() if campaign.pk == broken.pk else insert(campaign, *given)

    monkeypatch.setattr(cutting, "_insert", breaks)
    assert cut(NOON) == 1
    deliver(NOON)
    assert [each.arrivals for each in two] == [1, 1]


def test_a_campaign_that_cannot_be_ended_keeps_no_other_one_from_its_end(
    two: list[Browser], deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, other = scheduled(NOON), scheduled(NOON)
    frozen(NOON)
    cut(NOON)
    deliver(NOON)
    deliver(NOON + 8 * DAY)
    finish = lifecycle.finish

    def breaks(campaign: Campaign, now: datetime) -> bool:
        return bool(fails()) if campaign.pk == broken.pk else finish(campaign, now)

    monkeypatch.setattr(lifecycle, "finish", breaks)
    with writer():
        outbox.expire_overdue(NOON + 30 * DAY)
        upkeep.finish(NOON + 30 * DAY)
    assert (state(broken), state(other)) == ("sending", "done")


@pytest.mark.parametrize(
    ("module", "name"),
    [(outbox, "expire_overdue"), (upkeep, "finish"), (buckets, "forget_unused")],
)
def test_the_shop_is_swept_whatever_else_fails(
    two: list[Browser], monkeypatch: pytest.MonkeyPatch, module: Any, name: str
) -> None:
    ran: list[object] = []
    monkeypatch.setattr(sweep_runner, "sweep", lambda *_, **__: ran.append(1) or [])
    monkeypatch.setattr(module, name, fails)
    tasks.sweep()
    assert ran == [1]


@pytest.mark.parametrize(
    ("module", "name"),
    [(upkeep, "freeze"), (freezing, "begin"), (unproven, "make_room"), (unplanned_events, "plan")],
)
def test_what_waits_gets_its_workers_whatever_else_fails(
    two: list[Browser], monkeypatch: pytest.MonkeyPatch, module: Any, name: str
) -> None:
    ran: list[object] = []
    monkeypatch.setattr(tasks, "_enqueue_lanes", lambda: ran.append(1))
    monkeypatch.setattr(module, name, fails)
    tasks.tick()
    assert ran == [1]


STEPS = {
    "purge": outbox,
    "forget_gone": removal,
    "keep_ended": hold_out_lift,
    "retire_lanes": outbox,
    "forget_unwatched": watched_variants,
    "forget_old": price_record,
}


@pytest.mark.parametrize("broken", [*STEPS, "purge_recipients"])
def test_what_cannot_be_purged_keeps_nothing_else_from_it(
    two: list[Browser], monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    ran: list[str] = []
    for name, module in STEPS.items():
        monkeypatch.setattr(module, name, lambda *_, name=name, **__: ran.append(name))
    monkeypatch.setattr(upkeep, "purge", lambda *_: ran.append("purge_recipients"))
    monkeypatch.setattr(assigning, "purge", lambda _: ran.append("purge_assignments"))
    monkeypatch.setattr(visits, "remove_unseen", lambda _: 0)
    if broken == "purge_recipients":
        monkeypatch.setattr(upkeep, "purge", fails)
    else:
        monkeypatch.setattr(STEPS[broken], broken, fails)
    tasks.purge()
    # Assignments stay until the results that are made of them are stored.
    kept = {"purge_assignments"} if broken == "keep_ended" else set()
    assert {*ran} == {*STEPS, "purge_recipients", "purge_assignments"} - {broken} - kept
