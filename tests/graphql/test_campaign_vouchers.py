"""The voucher of a campaign over GraphQL: what staff give, read, and are refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin.core.global_id import global_id, number_of
from saleor_push_plugin.models import CodeBudget
from saleor_push_plugin.shop import campaign_codes
from saleor_push_plugin.shop.connections import writer
from tests.graphql.campaign_office import (
    CREATE,
    DUPLICATE,
    ENGLISH,
    ONE,
    SCHEDULE,
    UPDATE,
    Office,
)
from tests.graphql.storefront import Storefront, told
from tests.hosts.shop import Shop
from tests.hosts.staff import hire

SAYS = [{**ENGLISH, "body": "For you: {voucher}"}]
NOW, MINUTE = timezone.now(), timedelta(minutes=1)
# Saleor refuses an end before the start.
OVER = {"startDate": (NOW - 2 * MINUTE).isoformat(), "endDate": (NOW - MINUTE).isoformat()}


@pytest.fixture
def office(storefront: Storefront, shop: Shop) -> Office:
    return Office(storefront, hire(shop, "manage_discounts"))


def test_a_voucher_is_given_read_copied_and_taken_away(office: Office, shop: Shop) -> None:
    voucher = shop.make_voucher("Winter", value=15)
    given = {"voucher": voucher, "budget": 500, "budgetADay": 100}
    made = office.writes(texts=SAYS, voucher=given)
    read = {**given, "code": None, "sendWithoutCode": False, "codesMade": 0}
    assert made["voucher"] == read
    assert office.does(DUPLICATE, id=made["id"])["campaign"]["voucher"] == read
    kept = office.does(UPDATE, id=made["id"], input={"name": "W"})["campaign"]
    assert kept["voucher"] == read
    taken = office.does(UPDATE, id=made["id"], input={"voucher": None, "texts": [ENGLISH]})
    assert taken["campaign"]["voucher"] is None


def test_how_many_codes_were_made_is_exact_for_who_may_read_about_persons(
    office: Office, storefront: Storefront, shop: Shop
) -> None:
    voucher = {"voucher": shop.make_voucher("Winter", value=15), "budget": 500}
    made = office.writes(texts=SAYS, voucher=voucher)
    number = number_of(made["id"], "PushCampaign")
    CodeBudget.objects.create(
        name=campaign_codes.budget_name(number or 0), made=17, day=timezone.now().date()
    )
    manager = Office(storefront, hire(shop, "manage_discounts", "manage_users"))
    read = "query($id: ID!) { pushCampaign(id: $id) { voucher { codesMade } } }"
    told = [each.does(read, id=made["id"])["voucher"]["codesMade"] for each in (office, manager)]
    assert told == [10, 17]


def test_a_code_for_all_is_one_of_a_voucher_for_many(office: Office, shop: Shop) -> None:
    voucher = shop.make_voucher("Winter", value=15, singleUse=False)
    given = {"voucher": voucher, "code": "Winter-0", "sendWithoutCode": True}
    made = office.writes(texts=SAYS, voucher=given)
    assert made["voucher"] == {**given, "budget": None, "budgetADay": None, "codesMade": 0}


@pytest.mark.parametrize(
    ("limits", "given", "texts", "expected"),
    [
        ({}, {}, SAYS, [("budget", "REQUIRED")]),
        ({}, {"budget": -1}, SAYS, [("budget", "INVALID")]),
        ({}, {"budget": 10**6 + 1}, SAYS, [("budget", "INVALID")]),
        ({}, {"budget": 5, "budgetADay": 0}, SAYS, [("budgetADay", "INVALID")]),
        ({}, {"budget": 5, "code": "Winter-0"}, SAYS, [("budget", "INVALID")]),
        ({}, {"budget": 5}, [ENGLISH], [("texts", "INVALID")]),
        # It can be used once only, so it is not for all.
        ({}, {"code": "Winter-0"}, SAYS, [("voucher", "INVALID")]),
        ({"singleUse": False}, {"code": "Summer"}, SAYS, [("voucher", "INVALID")]),
        ({"singleUse": False}, {"budget": 5}, SAYS, [("voucher", "INVALID")]),
        (OVER, {"budget": 5}, SAYS, [("voucher", "INVALID")]),
    ],
)
def test_what_could_not_be_kept_is_refused(
    office: Office,
    shop: Shop,
    limits: dict[str, Any],
    given: dict[str, Any],
    texts: list[dict[str, str]],
    expected: list[tuple[str, str]],
) -> None:
    voucher = shop.make_voucher("Winter", **limits)
    wanted = {"name": "W", "texts": texts, "voucher": {"voucher": voucher, **given}}
    answer = office.does(CREATE, input=wanted)
    assert told(answer) == expected
    assert answer["campaign"] is None


def test_no_text_speaks_of_a_voucher_that_there_is_not(office: Office) -> None:
    answer = office.does(CREATE, input={"name": "W", "texts": SAYS})
    assert told(answer) == [("voucher", "REQUIRED")]


@pytest.mark.parametrize(
    ("id", "code"),
    [("x", "GRAPHQL_ERROR"), (global_id("Product", "1"), "GRAPHQL_ERROR"), (None, "INVALID")],
)
def test_an_id_of_no_voucher_is_refused(office: Office, id: str | None, code: str) -> None:
    id = global_id("Voucher", "2147483647") if id is None else id
    wanted = {"name": "W", "texts": SAYS, "voucher": {"voucher": id, "budget": 5}}
    assert told(office.does(CREATE, input=wanted)) == [("voucher", code)]


def test_a_voucher_of_another_channel_is_refused(office: Office, shop: Shop) -> None:
    voucher = shop.make_voucher("Winter", value=15)
    wanted = {"name": "W", "texts": SAYS, "voucher": {"voucher": voucher, "budget": 5}}
    answer = office.does(CREATE, input={**wanted, "channel": "channel-pln"})
    assert told(answer) == [("voucher", "INVALID")]


@pytest.mark.parametrize("code", ["A\u0000", "A\nB", "A\ud800"])
def test_a_code_that_no_voucher_can_have_is_refused(office: Office, shop: Shop, code: str) -> None:
    given = {"voucher": shop.make_voucher("Winter", singleUse=False), "code": code}
    answer = office.does(CREATE, input={"name": "W", "texts": SAYS, "voucher": given})
    assert told(answer) == [("code", "INVALID")]


def test_what_is_scheduled_is_checked_again(office: Office, shop: Shop) -> None:
    from saleor.discount.models import Voucher

    voucher = shop.make_voucher("Winter", value=15)
    made = office.writes(texts=SAYS, voucher={"voucher": voucher, "budget": 5})
    with writer():
        Voucher.objects.update(end_date=timezone.now() - timedelta(minutes=1))
    assert told(office.does(SCHEDULE, id=made["id"])) == [("voucher", "INVALID")]
    assert office.ask(ONE, id=made["id"])["data"]["pushCampaign"]["state"] == "DRAFT"


def test_nothing_is_scheduled_for_after_the_end_of_its_voucher(office: Office, shop: Shop) -> None:
    ends = timezone.now() + timedelta(days=2)
    voucher = shop.make_voucher("Winter", value=15, endDate=ends.isoformat())
    made = office.writes(texts=SAYS, voucher={"voucher": voucher, "budget": 5})
    late = {"at": (ends + timedelta(hours=1)).isoformat()}
    assert told(office.does(SCHEDULE, id=made["id"], input=late)) == [("voucher", "INVALID")]
    early = {"at": (ends - timedelta(hours=1)).isoformat()}
    assert told(office.does(SCHEDULE, id=made["id"], input=early)) == []
