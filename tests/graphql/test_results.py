"""Results by GraphQL: sums by group, orders by window, and who may read what."""

from __future__ import annotations

import csv
import random
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from saleor_push_plugin.core.global_id import global_id
from saleor_push_plugin.graphql.staff import results
from saleor_push_plugin.models import Experiment, OrderCredit, Result, ResultGroup
from saleor_push_plugin.results import queries
from tests.graphql.storefront import Storefront
from tests.hosts.shop import Shop
from tests.hosts.staff import hire

ROW = """day scenario experiment arm channel language platform service exact planned sent accepted
  shown clicked dismissed unsubscribed heldOut gone throttled refused unanswered
  latencyP50 latencyP95 orders { hours ordered shownOnly }"""
MONEY = "orders { hours money { currency gross net shownOnlyGross shownOnlyNet } }"
QUERY = f"""query($where: PushResultsWhereInput, $by: [PushResultsGroupEnum!]) {{
  pushResults(where: $where, groupBy: $by) {{ rows {{ {ROW} }} total {{ {ROW} }} }} }}"""
MONEY_QUERY = f"""query($where: PushResultsWhereInput, $by: [PushResultsGroupEnum!]) {{
  pushResults(where: $where, groupBy: $by) {{
    rows {{ scenario {MONEY} }} total {{ {MONEY} }} }} }}"""
HOURS = (24, 72, 168)


class Filled:
    """Random results of the last days, as rows of ours, and what they should add up to."""

    def __init__(self, seed: int, channels: list[str]) -> None:
        self.luck, self.today = random.Random(seed), timezone.now().date()
        self.groups = [
            ResultGroup.objects.create(
                channel=channel, language=language, platform=platform, service="firefox"
            )
            for channel in channels
            for language in ("de", "pl")
            for platform in ("android", "")
        ]
        self.results = list(self._results())
        Result.objects.bulk_create(self.results)
        self.credits = [self._credit(via) for via in ("clicked", "shown") * 40]
        OrderCredit.objects.bulk_create(self.credits)

    def _results(self) -> Any:
        for day in range(4):
            for scenario in ("welcome", "survey"):
                for group in self.groups:
                    for kind in ("planned", "accepted", "gone", "clicked", "took04", "took10"):
                        yield Result(
                            day=self.today - timedelta(days=day),
                            scenario=scenario,
                            group_id=group.id,
                            kind=kind,
                            n=self.luck.randint(1, 9),
                        )

    def _credit(self, via: str) -> OrderCredit:
        gross = Decimal(self.luck.randint(1, 100))
        return OrderCredit(
            order_id=uuid4(),
            via=via,
            day=self.today - timedelta(days=self.luck.randint(0, 3)),
            age=self.luck.randint(0, 168 * 3600),
            click_age=self.luck.choice((None, 40 * 3600)) if via == "shown" else None,
            channel=self.groups[0].channel,
            currency=self.luck.choice(("EUR", "PLN")),
            gross=gross,
            paid_back=self.luck.choice((Decimal(0), gross)),
            scenario=self.luck.choice(("welcome", "survey")),
            group_id=self.luck.choice(self.groups).id,
        )

    def channel(self, group_id: int) -> str:
        return next(group.channel for group in self.groups if group.id == group_id)

    def counted(self, kind: str, **only: Any) -> int:
        return sum(
            row.n
            for row in self.results
            if row.kind == kind
            and only.get("scenario", row.scenario) == row.scenario
            and only.get("channel", self.channel(row.group_id)) == self.channel(row.group_id)
        )

    def counts(self, row: OrderCredit, hours: int) -> bool:
        seconds = hours * 3600
        was_clicked = row.click_age is not None and row.click_age <= seconds
        return row.age <= seconds and not (row.via == "shown" and was_clicked)


@pytest.fixture
def office(shop: Shop, storefront: Storefront) -> str:
    return hire(shop, "manage_discounts")


def read(storefront: Storefront, token: str, document: str = QUERY, **given: Any) -> dict[str, Any]:
    answer = storefront.ask(document, token=token, **given)
    assert "errors" not in answer, answer
    return dict(answer["data"]["pushResults"])


@pytest.mark.parametrize("seed", range(3))
def test_rows_add_up_to_the_total_and_to_a_naive_sum(
    storefront: Storefront, office: str, seed: int
) -> None:
    filled = Filled(seed, [storefront.channel, "elsewhere"])
    for by in ([], ["DAY"], ["SCENARIO", "CHANNEL"], ["LANGUAGE", "PLATFORM", "SERVICE", "DAY"]):
        found = read(storefront, office, by=by)
        for kind in ("planned", "accepted", "gone", "clicked"):
            assert sum(row[kind] for row in found["rows"]) == found["total"][kind]
            assert found["total"][kind] == filled.counted(kind)
        assert found["total"]["sent"] == found["total"]["accepted"] + found["total"]["gone"]
        for number, hours in enumerate(HOURS):
            orders = [row["orders"][number] for row in found["rows"]]
            near = [row for row in filled.credits if filled.counts(row, hours)]
            by_via = Counter(row.via for row in near)
            assert sum(each["ordered"] for each in orders) == by_via["clicked"]
            assert sum(each["shownOnly"] for each in orders) == by_via["shown"]
            assert found["total"]["orders"][number]["ordered"] == by_via["clicked"]


def test_they_are_grouped_and_filtered(storefront: Storefront, office: str) -> None:
    filled = Filled(7, [storefront.channel, "elsewhere"])
    found = read(storefront, office, by=["SCENARIO"], where={"channels": ["elsewhere"]})
    assert [row["scenario"] for row in found["rows"]] == ["survey", "welcome"]
    for row in found["rows"]:
        only = {"scenario": row["scenario"], "channel": "elsewhere"}
        assert row["clicked"] == filled.counted("clicked", **only)
        assert (row["day"], row["channel"]) == (None, None)
    day = str(filled.today - timedelta(days=1))
    found = read(storefront, office, by=["DAY"], where={"from": day, "to": day})
    assert [row["day"] for row in found["rows"]] == [day]
    assert 0.14 < found["total"]["latencyP50"] < found["total"]["latencyP95"] < 1.6
    assert read(storefront, office, where={"platforms": ["ios"]})["rows"] == []


def test_money_is_gross_and_net_by_currency(storefront: Storefront, shop: Shop) -> None:
    filled = Filled(3, [storefront.channel])
    both = hire(shop, "manage_discounts", "manage_orders")
    found = read(storefront, both, MONEY_QUERY, by=["SCENARIO"])
    for number, hours in enumerate(HOURS):
        for money in found["total"]["orders"][number]["money"]:
            rows = [
                row
                for row in filled.credits
                if filled.counts(row, hours) and row.currency == money["currency"]
            ]
            clicked = [row for row in rows if row.via == "clicked"]
            shown = [row for row in rows if row.via == "shown"]
            assert money["gross"] == sum(row.gross for row in clicked)
            assert money["net"] == sum(row.gross - row.paid_back for row in clicked)
            assert money["shownOnlyNet"] == sum(row.gross - row.paid_back for row in shown)
            parts = [
                each["gross"]
                for row in found["rows"]
                for each in row["orders"][number]["money"]
                if each["currency"] == money["currency"]
            ]
            assert sum(parts) == money["gross"]


def test_money_needs_another_permission(storefront: Storefront, office: str) -> None:
    Filled(3, [storefront.channel])
    answer = storefront.ask(MONEY_QUERY, token=office)
    assert "MANAGE_ORDERS" in answer["errors"][0]["message"]


def test_staff_of_a_channel_see_that_channel(storefront: Storefront, shop: Shop) -> None:
    filled = Filled(5, [storefront.channel, "elsewhere"])
    theirs = hire(shop, "manage_discounts", channels=[storefront.channel])
    found = read(storefront, theirs, by=["CHANNEL"])
    assert [row["channel"] for row in found["rows"]] == [storefront.channel]
    assert found["total"]["clicked"] == filled.counted("clicked", channel=storefront.channel)
    asked = {"channels": ["elsewhere"]}
    assert read(storefront, theirs, where=asked)["rows"] == []


def test_who_sees_one_channel_sees_no_money_of_another(storefront: Storefront, shop: Shop) -> None:
    filled = Filled(6, [storefront.channel])
    OrderCredit.objects.filter(currency="PLN").update(channel="elsewhere")
    theirs = hire(shop, "manage_discounts", "manage_orders", channels=[storefront.channel])
    everything = hire(shop, "manage_discounts", "manage_orders")
    for token, currencies in ((theirs, {"EUR"}), (everything, {"EUR", "PLN"})):
        week = read(storefront, token, MONEY_QUERY)["total"]["orders"][2]
        assert {each["currency"] for each in week["money"]} == currencies
    figures = read(storefront, theirs)["total"]["orders"][2]
    here = [row for row in filled.credits if row.currency == "EUR" and filled.counts(row, 168)]
    assert figures["ordered"] == len([row for row in here if row.via == "clicked"])


def test_too_many_rows_are_refused_before_they_are_read(
    storefront: Storefront, office: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Filled(4, [storefront.channel])
    by = ["DAY", "SCENARIO"]
    assert len(read(storefront, office, by=by)["rows"]) == 8
    monkeypatch.setattr(results, "MOST_ROWS", 8)
    assert len(read(storefront, office, by=by)["rows"]) == 8
    monkeypatch.setattr(results, "MOST_ROWS", 7)
    monkeypatch.setattr(queries, "rows", lambda *_: pytest.fail("they were read"))
    answer = storefront.ask(QUERY, token=office, by=by)
    assert "more than 7 rows" in answer["errors"][0]["message"]


@pytest.mark.parametrize("field", ["pushResults { total { sent } }", "pushHoldOuts { name }"])
def test_one_request_reads_them_once(storefront: Storefront, shop: Shop, field: str) -> None:
    token = hire(shop, "manage_discounts")
    assert "errors" not in storefront.ask(f"{{ {field} }}", token=token)
    answer = storefront.ask(f"{{ a: {field} b: {field} }}", token=token)
    assert "once" in answer["errors"][0]["message"]


WAYS: list[tuple[list[str], dict[str, Any]]] = [
    (["CAMPAIGN"], {}),
    (["SCENARIO", "LANGUAGE"], {}),
    (["ARM"], {}),
    ([], {"campaigns": [global_id("PushCampaign", "7")]}),
    (["DAY"], {"scenarios": ["campaign"]}),
]


@pytest.mark.parametrize(("by", "where"), WAYS)
def test_a_campaigns_numbers_are_exact_for_who_may_read_about_persons(
    storefront: Storefront, shop: Shop, office: str, by: list[str], where: dict[str, Any]
) -> None:
    test = Experiment.objects.create(
        scenario="campaign:7", name="x", salt="x", ends=[5000, 10000], started_at=timezone.now()
    )
    of = {"day": timezone.now().date(), "scenario": "campaign", "campaign_id": 7}
    for kind, n in (("planned", 28), ("clicked", 9)):
        Result.objects.create(**of, experiment_id=test.pk, kind=kind, n=n)
        other = {**of, "scenario": "welcome", "campaign_id": 0}
        Result.objects.create(**other, kind=kind, n=n)
    manager = hire(shop, "manage_discounts", "manage_users")
    asked = {"by": by, "where": where}
    exact = [(row["planned"], row["clicked"]) for row in read(storefront, manager, **asked)["rows"]]
    assert set(exact) == {(28, 9)}
    found = read(storefront, office, **asked)
    rounded = [(row["planned"], row["clicked"]) for row in found["rows"]]
    assert sorted(rounded) == sorted([(20, 0), (28, 9)][: len(exact)])
    assert [row["exact"] for row in found["rows"]] == [clicked == 9 for _, clicked in rounded]
    assert found["total"]["exact"] is False
    assert found["total"]["planned"] == sum(planned for planned, _ in rounded)
    headers = {"Authorization": f"Bearer {office}"}
    given = {"groupBy": ",".join(by), "scenarios": ",".join(where.get("scenarios", []))}
    if "campaigns" not in where:
        file = storefront.client.get("/plugins/saleor.push/results.csv", given, headers=headers)
        lines = csv.DictReader(b"".join(file.streaming_content).decode().splitlines())
        assert [(int(each["planned"]), int(each["clicked"])) for each in lines] == rounded


def test_nobody_else_reads_results(storefront: Storefront, shop: Shop, expired_token: str) -> None:
    others = [None, shop.register().token, hire(shop, "manage_orders"), expired_token]
    for token in others:
        assert storefront.ask(QUERY, token=token)["errors"], token


def test_what_cannot_be_asked_is_said(storefront: Storefront, office: str) -> None:
    for where in (
        {"from": "2026-03-02", "to": "2026-03-01"},
        {"from": "2020-01-01", "to": "2026-03-01"},
        {"from": "2026-02-30"},
        {"scenarios": ["x"] * 101},
    ):
        assert storefront.ask(QUERY, token=office, where=where)["errors"]
    assert read(storefront, office, where={"scenarios": ["a\u0000"]})["rows"] == []
