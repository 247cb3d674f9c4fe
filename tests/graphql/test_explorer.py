"""The page to try the API by hand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.graphql.storefront import Storefront


@pytest.fixture
def page(storefront: Storefront, settings: Any) -> Any:
    settings.PLAYGROUND_ENABLED = True
    return storefront.client.get(storefront.path)


def test_it_is_shown_where_saleors_own_playground_is(page: Any) -> None:
    assert page.status_code == 200
    assert page["Content-Type"] == "text/html; charset=utf-8"
    assert "<title>Web Push" in page.content.decode()


def test_it_loads_nothing_from_anywhere(page: Any) -> None:
    text = page.content.decode()
    assert not re.search(r"""(src|href)\s*=\s*["'](?!#)""", text)
    assert "@import" not in text
    assert "url(" not in text
    assert "default-src 'none'" in page["Content-Security-Policy"]


def test_every_example_on_it_is_a_valid_query(page: Any) -> None:
    from graphql import parse, validate

    from saleor_push_plugin.graphql.http import query_limits
    from saleor_push_plugin.graphql.schema import schema

    text = page.content.decode()
    payload, *queries = re.findall(r"`(\{\n[^`]*|(?:query|mutation) [^`]*|\{ __schema[^`]*)`", text)
    assert len(queries) == 7
    for query in queries:
        document = parse(query.replace("${PAYLOAD}", payload))
        query_limits.check(document)
        assert validate(schema, document) == []
