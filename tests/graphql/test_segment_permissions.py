"""Who may store, read, count and change segments."""

from __future__ import annotations

import base64

import pytest

from saleor_push_plugin.models import PersonFacts, Segment, Subscription
from tests.graphql.segment_office import (
    CREATE,
    DELETE,
    LIST,
    ONE,
    POLES,
    PREVIEW,
    UPDATE,
    Office,
    settled,
)
from tests.graphql.storefront import Storefront
from tests.hosts.opening import host_name
from tests.hosts.shop import Shop
from tests.hosts.staff import hire

APP_CREATE = """mutation AppCreate($input: AppInput!) {
  appCreate(input: $input) { authToken errors { field message code } } }"""


@pytest.fixture
def office(storefront: Storefront, shop: Shop) -> Office:
    return Office(storefront, hire(shop, "manage_discounts"))


OPERATIONS = {
    CREATE: {"input": {"name": "mine", "where": {}}},
    UPDATE: {"input": {"name": "mine"}},
    DELETE: {},
    ONE: {},
    LIST: {},
    PREVIEW: {"where": {}},
}


def refuses(storefront: Storefront, token: str | None, id: str) -> None:
    before = Segment.objects.values_list("name", "where").get()
    for document, given in OPERATIONS.items():
        named = {"id": id} if "$id" in document else {}
        answer = storefront.ask(document, token=token, **given, **named)
        assert answer["errors"], document
        assert not any((answer["data"] or {}).values()), document
    assert Segment.objects.values_list("name", "where").get() == before


def test_nobody_else_reads_counts_or_changes_segments(
    office: Office, storefront: Storefront, shop: Shop, expired_token: str
) -> None:
    id = office.stores()["id"]
    others = [None, shop.register().token, hire(shop), hire(shop, "manage_orders"), expired_token]
    for token in (*others, "another-shops-token-of-30-letters"):
        refuses(storefront, token, id)


def test_apps_need_the_permission(office: Office, storefront: Storefront, shop: Shop) -> None:
    if host_name() == "sandbox":
        pytest.skip("nobody installs apps in the sandbox")
    id = office.stores()["id"]
    tokens = {
        name: shop.ask_as_staff(APP_CREATE, input={"name": "Desk", "permissions": [name]})
        for name in ("MANAGE_PRODUCTS", "MANAGE_DISCOUNTS")
    }
    refuses(storefront, tokens["MANAGE_PRODUCTS"]["authToken"], id)
    app = Office(storefront, tokens["MANAGE_DISCOUNTS"]["authToken"])
    assert base64.b64decode(app.stores("By an app")["createdBy"]).startswith(b"App:")
    assert app.lists() == ["By an app", "Poles"]


def test_staff_of_a_channel_count_and_change_what_is_theirs(
    office: Office, storefront: Storefront, shop: Shop
) -> None:
    """Its people are those with a browser there; segments of others are used in every channel."""
    others = office.stores("Everybody", {})
    settled("PL", 12)
    storefront.subscribe(channel="channel-pln")
    row = Subscription.objects.get()
    PersonFacts.objects.filter(person=f"s{row.pk}").delete()
    PersonFacts.objects.create(person=f"s{row.pk}", subscription_id=row.pk, country="PL")
    permissions = ("manage_discounts", "manage_users")
    here = Office(storefront, hire(shop, *permissions, channels=["channel-pln"]))
    elsewhere = Office(storefront, hire(shop, *permissions, channels=["channel-eur"]))
    whole = Office(storefront, hire(shop, *permissions))
    assert [each.counts(POLES)["people"] for each in (here, elsewhere, whole)] == [1, 0, 13]
    asked = PREVIEW.replace("$where", "$channel: String, $where", 1).replace(
        "where: $where", "where: $where, channel: $channel"
    )
    assert here.does(asked, where=POLES, channel="channel-pln")["errors"] == []
    assert elsewhere.ask(asked, where=POLES, channel="channel-pln")["errors"]

    for document, given in ((UPDATE, {"input": {"name": "x"}}), (DELETE, {})):
        (error,) = here.ask(document, id=others["id"], **given)["errors"]
        assert error["extensions"]["exception"]["code"] == "PermissionDenied"
    mine = here.stores("Mine")
    assert here.does(UPDATE, id=mine["id"], input={"name": "Ours"})["errors"] == []
    assert elsewhere.ask(DELETE, id=mine["id"])["errors"]
    assert here.does(DELETE, id=mine["id"])["errors"] == []
