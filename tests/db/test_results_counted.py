"""Sums of what happened to notifications: counted once, and equal to a recount from the rows."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from saleor_push_plugin import outbox, tasks
from saleor_push_plugin.core.result_kinds import TOOK, percentile
from saleor_push_plugin.engagement import receipts, tokens
from saleor_push_plugin.models import (
    Notification,
    Result,
    ResultDelta,
    ResultGroup,
)
from saleor_push_plugin.results import folding, recounting
from saleor_push_plugin.shop import telemetry
from sandbox.pushservice import PushService
from tests.hosts.refs import Customer
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver

Browsers = Callable[..., Browser]


def today() -> date:
    return timezone.now().astimezone(UTC).date()


def sums() -> dict[str, int]:
    """What was counted by kind, without how long it took."""
    found: Counter[str] = Counter()
    for row in Result.objects.all():
        found[TOOK if row.kind.startswith(TOOK) else row.kind] += row.n
    return dict(found)


def agrees() -> bool:
    return recounting.recount(today()).differences == []


def reported(row: Notification, *events: str) -> None:
    token = tokens.right(tokens.Purpose.RECEIPT, row.id, expires_at=row.expires_at)
    for event in events:
        assert receipts.record(token, event, now=timezone.now())


def newest() -> Notification:
    row = Notification.objects.order_by("id").last()
    assert row
    return row


def test_from_planned_to_unsubscribed_each_is_counted_once(
    push: Shop, ada: Customer, phone: Browser
) -> None:
    push.place_order(customer=ada)
    reported(newest(), "shown", "shown", "clicked", "clicked", "dismissed")
    assert agrees()
    assert folding.fold() > 0
    once = {"planned": 1, "accepted": 1, TOOK: 1, "shown": 1, "clicked": 1, "dismissed": 1}
    assert sums() == once
    phone.leave()
    tasks.fold_results()
    assert sums() == {**once, "unsubscribed": 1}
    assert folding.fold() == 0
    assert agrees()


def test_a_click_that_is_reported_first_counts_as_shown(
    push: Shop, ada: Customer, phone: Browser
) -> None:
    push.place_order(customer=ada)
    reported(newest(), "clicked", "shown")
    folding.fold()
    found = sums()
    assert (found["shown"], found["clicked"]) == (1, 1)
    assert "dismissed" not in found


def test_a_campaigns_pushes_are_counted_as_its_own(
    push: Shop, ada: Customer, phone: Browser
) -> None:
    push.place_order(customer=ada)
    Notification.objects.update(about="campaign:12")
    reported(newest(), "clicked")
    (clicked,) = ResultDelta.objects.filter(kind="clicked")
    assert clicked.campaign_id == 12
    assert set(ResultDelta.objects.exclude(campaign_id=12).values_list("kind", flat=True)) >= {
        "planned",
        "accepted",
    }


def test_they_are_counted_by_channel_language_platform_and_push_service(
    push: Shop, ada: Customer, browser: Browsers
) -> None:
    browser(ada, language="de")
    push.place_order(customer=ada)
    group = ResultGroup.objects.get(id=newest().group_id)
    assert (group.channel, group.language) == (push.catalogue.channel.slug, "de")
    assert set(ResultDelta.objects.values_list("group_id", "scenario")) == {
        (group.id, "order_placed")
    }
    browser(ada, language="pl")
    push.place_order(customer=ada)
    assert ResultGroup.objects.count() == 2
    assert agrees()


def test_answers_of_push_services_are_counted_and_gone_is_final(
    push: Shop, ada: Customer, phone: Browser, push_service: PushService, deliver: Deliver
) -> None:
    push.place_order(customer=ada)
    push_service.answer(429, times=1, retry_after=60)
    push.place_order(customer=ada)
    deliver(timezone.now() + timedelta(minutes=10))
    push_service.answer(410)
    push.place_order(customer=ada)
    folding.fold()
    found = sums()
    assert (found["throttled"], found["gone"], found["accepted"]) == (1, 1, 2)
    assert newest().gone_at is not None
    assert agrees()


def test_what_a_dead_worker_had_begun_counts_once(
    push: Shop, ada: Customer, phone: Browser
) -> None:
    class Killed(Exception):
        pass

    def begin() -> None:
        folding.fold()
        assert ResultDelta.objects.count() == 0
        raise Killed

    push.place_order(customer=ada)
    reported(newest(), "clicked")
    before = ResultDelta.objects.count()
    with pytest.raises(Killed), transaction.atomic():
        begin()
    assert (ResultDelta.objects.count(), Result.objects.count()) == (before, 0)
    # A worker that has time for two deltas at once, and one for the rest.
    assert folding.fold(2) == before
    assert sums()["clicked"] == 1
    assert agrees()


def test_a_recount_names_what_differs_and_says_what_it_no_longer_knows(
    push: Shop, ada: Customer, phone: Browser
) -> None:
    push.place_order(customer=ada)
    reported(newest(), "clicked")
    folding.fold()
    Result.objects.filter(kind="clicked").update(n=3)
    (difference,) = recounting.recount(today()).differences
    assert (difference.kind, difference.stored, difference.counted) == ("clicked", 3, 1)
    assert difference.scenario == "order_placed"
    assert not recounting.recount(today()).complete
    with pytest.raises(ValueError, match="were deleted"):
        recounting.repair(recounting.recount(today()))
    Notification.objects.update(created_at=timezone.now() - timedelta(days=1))
    assert recounting.recount(today()).complete
    assert recounting.recount(today() - timedelta(days=3)).differences == []


def test_a_recount_by_command_names_differences_and_repairs_them_if_asked(
    push: Shop, ada: Customer, phone: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    push.place_order(customer=ada)
    Notification.objects.update(created_at=timezone.now() - timedelta(days=1))
    folding.fold()
    Result.objects.filter(kind="planned").delete()
    yesterday = str(today() - timedelta(days=1))
    Notification.objects.create(
        key="older",
        event=newest().event,
        scenario="order_placed",
        due_at=timezone.now(),
        expires_at=timezone.now(),
        created_at=timezone.now() - timedelta(days=2),
    )
    with pytest.raises(SystemExit):
        call_command("push_recount", yesterday)
    said = capsys.readouterr().out
    assert "order_placed" in said
    assert "planned: stored 0, counted 1" in said
    call_command("push_recount", yesterday, "--repair")
    capsys.readouterr()
    folding.fold()
    call_command("push_recount", yesterday)
    assert "agrees" in capsys.readouterr().out


def test_sums_outlive_their_notifications(push: Shop, ada: Customer, phone: Browser) -> None:
    push.place_order(customer=ada)
    folding.fold()
    before = sums()
    outbox.purge(timezone.now() + timedelta(days=1))
    assert not Notification.objects.exists()
    assert sums() == before
    assert not agrees()


def test_what_is_folded_is_told_to_saleors_metrics_where_it_has_them(
    push: Shop, ada: Customer, phone: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Meter:
        def __init__(self) -> None:
            self.told: list[tuple[str, int, str]] = []

        def record(self, name: str, number: int, unit: str, *, attributes: dict[str, str]) -> None:
            self.told.append((name, number, attributes["kind"]))

    class Telemetry:
        class Unit:
            COUNT = "{count}"

    meter = Meter()
    push.place_order(customer=ada)
    reported(newest(), "clicked")
    # As Saleor itself has it, or does not.
    assert folding.fold() > 0
    push.place_order(customer=ada)
    reported(newest(), "clicked")
    monkeypatch.setattr(telemetry, "_meter", meter)
    monkeypatch.setattr(telemetry, "_telemetry", Telemetry)
    folding.fold()
    kinds = ("accepted", "clicked", "planned", "shown")
    assert sorted(meter.told) == [(telemetry.NAME, 1, kind) for kind in kinds]
    # A repair takes away what was counted too often; a counter never shrinks.
    meter.told.clear()
    ResultDelta.objects.create(day=timezone.now().date(), kind="clicked", n=-3)
    folding.fold()
    assert meter.told == []


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_random_deltas_add_up_whatever_the_slices(seed: int) -> None:
    luck = random.Random(seed)
    deltas = [
        ResultDelta(
            day=date(2026, 11, luck.randint(1, 3)),
            scenario=luck.choice("ab"),
            arm=luck.randint(0, 1),
            group_id=luck.randint(0, 2),
            kind=luck.choice(("shown", "clicked")),
            n=luck.randint(1, 5),
        )
        for _ in range(300)
    ]
    ResultDelta.objects.bulk_create(deltas)
    expected: Counter[tuple[object, ...]] = Counter()
    for each in deltas:
        expected[each.day, each.scenario, each.arm, each.group_id, each.kind] += each.n
    while folding.fold(luck.randint(1, 60)):
        pass
    stored = Result.objects.values_list("day", "scenario", "arm", "group_id", "kind", "n")
    assert {tuple(key): n for *key, n in stored} == expected


def test_percentiles_of_buckets_are_near_those_of_the_numbers() -> None:
    luck = random.Random(5)
    seconds = sorted(luck.lognormvariate(0, 1.5) for _ in range(2000))
    counts: Counter[int] = Counter()
    for each in seconds:
        bucket = 0
        while bucket < 43 and 0.05 * 2 ** (bucket / 2) < each:
            bucket += 1
        counts[bucket] += 1
    for share in (0.5, 0.95):
        found, exact = percentile(counts, share), seconds[int(share * 2000)]
        assert found
        assert 0.8 < found / exact < 1.25
    assert percentile({}, 0.5) is None
