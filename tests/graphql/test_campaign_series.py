"""Series of campaigns over GraphQL: their rhythm, what is wrong with one, and the next three."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin.campaigns import recurring
from saleor_push_plugin.models import Campaign
from saleor_push_plugin.shop.connections import writer
from tests.graphql.campaign_office import (
    CANCEL,
    ENGLISH,
    ONE,
    PAUSE,
    PREVIEW,
    RESUME,
    SCHEDULE,
    UPDATE,
    Office,
)
from tests.graphql.storefront import Storefront, told
from tests.hosts.shop import Shop
from tests.hosts.staff import hire

FIRST = "2031-01-31T09:00"
MONTHLY = {"localAt": FIRST, "repeats": {"unit": "MONTH"}}


@pytest.fixture
def office(storefront: Storefront, shop: Shop) -> Office:
    return Office(storefront, hire(shop, "manage_discounts"))


def test_a_draft_becomes_a_series_that_is_halted_changed_and_ended_and_the_log_says_who(
    office: Office,
) -> None:
    id = office.writes()["id"]
    rhythm = {"unit": "WEEK", "every": 2, "until": "2031-12-31", "timeZone": "Europe/Warsaw"}
    answer = office.does(SCHEDULE, id=id, input={"localAt": FIRST, "repeats": rhythm})
    assert answer["errors"] == []
    series = answer["campaign"]
    assert (series["state"], series["timing"]) == ("REPEATING", "AT")
    assert (series["at"], series["startsAt"]) == ("2031-01-31T08:00:00+00:00",) * 2
    assert series["repeats"] == {**rhythm, "firstAt": "2031-01-31T09:00:00"}
    done = office.does(PAUSE, id=id)["campaign"]
    assert done["state"] == "PAUSED"
    assert office.does(UPDATE, id=id, input={"name": "New"})["errors"] == []
    changed = office.does(SCHEDULE, id=id, input=MONTHLY)["campaign"]
    assert (changed["state"], changed["timing"]) == ("PAUSED", "LOCAL")
    assert changed["repeats"] == {
        "unit": "MONTH",
        "every": 1,
        "firstAt": "2031-01-31T09:00:00",
        "until": None,
        "timeZone": None,
    }
    for document, state in ((RESUME, "REPEATING"), (CANCEL, "CANCELLED")):
        assert office.does(document, id=id)["campaign"]["state"] == state
    assert told(office.does(SCHEDULE, id=id, input=MONTHLY)) == [("id", "INVALID")]
    log = office.ask(ONE, id=id)["data"]["pushCampaign"]["changes"]
    assert [entry["action"] for entry in log] == [
        *("CANCEL", "RESUME", "REPEAT", "UPDATE", "PAUSE", "REPEAT", "CREATE"),
    ]
    assert all(entry["by"] for entry in log)
    assert log[-2]["details"]["zone"] == "Europe/Warsaw"


def test_a_series_does_not_go_out_once(office: Office) -> None:
    id = office.writes()["id"]
    office.does(SCHEDULE, id=id, input=MONTHLY)
    assert told(office.does(SCHEDULE, id=id)) == [("id", "INVALID")]
    assert Campaign.objects.get().state == "repeating"


def test_what_goes_out_once_becomes_no_series_while_it_is_paused(office: Office) -> None:
    id = office.writes()["id"]
    assert office.does(SCHEDULE, id=id, input={"at": "2031-01-01T09:00Z"})["errors"] == []
    office.does(PAUSE, id=id)
    assert told(office.does(SCHEDULE, id=id, input=MONTHLY)) == [("id", "INVALID")]
    row = Campaign.objects.get()
    assert (row.state, row.repeats, row.timing) == ("paused", None, "at")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"localAt": None}, "localAt"),
        ({"localAt": "soon"}, "localAt"),
        ({"localAt": "2020-01-01T09:00"}, "localAt"),
        ({"at": "2031-01-31T09:00Z"}, "localAt"),
        ({"repeats": {"unit": "DAY", "every": 0}}, "every"),
        ({"repeats": {"unit": "DAY", "every": 366}}, "every"),
        ({"repeats": {"unit": "DAY", "every": None}}, "every"),
        ({"repeats": {"unit": "DAY", "until": "2031-01-30"}}, "until"),
        ({"repeats": {"unit": "DAY", "timeZone": "Europe/Nowhere"}}, "timeZone"),
    ],
)
def test_a_rhythm_that_is_none_is_refused_when_it_is_looked_at_and_when_it_is_chosen(
    office: Office, given: dict[str, Any], field: str
) -> None:
    id, when = office.writes()["id"], {**MONTHLY, **given}
    assert told(office.does(SCHEDULE, id=id, input=when)) == [(field, "INVALID")]
    assert told(office.does(PREVIEW, id=id, schedule=when)) == [(field, "INVALID")]
    assert Campaign.objects.get().state == "draft"


def test_occurrences_that_would_run_into_each_other_are_refused(office: Office) -> None:
    variants = [{"name": "B", "texts": [{**ENGLISH, "title": "B"}]}]
    id = office.writes(variants=variants)["id"]
    daily = {"localAt": FIRST, "repeats": {"unit": "DAY"}}
    assert told(office.does(SCHEDULE, id=id, input=daily)) == [("repeats", "INVALID")]
    assert office.does(SCHEDULE, id=id, input=MONTHLY)["errors"] == []
    weekly = {"localAt": FIRST, "repeats": {"unit": "WEEK"}}
    assert office.does(SCHEDULE, id=id, input=weekly)["errors"] == []
    longer = {"goal": "ORDER", "canary": True}
    assert told(office.does(UPDATE, id=id, input=longer)) == [("repeats", "INVALID")]


def test_nobody_is_left_out_of_a_series_that_goes_to_some_people_first(office: Office) -> None:
    id = office.writes(canary=True)["id"]
    when = {**MONTHLY, "pastHour": "LEAVE_OUT"}
    assert told(office.does(SCHEDULE, id=id, input=when)) == [("pastHour", "INVALID")]
    assert Campaign.objects.get().state == "draft"


def test_the_preview_tells_the_next_three_of_a_rhythm_that_is_asked_about_or_chosen(
    office: Office,
) -> None:
    id = office.writes()["id"]
    assert office.does(PREVIEW, id=id)["occurrences"] == []
    asked = office.does(PREVIEW, id=id, schedule=MONTHLY)
    assert asked["errors"] == []
    assert asked["occurrences"] == [
        {"localAt": f"2031-{day}T09:00:00", "at": None, "startsAt": f"2031-{before}+00:00"}
        for day, before in (
            ("01-31", "01-30T19:00:00"),
            ("02-28", "02-27T19:00:00"),
            ("03-31", "03-30T19:00:00"),
        )
    ]
    assert Campaign.objects.get().state == "draft"
    office.does(SCHEDULE, id=id, input=MONTHLY)
    assert office.does(PREVIEW, id=id)["occurrences"] == asked["occurrences"]
    daily = {
        "localAt": "2031-03-29T02:30",
        "repeats": {"unit": "DAY", "timeZone": "Europe/Berlin", "until": "2031-03-30"},
    }
    found = office.does(PREVIEW, id=id, schedule=daily)["occurrences"]
    assert [each["at"] for each in found] == [
        "2031-03-29T01:30:00+00:00",
        "2031-03-30T01:30:00+00:00",
    ]


def test_occurrences_are_listed_by_their_series(office: Office, shop: Shop) -> None:
    id = office.writes()["id"]
    first = (timezone.now() + timedelta(hours=1)).replace(tzinfo=None, microsecond=0)
    rhythm = {"unit": "DAY", "timeZone": "UTC"}
    office.does(SCHEDULE, id=id, input={"localAt": first.isoformat(), "repeats": rhythm})
    with writer():
        recurring.make_due(timezone.now() + timedelta(hours=2))
    assert office.lists(where={"series": id}) == [f"Winter {first.date()}"]
    assert office.lists(where={"series": "x"}) == []
    (node,) = office.ask(
        "query($id: ID!) { pushCampaigns(where: {series: $id}) { edges { node { series id } } } }",
        id=id,
    )["data"]["pushCampaigns"]["edges"]
    assert node["node"]["series"] == id
    made = office.ask(ONE, id=node["node"]["id"])["data"]["pushCampaign"]
    assert made["repeats"] is None
    assert made["changes"][0]["by"] is None
    assert datetime.fromisoformat(made["at"]).replace(tzinfo=None) == first


def test_staff_of_a_channel_repeat_its_campaigns_only(
    office: Office, storefront: Storefront, shop: Shop
) -> None:
    everywhere = office.writes(name="Everywhere")["id"]
    here = Office(storefront, hire(shop, "manage_discounts", channels=["channel-pln"]))
    mine = here.writes(name="Mine", channel="channel-pln")["id"]
    (error,) = here.ask(SCHEDULE, id=everywhere, input=MONTHLY)["errors"]
    assert error["extensions"]["exception"]["code"] == "PermissionDenied"
    assert here.does(SCHEDULE, id=mine, input=MONTHLY)["errors"] == []
    assert told(here.does(PREVIEW, id=everywhere, schedule=MONTHLY)) == [("id", "NOT_FOUND")]
