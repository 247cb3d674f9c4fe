"""The schema as a document: committed, complete, described."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from graphql import GraphQLEnumType, GraphQLInputObjectType, build_ast_schema, parse

from saleor_push_plugin.core import push_subscription
from saleor_push_plugin.graphql.enums import Code
from saleor_push_plugin.graphql.schema import schema

DOCUMENT = Path(__file__).parents[2] / "docs" / "schema.graphql"


def _printed() -> str:
    out = io.StringIO()
    call_command("push_schema", stdout=out)
    return out.getvalue()


def _own_types() -> list[Any]:
    types = schema.get_type_map().items()
    scalars = {"String", "Boolean", "Float", "ID"}
    return [each for name, each in types if name not in scalars and not name.startswith("__")]


def _members(kind: Any) -> dict[str, Any]:
    if hasattr(kind, "fields"):
        return dict(kind.fields)
    return {each.name: each for each in getattr(kind, "values", ())}


def test_the_committed_document_is_the_schema() -> None:
    """If this fails, look at the difference; then `manage.py push_schema > docs/schema.graphql`."""
    if not DOCUMENT.exists():
        pytest.skip("the document is in the repository, not in the package")
    assert DOCUMENT.read_text(encoding="utf-8") == _printed()


def test_the_document_can_be_read_back() -> None:
    again = build_ast_schema(parse(_without_descriptions(_printed())))
    assert {each.name for each in _own_types()} <= set(again.get_type_map())


def _without_descriptions(text: str) -> str:
    """In the older dialect that graphql-core 2 reads."""
    return "".join(text.split('"""')[::2]).replace(" & ", ", ")


@pytest.mark.parametrize("kind", _own_types(), ids=str)
def test_everything_is_described(kind: Any) -> None:
    assert kind.description
    for name, member in _members(kind).items():
        assert member.description, f"{kind}.{name}"
        for argument, each in getattr(member, "args", {}).items():
            assert each.description, f"{kind}.{name}({argument})"


def test_every_payload_has_the_fields_saleors_payloads_have() -> None:
    for field in schema.get_mutation_type().fields.values():
        assert str(field.type.fields["errors"].type) == "[PushError!]!"
    assert {"field", "message", "code"} == set(schema.get_type("PushError").fields)


def test_names_follow_saleors_conventions() -> None:
    roots = {*schema.get_query_type().fields, *schema.get_mutation_type().fields}
    assert all(root.startswith("push") for root in roots)
    endings = {GraphQLEnumType: ("Enum", "ErrorCode"), GraphQLInputObjectType: ("Input",)}
    for kind, allowed in endings.items():
        names = [str(each) for each in _own_types() if isinstance(each, kind)]
        assert names
        assert [name for name in names if not name.endswith(allowed)] == []
        assert all(name.startswith("Push") for name in names)


def test_every_code_a_device_can_be_refused_with_is_in_the_schema() -> None:
    nothing = push_subscription.BrowserSubscription(
        endpoint="", p256dh="", auth="", channel="", language="!", time_zone="!"
    )
    elsewhere = push_subscription.BrowserSubscription(
        endpoint="https://example.com", p256dh="", auth="", channel=""
    )
    services = push_subscription.PushServices()
    found = [
        *push_subscription.problems(nothing, services),
        *push_subscription.problems(elsewhere, services),
    ]
    assert {problem.code for problem in found} <= {code.value for code in Code}
