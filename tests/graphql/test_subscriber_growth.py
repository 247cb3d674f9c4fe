"""How the number of subscribers changes: noted once, reported by day and week, and recounted."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from saleor_push_plugin import tasks
from saleor_push_plugin.models import SubscriberChange, Subscription
from saleor_push_plugin.results import subscriber_growth
from tests.graphql.storefront import RENEW, UNSUBSCRIBE, Storefront
from tests.hosts.shop import Shop
from tests.hosts.staff import hire

GROWTH = """query($where: PushGrowthWhereInput) { pushGrowth(where: $where) {
  days { day joined left sources { source browsers } losses { reason { code } browsers } }
  cohorts { week joined stayed { days browsers } } } }"""
FILE = "/plugins/saleor.push/subscribers.csv"
MONDAY = date(2026, 3, 2)


@pytest.fixture
def office(shop: Shop, storefront: Storefront) -> str:
    return hire(shop, "manage_discounts")


def read(storefront: Storefront, token: str, **where: Any) -> dict[str, Any]:
    answer = storefront.ask(GROWTH, token=token, where=where)
    assert "errors" not in answer, answer
    return dict(answer["data"]["pushGrowth"])


def noted(joined_on: date, *, left_after: int | None = None, channel: str = "x") -> None:
    """A browser that was subscribed on a day, and left so many days later."""
    row = {"joined_on": joined_on, "channel": channel}
    SubscriberChange.objects.create(day=joined_on, kind="joined", why="bell", **row)
    if left_after is not None:
        day = joined_on + timedelta(days=left_after)
        SubscriberChange.objects.create(day=day, kind="left", why="unsubscribed", **row)


def test_who_subscribes_and_leaves_is_noted_with_where_and_why(
    storefront: Storefront, office: str
) -> None:
    storefront.subscribe(source="BELL")
    storefront.subscribe()
    leaving = storefront.subscribe(source="BELL")
    storefront.does(UNSUBSCRIBE, endpoint=leaving["endpoint"])
    (day,) = read(storefront, office)["days"]
    assert day == {
        "day": str(timezone.now().date()),
        "joined": 3,
        "left": 1,
        "sources": [{"source": "", "browsers": 1}, {"source": "bell", "browsers": 2}],
        "losses": [{"reason": {"code": "unsubscribed"}, "browsers": 1}],
    }
    row = SubscriberChange.objects.get(kind="left")
    assert (row.channel, row.service) == (storefront.channel, "firefox")


def test_a_browser_that_renews_is_the_same_one(storefront: Storefront, office: str) -> None:
    first = storefront.subscribe()
    storefront.does(RENEW, old=first["endpoint"], input=storefront.a_browser())
    (day,) = read(storefront, office)["days"]
    assert (day["joined"], day["left"], Subscription.objects.count()) == (1, 0, 1)


def test_a_browser_counts_in_the_channel_in_which_it_was_subscribed(
    storefront: Storefront, shop: Shop, office: str
) -> None:
    tasks.follow_channels()
    euros, zloty = shop.catalogue.channels[:2]
    first = storefront.subscribe()
    for _ in range(2):
        renewed = {**storefront.a_browser(), "channel": zloty.slug}
        storefront.does(RENEW, old=first["endpoint"], input=renewed)
        first = {**first, "endpoint": renewed["subscription"]["endpoint"]}
    shop.rename_channel(euros, "europe")
    assert Subscription.objects.get().channel == zloty.slug
    storefront.does(UNSUBSCRIBE, endpoint=first["endpoint"])
    changes = SubscriberChange.objects.values_list("kind", "channel")
    assert {*changes} == {("joined", "europe"), ("left", "europe")}


def test_days_that_are_over_become_sums(storefront: Storefront, office: str) -> None:
    today = timezone.now().date()
    for day in (MONDAY, MONDAY, MONDAY, MONDAY + timedelta(days=1), today, today):
        noted(day, left_after=3 if day == MONDAY else None)
    days = {"from": str(MONDAY), "to": str(MONDAY + timedelta(days=6))}
    before = read(storefront, office, **days)
    assert before["cohorts"][0]["joined"] == 4
    for _ in range(2):
        tasks.purge()
        assert read(storefront, office, **days) == before
        kept = SubscriberChange.objects.order_by("day", "id").values_list("day", "kind", "number")
        assert list(kept) == [
            (MONDAY, "joined", 3),
            (MONDAY + timedelta(days=1), "joined", 1),
            (MONDAY + timedelta(days=3), "left", 3),
            *[(today, "joined", 1)] * 2,
        ]
    assert subscriber_growth.recount(MONDAY) == (0, 0)
    days = {"from": str(MONDAY), "to": str(MONDAY)}
    answer = storefront.client.get(FILE, days, headers={"Authorization": f"Bearer {office}"})
    assert b"".join(answer.streaming_content).decode().splitlines()[1].endswith(",3")


def test_cohorts_stay(storefront: Storefront, office: str) -> None:
    for left_after in (None, None, 0, 6, 7, 29, 30):
        noted(MONDAY + timedelta(days=3), left_after=left_after)
    noted(MONDAY + timedelta(days=7))
    ages = {1: 6, 7: 5, 30: 3, 90: 2}
    found = read(storefront, office, **{"from": str(MONDAY), "to": str(MONDAY)})
    stayed = [{"days": days, "browsers": n} for days, n in ages.items()]
    assert found["cohorts"] == [{"week": str(MONDAY), "joined": 7, "stayed": stayed}]


def test_an_age_that_not_all_have_reached_is_left_out(storefront: Storefront, office: str) -> None:
    today = timezone.now().date()
    monday = today - timedelta(days=today.weekday() + 14)
    noted(monday)
    (cohort,) = read(storefront, office, **{"from": str(monday), "to": str(monday)})["cohorts"]
    assert [each["days"] for each in cohort["stayed"]] == [1, 7]


def test_staff_see_their_channels(shop: Shop, storefront: Storefront) -> None:
    noted(MONDAY, left_after=2, channel=storefront.channel)
    noted(MONDAY, channel="elsewhere")
    days = {"from": str(MONDAY), "to": str(MONDAY + timedelta(days=2))}
    own = hire(shop, "manage_discounts", channels=[storefront.channel])
    found = read(storefront, own, **days)
    assert [(day["joined"], day["left"]) for day in found["days"]] == [(1, 0), (0, 1)]
    assert read(storefront, own, channels=["elsewhere"], **days)["days"] == []
    everywhere = hire(shop, "manage_discounts")
    assert read(storefront, everywhere, **days)["days"][0]["joined"] == 2
    assert read(storefront, everywhere, channels=["elsewhere"], **days)["days"][0]["joined"] == 1


def test_others_may_not_ask(shop: Shop, storefront: Storefront) -> None:
    for token in (None, shop.register().token, hire(shop, "manage_orders")):
        assert "MANAGE_DISCOUNTS" in str(storefront.ask(GROWTH, token=token)["errors"])
    assert storefront.client.get(FILE).status_code == 403


def test_the_file_has_a_line_for_each_kind_of_browser(storefront: Storefront, office: str) -> None:
    noted(MONDAY, left_after=1, channel="=1+1")
    days = {"from": str(MONDAY), "to": str(MONDAY + timedelta(days=1))}
    answer = storefront.client.get(FILE, days, headers={"Authorization": f"Bearer {office}"})
    lines = list(csv.reader(b"".join(answer.streaming_content).decode().splitlines()))
    assert lines == [
        ["day", "kind", "why", "channel", "platform", "service", "browsers"],
        ["2026-03-02", "joined", "bell", "'=1+1", "", "", "1"],
        ["2026-03-03", "left", "unsubscribed", "'=1+1", "", "", "1"],
    ]


def test_a_recount_compares_the_notes_with_who_is_there(
    storefront: Storefront, capsys: pytest.CaptureFixture[str]
) -> None:
    today = str(timezone.now().date())
    storefront.subscribe()
    leaving = storefront.subscribe()
    storefront.does(UNSUBSCRIBE, endpoint=leaving["endpoint"])
    call_command("push_recount", today)
    SubscriberChange.objects.filter(kind="left").delete()
    with pytest.raises(SystemExit):
        call_command("push_recount", today)
    assert f"subscribers of {today}: 2 noted, 1 there" in capsys.readouterr().out
