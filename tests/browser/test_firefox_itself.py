"""The drivers themselves, with a page and a worker of the test's own."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox.browsers.base import Browser
from sandbox.browsers.chromium import Chromium
from sandbox.browsers.firefox import Firefox
from sandbox.browsers.line import BrowserError
from sandbox.browsers.process import PATIENCE
from sandbox.browsers.site import Site
from sandbox.pushservice import PushService, token_of
from tests.wire.vapid_sender import VapidSender

pytestmark = [pytest.mark.sandbox_only, pytest.mark.browser]

PAGE = """<!doctype html><meta charset="utf-8"><title>tiny shop</title><h1>Tiny shop</h1><script>
  window.heard = [];
  navigator.serviceWorker.onmessage = event => heard.push(event.data);
  async function listen() {
    await navigator.serviceWorker.register("/sw.js");
    return navigator.serviceWorker.ready;
  }
  async function subscribe(key) {
    const worker = await listen();
    const options = {userVisibleOnly: true, applicationServerKey: key};
    return (await worker.pushManager.subscribe(options)).toJSON();
  }
</script>"""

WORKER = """
  const tell = async said => {
    for (const page of await clients.matchAll({includeUncontrolled: true})) page.postMessage(said);
  };
  onpush = event => event.waitUntil((async () => {
    const words = event.data.json();
    if (words.title === "throw") throw new Error("as asked");
    await registration.showNotification(words.title, words);
  })());
  onnotificationclick = event => event.waitUntil((async () => {
    await tell("clicked " + event.action);
    if (!event.action) await clients.openWindow("/order");
  })());
  onnotificationclose = event => event.waitUntil(tell("closed"));
  onpushsubscriptionchange = event => event.waitUntil(tell("changed"));
"""

WORDS = {
    "title": "Order 17 confirmed",
    "body": "Wełniane skarpety — 9,50 €\nشكراً",
    "actions": [{"action": "track", "title": "Track it"}],
}


@pytest.fixture
def site() -> Iterator[Site]:
    with Site({"/": PAGE, "/order": "<title>order</title>", "/sw.js": WORKER}) as running:
        yield running


@pytest.fixture(scope="module")
def sender() -> VapidSender:
    return VapidSender()


def subscribe(firefox: Firefox, site: Site, sender: VapidSender) -> dict[str, str]:
    firefox.open(f"{site.origin}/")
    made: dict[str, str] = firefox.eval(f"subscribe({json.dumps(sender.public_key)})")
    return made


def test_firefox_shows_what_was_sent(
    firefox: Firefox, push_service: PushService, site: Site, sender: VapidSender
) -> None:
    subscription = subscribe(firefox, site, sender)
    assert subscription["endpoint"].startswith(f"{push_service.origin}/wpush/")
    assert sender.send(subscription, WORDS).status_code == 201
    shown = firefox.wait_shown()
    assert (shown.title, shown.body) == (WORDS["title"], WORDS["body"])
    (message,) = push_service.messages(token_of(subscription["endpoint"]))
    assert message["code"] == 100


@pytest.mark.usefixtures("needs_clicks")
def test_a_click_in_firefox_reaches_the_worker_and_opens_a_window(
    firefox: Firefox, site: Site, sender: VapidSender
) -> None:
    sender.send(subscribe(firefox, site, sender), WORDS)
    firefox.click(firefox.wait_shown().id)
    firefox.wait_for("heard.includes('clicked ')")
    firefox.wait_for("heard.includes('closed')")
    wait_for_tab(firefox, f"{site.origin}/order")


@pytest.mark.usefixtures("needs_clicks")
def test_a_button_of_the_notification_can_be_pressed_in_firefox(
    firefox: Firefox, site: Site, sender: VapidSender
) -> None:
    sender.send(subscribe(firefox, site, sender), WORDS)
    firefox.click(firefox.wait_shown().id, "track")
    firefox.wait_for("heard.includes('clicked track')")


@pytest.mark.usefixtures("needs_clicks")
def test_a_notification_can_be_dismissed_in_firefox(
    firefox: Firefox, site: Site, sender: VapidSender
) -> None:
    sender.send(subscribe(firefox, site, sender), WORDS)
    firefox.dismiss(firefox.wait_shown().id)
    firefox.wait_for("heard.includes('closed')")
    assert not firefox.shown()[-1].is_open


def test_a_worker_that_throws_is_reported_to_the_push_service(
    firefox: Firefox, push_service: PushService, site: Site, sender: VapidSender
) -> None:
    subscription = subscribe(firefox, site, sender)
    sender.send(subscription, {"title": "throw"})
    token = token_of(subscription["endpoint"])
    until(lambda: push_service.messages(token)[0]["code"] == 302)


def test_a_message_sent_while_the_line_is_down_comes_later(
    firefox: Firefox, push_service: PushService, site: Site, sender: VapidSender
) -> None:
    subscription = subscribe(firefox, site, sender)
    push_service.hang_up()
    sender.send(subscription, WORDS)
    assert firefox.wait_shown().title == WORDS["title"]


def test_firefox_notices_that_its_subscriptions_were_lost(
    firefox: Firefox, push_service: PushService, site: Site, sender: VapidSender
) -> None:
    subscribe(firefox, site, sender)
    push_service.hang_up(forget=True)
    firefox.wait_for("heard.includes('changed')")


def test_a_denied_permission_refuses_the_subscription(
    firefox: Firefox, site: Site, sender: VapidSender
) -> None:
    firefox.set_permission(site.origin, "denied")
    with pytest.raises(BrowserError, match="NotAllowedError"):
        subscribe(firefox, site, sender)


def test_a_thrown_error_and_a_false_hope_are_told(firefox: Firefox, site: Site) -> None:
    firefox.open(f"{site.origin}/")
    with pytest.raises(BrowserError, match="nobody is not defined"):
        firefox.eval("nobody")
    with pytest.raises(AssertionError, match=r"not within 0\.1 s"):
        firefox.wait_for("false", timeout=0.1)


def test_pictures_are_taken(
    firefox: Firefox, site: Site, sender: VapidSender, tmp_path: Path
) -> None:
    sender.send(subscribe(firefox, site, sender), WORDS)
    firefox.screenshot(tmp_path / "page.png")
    firefox.picture(firefox.wait_shown(), tmp_path / "notification.png")
    for name in ("page.png", "notification.png"):
        assert (tmp_path / name).read_bytes().startswith(b"\x89PNG")
    assert firefox.eval("document.title") == "tiny shop"


def test_firefox_without_a_desktop_is_read_through_its_pages(
    push_service: PushService, site: Site, sender: VapidSender
) -> None:
    with Firefox.start(push_service.ws_port, use_desktop=False) as firefox:
        sender.send(subscribe(firefox, site, sender), WORDS)
        assert firefox.wait_shown().body == WORDS["body"]
        with pytest.raises(BrowserError, match="dbus-daemon"):
            firefox.click(1)


@pytest.mark.usefixtures("needs_clicks")
def test_chromium_shows_what_is_delivered_and_takes_clicks(chromium: Chromium, site: Site) -> None:
    chromium.open(f"{site.origin}/")
    chromium.eval("listen().then(() => true)")
    chromium.deliver_push(site.origin, json.dumps(WORDS))
    shown = chromium.wait_shown()
    assert (shown.title, shown.body) == (WORDS["title"], WORDS["body"])
    chromium.click(shown.id, "Track it")
    chromium.wait_for("heard.includes('clicked track')")
    chromium.deliver_push(site.origin, json.dumps(WORDS | {"title": "Again"}))
    chromium.click(chromium.wait_shown(lambda one: one.title == "Again").id)
    wait_for_tab(chromium, f"{site.origin}/order")


def test_chromium_can_be_small_and_dark(chromium: Chromium, site: Site) -> None:
    chromium.open(f"{site.origin}/")
    chromium.set_viewport(390, 844)
    chromium.set_dark()
    assert chromium.eval("[innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]") == [
        390,
        True,
    ]


def wait_for_tab(browser: Browser, url: str) -> None:
    until(lambda: url in browser.tabs().values())


def until(true: Callable[[], bool], *, timeout: float = PATIENCE) -> None:
    deadline = time.monotonic() + timeout
    while not true():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.02)
