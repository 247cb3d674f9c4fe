"""A copy of the shop's database in another shop: it must not send to the shop's customers."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from saleor_push_plugin import outbox, tasks
from saleor_push_plugin.engagement import delivery_log
from saleor_push_plugin.models import Notification, SendingAddress, State, Subscription
from saleor_push_plugin.settings import sending_address
from tests.hosts.shop import Shop

from .conftest import API, Deliver

STAGING = "https://staging.example"
CONFIRM = """mutation Confirm { pushSendingConfirm {
  sending { enabled stoppedBecause publicUrl } errors { code } } }"""
SENDING = "query Sending { pushSending { enabled stoppedBecause publicUrl } }"


def as_staff(shop: Shop, document: str, token: str | None = "") -> Any:
    token = shop.staff_token if token == "" else token
    headers = {"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {}
    body = json.dumps({"query": document})
    return Client().post(API, body, content_type="application/json", **headers).json()


@pytest.fixture
def copied(push: Shop, browser: Any, settings: Any) -> Any:
    """The same database in a staging shop, where a real customer's order was placed."""
    ada = push.register()
    phone = browser(ada)
    settings.PUBLIC_URL = STAGING
    push.place_order(customer=ada)
    return phone


def test_nothing_is_claimed_in_a_copy(copied: Any, deliver: Deliver) -> None:
    assert copied.texts == []
    assert deliver(timezone.now() + timedelta(minutes=1)) == 0
    row = Notification.objects.get()
    assert (row.state, row.attempts) == (State.PENDING, 0)
    assert copied.texts == []


def test_tick_starts_no_task_in_a_copy_and_alarms_once_an_hour(
    copied: Any, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        tasks.tick()
    assert copied.texts == []
    alarms = [r.getMessage() for r in caplog.records if r.levelname == "ERROR"]
    assert len(alarms) == 1
    assert "https://example.com" in alarms[0]
    assert STAGING in alarms[0]
    assert not sending_address.alarm_due(timezone.now() + timedelta(minutes=59))
    assert sending_address.alarm_due(timezone.now() + timedelta(minutes=61))


def test_an_order_waits_inside_its_expiry(copied: Any, deliver: Deliver) -> None:
    deliver(timezone.now() + timedelta(days=2))
    assert Notification.objects.get().state == State.EXPIRED


def test_the_command_lets_it_send(copied: Any, deliver: Deliver) -> None:
    with pytest.raises(CommandError, match="may be a copy"):
        call_command("push_sending")
    assert deliver(timezone.now()) == 0
    out = StringIO()
    call_command("push_sending", "confirm", stdout=out)
    assert STAGING in out.getvalue()
    assert deliver(timezone.now()) == 1
    assert len(copied.texts) == 1


def test_staff_let_it_send(push: Shop, copied: Any, deliver: Deliver) -> None:
    told = as_staff(push, SENDING)["data"]["pushSending"]
    assert (told["enabled"], told["publicUrl"]) == (True, STAGING)
    assert "https://example.com" in told["stoppedBecause"]
    answer = as_staff(push, CONFIRM)["data"]["pushSendingConfirm"]
    assert answer["sending"] == {"enabled": True, "stoppedBecause": None, "publicUrl": STAGING}
    assert deliver(timezone.now()) == 1


def test_staff_read_why_a_push_waits(push: Shop, copied: Any) -> None:
    row = Notification.objects.get()
    assert [entry.reason for entry in delivery_log.of_notification(row.id)] == ["other_address"]
    sending_address.confirm(timezone.now())
    assert [entry.reason for entry in delivery_log.of_notification(row.id)] == ["waits_until_due"]


@pytest.mark.parametrize("document", [CONFIRM, SENDING])
def test_nobody_else_lets_it_send(push: Shop, copied: Any, document: str) -> None:
    for token in (None, push.register().token):
        (error,) = as_staff(push, document, token)["errors"]
        assert error["extensions"]["exception"]["code"] == "PermissionDenied"
    assert sending_address.other_address()


def test_an_edit_in_the_dashboard_does_not_let_it_send_but_the_switch_does(
    push: Shop, copied: Any
) -> None:
    push.configure_push(quiet_hours="")
    assert sending_address.other_address()
    push.configure_push(send=False)
    push.configure_push(send=True)
    assert sending_address.other_address() is None


def test_no_test_push_goes_out_of_a_copy(copied: Any) -> None:
    subscription = str(Subscription.objects.get().public_id)
    with pytest.raises(CommandError, match="may be a copy"):
        call_command("push_send_test", subscription)


@pytest.mark.parametrize(
    ("there", "here", "stops"),
    [
        ("https://shop.example", "https://SHOP.example/", False),
        ("https://shop.example", "https://shop.example:443", False),
        ("http://shop.example:80/", "HTTP://shop.example.", False),
        ("https://shop.example.:8000//", "https://shop.example:8000", False),
        ("https://[::1]:443", "https://[::1]/", False),
        ("https://münchen.example", "https://xn--mnchen-3ya.example", False),
        ("https://user:secret@shop.example", "https://shop.example", False),
        ("https://shop.example/?a=1#b", "https://shop.example", False),
        ("https://shop.example:8000", "https://shop.example:8001", True),
        ("https://shop.example", "https://[::1", True),
        ("https://shop.example", "https://shop.example:x", True),
        ("https://shop.example/api", "https://shop.example/", True),
        ("https://shop.example", "http://shop.example", True),
        ("https://shop.example", None, True),
        (None, "https://staging.example", True),
        (None, None, False),
    ],
)
def test_addresses_are_compared_without_spelling(
    db: None, settings: Any, there: str | None, here: str | None, stops: bool
) -> None:
    settings.PUBLIC_URL = there
    sending_address.confirm(timezone.now())
    settings.PUBLIC_URL = here
    assert bool(sending_address.other_address()) is stops


def test_before_sending_was_ever_switched_on_nothing_stops(db: None) -> None:
    SendingAddress.objects.all().delete()
    assert sending_address.other_address() is None


def test_the_question_costs_a_claim_one_statement(push: Shop) -> None:
    with CaptureQueriesContext(connection) as queries:
        outbox.claim(timezone.now(), limit=500)
    asked = [query["sql"] for query in queries if "sendingaddress" in query["sql"]]
    assert len(asked) == 1


def ids(databases: list[str] | None = None) -> set[str | None]:
    return {message.id for message in run_checks(databases=databases)}


def test_check_says_that_nothing_is_sent(push: Shop, settings: Any) -> None:
    assert "saleor_push_plugin.W004" not in ids(["default"])
    settings.PUBLIC_URL = STAGING
    assert "saleor_push_plugin.W004" in ids(["default"])


def test_a_process_without_the_address_is_told_that_it_may_be_the_fault(
    push: Shop, settings: Any
) -> None:
    """A worker whose environment lacks PUBLIC_URL, beside a web server that has it."""
    settings.PUBLIC_URL = None
    assert "this process alone lacks it" in str(sending_address.other_address())
    settings.PUBLIC_URL = STAGING
    assert "this process alone" not in str(sending_address.other_address())


@pytest.mark.parametrize("address", ["https://[::1", "shop.example", "https://shop.example:x"])
def test_an_address_that_is_none_sends_nothing_raises_nothing_and_is_named(
    push: Shop, settings: Any, address: str
) -> None:
    settings.PUBLIC_URL = address
    assert outbox.claim(timezone.now(), limit=500) == []
    assert "saleor_push_plugin.E006" in ids()
    assert sending_address.other_address()


def test_check_says_that_nothing_protects(db: None, settings: Any) -> None:
    assert "saleor_push_plugin.W003" not in ids()
    settings.PUBLIC_URL = None
    assert "saleor_push_plugin.W003" in ids()
