"""The CSV files of results: streamed, complete, without formulas, for who may read them."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin.models import Result, ResultGroup
from tests.graphql.storefront import Storefront
from tests.graphql.test_results import QUERY, Filled
from tests.hosts.shop import Shop
from tests.hosts.staff import hire

URL = "/plugins/saleor.push/results.csv"
MONEY = "/plugins/saleor.push/results-orders.csv"


def fetched(storefront: Storefront, token: str | None, url: str = URL, **given: str) -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return storefront.client.get(url, given, headers=headers)


def table(response: Any) -> list[dict[str, str]]:
    assert response.status_code == 200, response.content
    assert response.streaming
    text = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("by", ["DAY,SCENARIO,CHANNEL", "SCENARIO,DAY", ""])
def test_it_has_what_the_api_tells(storefront: Storefront, shop: Shop, by: str) -> None:
    Filled(1, [storefront.channel, "elsewhere"])
    token = hire(shop, "manage_discounts")
    rows = table(fetched(storefront, token, groupBy=by))
    # The file has the days first, whatever comes first in the question.
    groups = sorted((each for each in by.split(",") if each), key=lambda each: each != "DAY")
    answer = storefront.ask(QUERY, token=token, by=groups)["data"]["pushResults"]["rows"]
    assert len(rows) == len(answer) > 0
    for line, row in zip(rows, answer, strict=True):
        assert [line[each.lower()] for each in groups] == [row[each.lower()] for each in groups]
        assert int(line["clicked"]) == row["clicked"]
        assert float(line["latency_p50"]) == row["latencyP50"]
        assert [int(line[f"ordered_{hours}h"]) for hours in (24, 72, 168)] == [
            each["ordered"] for each in row["orders"]
        ]


def test_money_has_a_line_for_each_currency(storefront: Storefront, shop: Shop) -> None:
    filled = Filled(2, [storefront.channel])
    both = hire(shop, "manage_discounts", "manage_orders")
    rows = table(fetched(storefront, both, MONEY, groupBy="SCENARIO"))
    week = [row for row in rows if row["hours"] == "168"]
    clicked = [row for row in filled.credits if row.via == "clicked"]
    assert sum(float(row["gross"]) for row in week) == sum(row.gross for row in clicked)
    assert {row["currency"] for row in week} == {"EUR", "PLN"}
    assert fetched(storefront, hire(shop, "manage_discounts"), MONEY).status_code == 403


def test_no_cell_is_a_formula(storefront: Storefront, shop: Shop) -> None:
    today = timezone.now().date()
    for language in ("=1+1", "+1", "-1", "@x"):
        group = ResultGroup.objects.create(channel="x", language=language)
        Result.objects.create(day=today, scenario="x", group_id=group.id, kind="shown", n=1)
    rows = table(fetched(storefront, shop.staff_token, groupBy="LANGUAGE"))
    assert {row["language"] for row in rows} == {"'=1+1", "'+1", "'-1", "'@x"}


def test_days_and_channels_are_chosen(storefront: Storefront, shop: Shop) -> None:
    filled = Filled(4, [storefront.channel, "elsewhere"])
    day = str(filled.today - timedelta(days=1))
    theirs = hire(shop, "manage_discounts", channels=[storefront.channel])
    asked = {"from": day, "to": day, "groupBy": "DAY,CHANNEL"}
    (row,) = table(fetched(storefront, theirs, **asked))
    assert (row["day"], row["channel"]) == (day, storefront.channel)
    none = table(fetched(storefront, theirs, channels="elsewhere", groupBy="CHANNEL"))
    assert none == []


def test_it_is_refused_with_a_reason(
    storefront: Storefront, shop: Shop, expired_token: str
) -> None:
    assert fetched(storefront, None).status_code == 403
    assert fetched(storefront, shop.register().token).status_code == 403
    assert fetched(storefront, hire(shop, "manage_orders")).status_code == 403
    assert fetched(storefront, expired_token).status_code == 401
    for odd in ({"groupBy": "COLOUR"}, {"from": "x"}, {"from": "2026-03-02", "to": "2026-03-01"}):
        answer = fetched(storefront, shop.staff_token, **odd)
        assert answer.status_code == 400
        assert answer.content
