"""The session of staff in tests: a long run outlives a token of Saleor's."""

from collections.abc import Mapping
from itertools import count
from typing import Any

from tests.hosts.shop import TOKEN_LASTS, Shop


def shop() -> Shop:
    """One that gives another token at each login."""
    tokens = count(1)

    def transport(_document: str, _variables: Mapping[str, Any], _token: str | None) -> Any:
        return {"data": {"tokenCreate": {"token": f"token {next(tokens)}", "errors": []}}}

    return Shop(transport=transport)


def test_a_token_serves_many_questions() -> None:
    same = shop()
    assert [same.staff_token, same.staff_token] == ["token 1", "token 1"]


def test_a_token_is_renewed_before_it_expires() -> None:
    same = shop()
    assert same.staff_token == "token 1"
    same.staff.since -= TOKEN_LASTS + 1
    assert [same.staff_token, same.staff_token] == ["token 2", "token 2"]
