"""The plugin's URLs: scripts and receipts."""

import json
import string
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from saleor_push_plugin import urls
from saleor_push_plugin.engagement import tokens
from saleor_push_plugin.models import Notification
from tests.hosts.shop import Shop

from .conftest import Browser

Browsers = Callable[..., Browser]
ROOTS = pytest.mark.parametrize("root", ["/plugins/saleor.push", "/plugins/global/saleor.push"])


@ROOTS
@pytest.mark.parametrize("name", ["sw.js", "push.js"])
def test_scripts_are_served_to_any_storefront(push: Shop, root: str, name: str) -> None:
    response = Client().get(f"{root}/{name}")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Service-Worker-Allowed"] == "/"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == "public, max-age=300"
    again = Client().get(f"{root}/{name}", HTTP_IF_NONE_MATCH=response["ETag"])
    assert (again.status_code, again.content) == (304, b"")


@ROOTS
@pytest.mark.parametrize(
    "path", ["", "/nothing.js", "/../models.py", "/static/sw.js", "/graphiql.html"]
)
def test_anything_else_is_not_found(push: Shop, root: str, path: str) -> None:
    assert Client().get(f"{root}/{path.lstrip('/')}").status_code == 404


def test_scripts_cannot_be_posted_to(push: Shop) -> None:
    assert Client().post("/plugins/saleor.push/sw.js").status_code == 405


def test_an_inactive_plugin_serves_nothing(push: Shop) -> None:
    push.configure_push(active=False)
    assert Client().get("/plugins/saleor.push/sw.js").status_code == 404
    assert Client().get("/plugins/global/saleor.push/sw.js").status_code == 404


def report(body: object) -> int:
    text = body if isinstance(body, (str, bytes)) else json.dumps(body)
    response = Client().post("/plugins/saleor.push/receipt/", text, content_type="text/plain")
    return response.status_code


def test_shown_and_clicked_are_noted_the_first_time(push: Shop, browser: Browsers) -> None:
    ada = push.register()
    phone = browser(ada)
    push.place_order(customer=ada)
    token = phone.subscriber.shown()[0].data["receipt"]["token"]
    before = timezone.now()
    assert report({"token": token, "event": "shown"}) == 204
    first = Notification.objects.get().shown_at
    assert first >= before
    report({"token": token, "event": "shown"})
    report({"token": token, "event": "clicked"})
    row = Notification.objects.get()
    assert (row.shown_at, row.dismissed_at) == (first, None)
    assert row.clicked_at > first


def test_a_receipt_goes_to_the_shops_own_address(push: Shop, browser: Browsers) -> None:
    ada = push.register()
    phone = browser(ada)
    push.place_order(customer=ada)
    url = phone.subscriber.shown()[0].data["receipt"]["url"]
    assert url.endswith("/plugins/saleor.push/receipt/")
    assert url.startswith("http")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "null",
        b"\xff\x00",
        {"token": 7, "event": "shown"},
        {"token": "x" * 32, "event": "shown"},
        {"token": "ż", "event": "shown"},
        {"event": "shown"},
        {"click": 7},
        {"click": "ż"},
        {"click": {"click": []}},
        [{"click": "x"}],
        "x" * 100_000,
        "[" * 4_000,
    ],
)
def test_nonsense_is_taken_without_a_word(push: Shop, body: object) -> None:
    assert report(body) == 204


def test_a_receipt_whose_sender_has_gone_is_taken_without_a_word(rf: RequestFactory) -> None:
    class Gone(BytesIO):
        def read(self, *_: object) -> bytes:
            raise ConnectionResetError

    request = rf.post("/plugins/saleor.push/receipt/")
    request._stream = Gone()
    answer = urls.respond(request, "/receipt/", now=timezone.now())
    assert answer is not None
    assert answer.status_code == 204


def test_a_forged_token_changes_nothing(push: Shop, browser: Browsers) -> None:
    ada = push.register()
    browser(ada)
    push.place_order(customer=ada)
    row = Notification.objects.get()
    genuine = tokens.right(tokens.Purpose.RECEIPT, row.id, expires_at=row.expires_at)
    # The last character has spare bits, so some of these would be the same bytes.
    letters = string.ascii_letters + string.digits + "-_"
    forged = [genuine[:-1] + letter for letter in letters if letter != genuine[-1]]
    for token in (*forged, genuine[:-4], f"{genuine}AAAA", f"{genuine}=", f" {genuine}"):
        report({"token": token, "event": "shown"})
    report({"token": genuine, "event": "exploded"})
    assert Notification.objects.get().shown_at is None


def test_a_receipt_ends_a_week_after_its_push_and_with_the_subscription(
    push: Shop, browser: Browsers
) -> None:
    ada = push.register()
    phone = browser(ada)
    push.place_order(customer=ada)
    row, receipt = Notification.objects.get(), tokens.Purpose.RECEIPT
    late = tokens.right(receipt, row.id, expires_at=timezone.now() - timedelta(days=7))
    report({"token": late, "event": "shown"})
    assert Notification.objects.get().shown_at is None
    phone.leave()
    report({"token": phone.subscriber.shown()[0].data["receipt"]["token"], "event": "shown"})
    assert Notification.objects.get().shown_at is None


def landed(device: Browser) -> str:
    """The token in the link of the first push."""
    return device.subscriber.shown()[0].navigate.partition("#push_click=")[2]


def test_the_page_that_a_click_led_to_reports_it_once_with_the_worker(
    push: Shop, browser: Browsers
) -> None:
    """Safari may open a link without the worker: then the page alone says that it was shown."""
    ada = push.register()
    phone = browser(ada)
    push.place_order(customer=ada)
    assert report({"click": landed(phone)}) == 204
    first = Notification.objects.get()
    assert first.clicked_at is not None
    assert first.shown_at == first.clicked_at
    report({"click": landed(phone)})
    report({"token": phone.subscriber.shown()[0].data["receipt"]["token"], "event": "clicked"})
    row = Notification.objects.get()
    assert (row.clicked_at, row.shown_at) == (first.clicked_at, first.shown_at)


def test_a_links_token_is_no_receipt_and_a_receipt_no_click(push: Shop, browser: Browsers) -> None:
    ada = push.register()
    phone = browser(ada)
    push.place_order(customer=ada)
    data, token = phone.subscriber.shown()[0].data, landed(phone)
    report({"token": token, "event": "clicked"})
    report({"token": token, "event": "dismissed", "action": "yes", "answer": token})
    for other in (data["receipt"]["token"], data["id"], token[:-1], f"{token}A", f"#{token}"):
        report({"click": other})
    row = Notification.objects.get()
    assert (row.shown_at, row.clicked_at, row.dismissed_at) == (None, None, None)


def test_a_click_ends_after_a_week_and_with_the_subscription(push: Shop, browser: Browsers) -> None:
    ada = push.register()
    phone = browser(ada)
    push.place_order(customer=ada)
    row = Notification.objects.get()
    report({"click": tokens.click(row.id, now=timezone.now() - timedelta(days=7))})
    assert Notification.objects.get().clicked_at is None
    phone.leave()
    report({"click": landed(phone)})
    assert Notification.objects.get().clicked_at is None


def test_the_name_of_a_push_is_no_receipt(push: Shop, browser: Browsers) -> None:
    ada = push.register()
    phone = browser(ada)
    push.place_order(customer=ada)
    report({"token": phone.subscriber.shown()[0].data["id"], "event": "shown"})
    assert Notification.objects.get().shown_at is None
