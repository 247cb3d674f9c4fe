"""Limits of one address: what is refused, how it is told, and that nobody else is."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError
from django.utils import timezone

from saleor_push_plugin.checks import check_settings, check_visitors
from saleor_push_plugin.graphql.schema import Mutation
from saleor_push_plugin.models import Ration, Subscription
from saleor_push_plugin.rations import buckets, visitors
from saleor_push_plugin.settings.trusted_proxies import HEADER_SETTING, PROXIES_SETTING
from tests.graphql.storefront import DETACH, SUBSCRIBE, UNSUBSCRIBE

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.graphql.storefront import Storefront

VIEWED = """mutation { pushProductViewed(endpoint: "https://x", productId: "x") {
  errors { field message code } } }"""


@pytest.fixture(autouse=True)
def _proxy(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy on this machine, as the test client's address, and room for two subscriptions."""
    setattr(settings, PROXIES_SETTING, "127.0.0.0/8")
    settings.SALEOR_PUSH_REQUESTS = 16
    monkeypatch.setattr(visitors, "_last_untold", None)


def _send(
    storefront: Storefront, address: str, query: str = VIEWED, **variables: Any
) -> HttpResponse:
    return storefront.client.post(
        storefront.path,
        {"query": query, "variables": variables},
        content_type="application/json",
        headers={"X-Forwarded-For": address} if address else {},
    )


def _subscribe(storefront: Storefront, address: str) -> HttpResponse:
    return _send(storefront, address, SUBSCRIBE, input=storefront.a_browser())


def _codes(response: HttpResponse) -> list[str]:
    [payload] = json.loads(response.content)["data"].values()
    return [error["code"] for error in payload["errors"]]


def test_an_address_that_subscribes_too_often_is_told_when_to_come_again(
    storefront: Storefront,
) -> None:
    assert [_codes(_subscribe(storefront, "8.8.8.8")) for _ in range(2)] == [[], []]
    refused = _subscribe(storefront, "8.8.8.8")
    assert _codes(refused) == ["TOO_MANY_REQUESTS"]
    assert refused.status_code == 200
    assert 25 <= int(refused["Retry-After"]) <= 30
    assert refused["Access-Control-Expose-Headers"] == "Retry-After"
    assert Subscription.objects.count() == 2
    assert _codes(_subscribe(storefront, "8.8.4.4")) == []


@pytest.mark.parametrize("leave", [DETACH, UNSUBSCRIBE])
def test_who_leaves_is_never_refused(storefront: Storefront, leave: str) -> None:
    """Any page can make the browsers behind an office's address use its units up."""
    browser = storefront.a_browser()["subscription"]
    storefront.does(SUBSCRIBE, input={**storefront.a_browser(), "subscription": browser})
    for _ in range(3):
        _subscribe(storefront, "8.8.8.8")
    assert _codes(_send(storefront, "8.8.8.8")) == ["TOO_MANY_REQUESTS"]
    proof = {"endpoint": browser["endpoint"], "proof": browser["keys"]["auth"]}
    assert _codes(_send(storefront, "8.8.8.8", leave, **proof)) == []


def test_every_mutation_of_a_storefront_counts() -> None:
    fields = [field for field in Mutation._meta.fields.values() if _is_ours(field)]
    assert len(fields) >= 9
    assert {each.resolver.__qualname__ for each in fields} == {"limited.<locals>.within_limit"}


def _is_ours(field: Any) -> bool:
    """Whether it is a mutation of storefronts: staff's ask for a permission instead."""
    return ".graphql.staff." not in field.type.__module__


def test_writes_of_one_request_count_one_by_one(storefront: Storefront) -> None:
    many = " ".join(f"m{i}: {VIEWED[10:-1]}" for i in range(10))
    for _ in range(2):
        answer = json.loads(_send(storefront, "8.8.8.8", f"mutation {{ {many} }}").content)
    codes = [each["errors"][0]["code"] for each in answer["data"].values()]
    assert codes.count("TOO_MANY_REQUESTS") == 4


def test_a_forged_header_buys_no_further_address(storefront: Storefront) -> None:
    for forged in ("1.1.1.1", "2.2.2.2"):
        _subscribe(storefront, f"{forged}, 8.8.8.8")
    assert _codes(_subscribe(storefront, "3.3.3.3, 8.8.8.8")) == ["TOO_MANY_REQUESTS"]


def test_the_other_header_is_not_read(storefront: Storefront, settings: Any) -> None:
    setattr(settings, HEADER_SETTING, "Forwarded")
    for n in range(4):
        assert _codes(_subscribe(storefront, f"8.8.8.{n}")) == []
    assert not Ration.objects.filter(name__startswith="address:").exists()


def test_behind_a_proxy_nobody_named_everybody_may_subscribe(
    storefront: Storefront, settings: Any
) -> None:
    setattr(settings, PROXIES_SETTING, "")
    assert [_codes(_subscribe(storefront, "8.8.8.8")) for _ in range(5)] == [[]] * 5
    [warning] = check_visitors(databases=["default"])
    assert warning.id == "saleor_push_plugin.W006"
    assert PROXIES_SETTING in str(warning.hint)
    for age, warnings in ((timedelta(hours=23), 1), (timedelta(hours=25), 0)):
        buckets.forget_unused(timezone.now() + age)
        assert len(check_visitors(databases=["default"])) == warnings


def test_a_public_load_balancer_nobody_named_is_warned_of_and_keeps_a_limit(
    storefront: Storefront, settings: Any
) -> None:
    """Whoever sends the header themselves do not escape their limit."""
    setattr(settings, PROXIES_SETTING, "")
    storefront.client.defaults["REMOTE_ADDR"] = "8.8.8.8"
    codes = [_codes(_subscribe(storefront, f"1.1.1.{n}")) for n in range(3)]
    assert codes == [[], [], ["TOO_MANY_REQUESTS"]]
    [warning] = check_visitors(databases=["default"])
    assert warning.id == "saleor_push_plugin.W006"
    assert "load balancer or CDN" in warning.msg


def test_where_proxies_are_named_nothing_is_warned_of(storefront: Storefront) -> None:
    _subscribe(storefront, "8.8.8.8")
    assert check_visitors(databases=["default"]) == []


def test_an_address_is_not_stored(storefront: Storefront) -> None:
    _subscribe(storefront, "8.8.8.8")
    assert "8.8.8.8" not in Ration.objects.get().name


def test_no_limit_if_the_operator_wants_none(storefront: Storefront, settings: Any) -> None:
    settings.SALEOR_PUSH_REQUESTS = "0"
    assert [_codes(_subscribe(storefront, "8.8.8.8")) for _ in range(5)] == [[]] * 5


def test_a_failure_to_count_refuses_nobody(
    storefront: Storefront, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:
        raise DatabaseError("no such table")

    monkeypatch.setattr(visitors.buckets, "take", broken)
    assert [_codes(_subscribe(storefront, "8.8.8.8")) for _ in range(5)] == [[]] * 5
    assert "not counted" in caplog.text


def test_receipts_and_answers_count_as_well(storefront: Storefront) -> None:
    root = storefront.path.removesuffix("graphql/")
    headers = {"X-Forwarded-For": "8.8.8.8"}
    how: dict[str, Any] = {"content_type": "application/json", "headers": headers}
    sent = [storefront.client.post(f"{root}receipt/", {}, **how) for _ in range(17)]
    assert [each.status_code for each in sent] == [204] * 16 + [429]
    assert int(sent[-1]["Retry-After"]) > 0
    answered = storefront.client.post(f"{root}answer/?t=x", {}, headers=headers)
    assert answered.status_code == 429
    # Any page can send receipts, so they use nothing up that a shopper needs.
    assert _codes(_subscribe(storefront, "8.8.8.8")) == []


def test_what_does_not_exist_counts_nothing(storefront: Storefront) -> None:
    root, headers = storefront.path.removesuffix("graphql/"), {"X-Forwarded-For": "8.8.8.8"}
    for path in ("nothing-here", "push.js", ""):
        storefront.client.post(f"{root}{path}", {}, headers=headers)
    assert not Ration.objects.exists()


def test_a_network_that_is_none_is_named_at_the_start(settings: Any) -> None:
    setattr(settings, PROXIES_SETTING, "10.0.0.0/8, proxy.internal,")
    setattr(settings, HEADER_SETTING, "X-Real-IP")
    found = {each.msg for each in check_settings() if each.id == "saleor_push_plugin.E004"}
    assert any("proxy.internal" in text for text in found)
    assert any("X-Real-IP" in text for text in found)
    assert len(found) == 2
