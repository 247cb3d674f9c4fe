"""The buttons of a campaign over GraphQL: what staff give, read, and are refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.graphql.campaign_office import CREATE, DUPLICATE, ENGLISH, UPDATE, Office
from tests.graphql.storefront import Storefront, told
from tests.hosts.shop import Shop
from tests.hosts.staff import hire


def labels(*texts: str, language: str = "en") -> list[dict[str, str]]:
    return [{"language": language, "label": text} for text in texts]


WOMEN = {"path": "/{channel}/women", "labels": labels("For women")}
HOME = {"path": None, "labels": labels("All of it")}


@pytest.fixture
def office(storefront: Storefront, shop: Shop) -> Office:
    return Office(storefront, hire(shop, "manage_discounts"))


def test_buttons_are_given_read_copied_and_taken_away(office: Office) -> None:
    made = office.writes(buttons=[WOMEN, HOME])
    assert made["buttons"] == [WOMEN, HOME]
    assert office.does(DUPLICATE, id=made["id"])["campaign"]["buttons"] == [WOMEN, HOME]
    kept = office.does(UPDATE, id=made["id"], input={"name": "W"})
    assert kept["campaign"]["buttons"] == [WOMEN, HOME]
    for nothing in ([], None):
        taken = office.does(UPDATE, id=made["id"], input={"buttons": nothing})
        assert taken["campaign"]["buttons"] == []


@pytest.mark.parametrize(
    ("buttons", "expected"),
    [
        ([WOMEN, HOME, WOMEN], "INVALID"),
        ([{**WOMEN, "path": "https://other.example/"}], "INVALID"),
        ([{**WOMEN, "path": "//other.example/"}], "INVALID"),
        ([{**WOMEN, "path": "/{slug}"}], "INVALID"),
        ([{**WOMEN, "labels": []}], "REQUIRED"),
        ([{**WOMEN, "labels": labels("")}], "INVALID"),
        ([{**WOMEN, "labels": labels("x" * 26)}], "INVALID"),
        ([{**WOMEN, "labels": labels("two\nlines")}], "INVALID"),
        ([{**WOMEN, "labels": labels("of {shop}")}], "INVALID"),
        ([{**WOMEN, "labels": labels("turned \u202e round")}], "INVALID"),
        ([{**WOMEN, "labels": labels("a", "b")}], "UNIQUE"),
        ([{**WOMEN, "labels": [*labels("a"), *labels("b", language="pl")]}], "INVALID"),
    ],
)
def test_what_no_browser_should_show_is_refused(
    office: Office, buttons: list[Any], expected: str
) -> None:
    answer = office.does(CREATE, input={"name": "W", "texts": [ENGLISH], "buttons": buttons})
    assert told(answer) == [("buttons", expected)]
