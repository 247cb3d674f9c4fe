"""The product of a campaign over GraphQL: what staff give, read, and are refused."""

from __future__ import annotations

from typing import Any

import pytest

from saleor_push_plugin.core.global_id import global_id
from tests.graphql.campaign_office import CREATE, DUPLICATE, ENGLISH, UPDATE, Office
from tests.graphql.storefront import Storefront, told
from tests.hosts.shop import Shop
from tests.hosts.staff import hire

SAYS = [{**ENGLISH, "title": "{item} for {price}"}]


@pytest.fixture
def office(storefront: Storefront, shop: Shop) -> Office:
    return Office(storefront, hire(shop, "manage_discounts"))


def test_a_product_is_given_read_copied_and_taken_away(office: Office, shop: Shop) -> None:
    given = {"variant": shop.catalogue.variant("Wool socks").id}
    made = office.writes(texts=SAYS, product=given, channel=shop.catalogue.channel.slug)
    read = {**given, "peoplePerPiece": 20, "endWhenSoldOut": False}
    assert made["product"] == read
    assert office.does(DUPLICATE, id=made["id"])["campaign"]["product"] == read
    taken = office.does(UPDATE, id=made["id"], input={"product": None, "texts": [ENGLISH]})
    assert taken["campaign"]["product"] is None


@pytest.mark.parametrize(
    ("given", "more", "expected"),
    [
        ({"peoplePerPiece": 0}, {}, [("peoplePerPiece", "INVALID")]),
        ({"peoplePerPiece": 10_001}, {}, [("peoplePerPiece", "INVALID")]),
        ({}, {"channel": ""}, [("channel", "REQUIRED")]),
        ({"variant": "x"}, {}, [("variant", "GRAPHQL_ERROR")]),
        ({"variant": global_id("ProductVariant", "2147483647")}, {}, [("variant", "NOT_FOUND")]),
        ({"variant": None}, {}, [("product", "REQUIRED")]),
    ],
)
def test_what_could_not_be_kept_is_refused(
    office: Office,
    shop: Shop,
    given: dict[str, Any],
    more: dict[str, Any],
    expected: list[tuple[str, str]],
) -> None:
    product = {"variant": shop.catalogue.variant("Wool socks").id, **given}
    wanted = {"name": "W", "texts": SAYS, "channel": shop.catalogue.channel.slug, **more}
    if product["variant"]:
        wanted["product"] = product
    assert told(office.does(CREATE, input=wanted)) == expected
