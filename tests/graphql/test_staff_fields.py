"""Every staff field of the schema refuses everybody who may not: read from the modules, not listed.

A new query or mutation of graphql/staff/ is asked without a line here, unless it needs another
argument than those that are made up from the schema.
"""

from __future__ import annotations

import base64
import json
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLUnionType,
)

from saleor_push_plugin.graphql import schema as made
from saleor_push_plugin.graphql.schema import schema
from tests.graphql.storefront import Storefront
from tests.hosts.opening import host_name
from tests.hosts.staff import hire

if TYPE_CHECKING:
    from tests.hosts.shop import Shop

STAFF = f"{made.__package__}.staff."
# The permission that each answer names: everything else has to be refused by it.
PERMISSIONS = {
    "MANAGE_DISCOUNTS": "manage_discounts",
    "MANAGE_ORDERS": "manage_orders",
    "MANAGE_PLUGINS": "manage_plugins",
    "MANAGE_USERS": "manage_users",
}
# Of whoever manages products, which opens nothing here.
OTHER = "manage_products"
APP_CREATE = """mutation AppCreate($input: AppInput!) {
  appCreate(input: $input) { authToken errors { field message code } } }"""


def _is_staffs(kind: str, name: str, field: Any) -> bool:
    """Whether the resolver of a root field stands in graphql/staff/, or its description says so."""
    resolver = getattr(field, "resolver", None)
    of = getattr(resolver, "__module__", "") or ""
    if of.startswith(STAFF):
        return True
    query = made.Query if kind == "query" else made.Mutation
    declared = getattr(query, f"resolve_{_snake(name)}", None)
    if declared is not None and declared.__module__.startswith(STAFF):
        return True
    return "ermission MANAGE_" in (field.description or "")


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def staff_fields() -> list[tuple[str, str]]:
    """(query or mutation, name) of every root field that is staff's."""
    roots = {"query": schema.get_query_type(), "mutation": schema.get_mutation_type()}
    return [
        (kind, name)
        for kind, root in roots.items()
        for name, field in root.fields.items()
        if _is_staffs(kind, name, field)
    ]


FIELDS = staff_fields()


def document(kind: str, name: str) -> str:
    """The field with made-up arguments; all that has to be given, and what it says of errors."""
    root = schema.get_query_type() if kind == "query" else schema.get_mutation_type()
    field = root.fields[name]
    given = ", ".join(
        f"{each}: {_value(argument.type)}"
        for each, argument in field.args.items()
        if isinstance(argument.type, GraphQLNonNull) and argument.default_value is None
    )
    arguments = f"({given})" if given else ""
    return f"{kind} {{ {name}{arguments} {_selection(field.type)} }}"


def _value(kind: Any) -> str:
    if isinstance(kind, GraphQLNonNull):
        return _value(kind.of_type)
    if isinstance(kind, GraphQLList):
        return f"[{_value(kind.of_type)}]"
    if isinstance(kind, GraphQLEnumType):
        return str(kind.values[0].name)
    if isinstance(kind, GraphQLInputObjectType):
        required = {
            name: field
            for name, field in kind.fields.items()
            if isinstance(field.type, GraphQLNonNull)
        }
        return f"{{{', '.join(f'{n}: {_value(f.type)}' for n, f in required.items())}}}"
    return _SCALARS[str(kind)]


_SCALARS = {
    "ID": json.dumps(base64.b64encode(b"PushSegment:1").decode()),
    "String": '"en"',
    "Int": "1",
    "Float": "1.0",
    "Boolean": "true",
    "Decimal": '"1.00"',
    "DateTime": '"2026-03-02T12:00:00Z"',
    "Date": '"2026-03-02"',
    "JSON": '"{}"',
}


def _selection(kind: Any) -> str:
    while isinstance(kind, GraphQLNonNull | GraphQLList):
        kind = kind.of_type
    if isinstance(kind, GraphQLScalarType | GraphQLEnumType):
        return ""
    assert not isinstance(kind, GraphQLUnionType)
    assert isinstance(kind, GraphQLObjectType)
    return "{ __typename }"


def rows() -> dict[str, Any]:
    """Every row of every table of ours, to see that nothing was changed."""
    models = apps.get_app_config("saleor_push_plugin").get_models()
    return {model.__name__: sorted(map(str, model._base_manager.values())) for model in models}


def refused(storefront: Storefront, token: str | None, kind: str, name: str) -> str:
    """That the field refuses; the error's code. Nothing is answered beside it."""
    answer = storefront.ask(document(kind, name), token=token)
    assert answer.get("errors"), (name, answer)
    assert not any((answer.get("data") or {}).values()), (name, answer)
    code: str = answer["errors"][0]["extensions"]["exception"]["code"]
    return code


def test_the_modules_have_fields_and_the_storefronts_are_not_among_them() -> None:
    names = {name for _, name in FIELDS}
    assert len(names) > 30
    assert {"pushHealth", "pushPersonErase", "pushScenarios", "pushCampaignCreate"} <= names
    storefronts = {"pushSubscribe", "pushConfig", "pushPreferences", "pushProductViewed"}
    assert not names & storefronts


@pytest.mark.parametrize(("kind", "name"), FIELDS)
def test_a_staff_field_says_its_permission(kind: str, name: str) -> None:
    root = schema.get_query_type() if kind == "query" else schema.get_mutation_type()
    assert "ermission MANAGE_" in root.fields[name].description


@pytest.mark.parametrize(("kind", "name"), FIELDS)
def test_a_staff_field_refuses_who_may_not(
    storefront: Storefront, shop: Shop, expired_token: str, kind: str, name: str
) -> None:
    strangers = {
        "nobody": None,
        "a customer": shop.register().token,
        "staff without a permission": hire(shop),
        "staff with another permission": hire(shop, OTHER),
        "another shop's token": _of_another_shop(shop.staff_token),
        "what is no token": "another-shops-token-of-30-letters",
    }
    before = rows()
    for who, token in strangers.items():
        assert refused(storefront, token, kind, name) in REFUSALS, who
    assert refused(storefront, expired_token, kind, name) == "ExpiredSignatureError"
    assert rows() == before


REFUSALS = {"PermissionDenied", "InvalidSignatureError", "DecodeError", "InvalidTokenError"}


def _of_another_shop(token: str) -> str:
    """The same claims, signed by somebody else."""
    head, claims, _ = token.split(".")
    return f"{head}.{claims}.{'A' * 43}"


@pytest.mark.parametrize(("kind", "name"), FIELDS)
def test_a_staff_field_refuses_an_app_without_the_permission(
    storefront: Storefront, shop: Shop, kind: str, name: str
) -> None:
    if host_name() == "sandbox":
        pytest.skip("nobody installs apps in the sandbox")
    wanted = {"name": "Desk", "permissions": ["MANAGE_PRODUCTS"]}
    token = shop.ask_as_staff(APP_CREATE, input=wanted)["authToken"]
    before = rows()
    assert refused(storefront, token, kind, name) == "PermissionDenied"
    assert rows() == before


# Whoever is limited to a channel is refused here altogether: what these are about has no channel.
WHOLE_SHOP = {
    *("pushPerson", "pushPersonExport", "pushPersonErase", "pushAuditLog", "pushHoldOuts"),
    # The one that is asked here has no channel: it would be for all of them.
    "pushCampaignCreate",
}


@cache
def _permission(kind: str, name: str) -> str:
    """A permission that the description names, as Saleor's tables do."""
    root = schema.get_query_type() if kind == "query" else schema.get_mutation_type()
    words = root.fields[name].description
    return next(code for word, code in PERMISSIONS.items() if word in words)


@pytest.mark.parametrize(("kind", "name"), FIELDS)
def test_staff_of_a_channel_are_refused_what_is_about_the_whole_shop(
    storefront: Storefront, shop: Shop, kind: str, name: str
) -> None:
    """The others answer about their channels only, as the tests of each of them show."""
    limited = hire(shop, *PERMISSIONS.values(), channels=[storefront.channel])
    before = rows()
    answer = storefront.ask(document(kind, name), token=limited)
    codes = {each["extensions"]["exception"]["code"] for each in answer.get("errors", ())}
    assert ("PermissionDenied" in codes) is (name in WHOLE_SHOP), answer
    if name in WHOLE_SHOP:
        assert rows() == before


@pytest.mark.parametrize(("kind", "name"), FIELDS)
def test_a_staff_field_opens_with_the_permission_that_it_names(
    storefront: Storefront, shop: Shop, kind: str, name: str
) -> None:
    """Else the tests above would pass for a field that refuses everybody."""
    answer = storefront.ask(document(kind, name), token=hire(shop, _permission(kind, name)))
    codes = {each["extensions"]["exception"]["code"] for each in answer.get("errors", ())}
    assert "PermissionDenied" not in codes, answer
