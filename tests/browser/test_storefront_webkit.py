"""sw.js in WebKit, imitated in Firefox and Chromium: declared pushes, and tags that do nothing.

No device of Apple's is here. A few lines in front of the worker's script make the browser behave
as the Push API's draft, WebKit's parser and the browsers' compatibility data describe it.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any

import pytest

from sandbox.browsers.chromium import Chromium
from sandbox.browsers.firefox import Firefox
from sandbox.pushservice import PushService
from tests.browser.storefront_kit import (
    IMPORT,
    Device,
    eventually,
    payload,
    receipts,
    stays,
    told,
    worker_site,
)
from tests.wire.vapid_sender import VapidSender

pytestmark = [pytest.mark.sandbox_only, pytest.mark.browser]

Open = Callable[..., Device]

SAFARI = """
  Object.defineProperty(WorkerNavigator.prototype, "userAgent", {
    get: () => "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 " +
      "(KHTML, like Gecko) Version/18.4 Mobile/15E148 Safari/604.1",
  });"""
# Each notification has a tag of its own for the browser, and is found by the one it was given.
TAGS_DO_NOTHING = """
  const { showNotification, getNotifications } = ServiceWorkerRegistration.prototype;
  let count = 0;
  ServiceWorkerRegistration.prototype.showNotification = function (title, options) {
    const tag = options.tag && `${options.tag}#${(count += 1)}`;
    return showNotification.call(this, title, { ...options, tag });
  };
  ServiceWorkerRegistration.prototype.getNotifications = async function ({ tag } = {}) {
    const all = await getNotifications.call(this);
    return all.filter((one) => !tag || one.tag.split("#")[0] === tag);
  };"""
LIST_HANGS = "ServiceWorkerRegistration.prototype.getNotifications = () => new Promise(() => {});"
# A mutable push as an event: its notification has getters only, and needs a page to go to.
DECLARED = """
  const show = ServiceWorkerRegistration.prototype.showNotification;
  ServiceWorkerRegistration.prototype.showNotification = function (title, options) {
    if (!options.navigate) return Promise.reject(new TypeError("navigate is missing"));
    return show.call(this, title, options);
  };
  const listen = addEventListener;
  self.addEventListener = (type, hear) => listen(type, (event) => {
    if (type !== "push") return hear(event);
    const { notification } = event.data.json();
    const empty = { silent: null, icon: "", badge: "", image: "", lang: "", dir: "auto" };
    hear({
      data: null,
      notification: notification.mutable ? Object.create({ ...empty, ...notification }) : null,
      waitUntil: (work) => event.waitUntil(work),
      stopImmediatePropagation: () => event.stopImmediatePropagation(),
    });
  });"""
NEIGHBOUR = """
  addEventListener("push", () => fetch("/neighbour/", { method: "POST" }));"""


@pytest.fixture
def in_firefox(firefox: Firefox, push_service: PushService) -> Iterator[Open]:
    sender = VapidSender()
    with ExitStack() as sites:

        def in_firefox(*lines: str) -> Device:
            site = sites.enter_context(worker_site("".join(lines) + IMPORT))
            firefox.open(f"{site.origin}/")
            subscription = firefox.eval(f"subscribe({sender.public_key!r})")
            send = partial(sender.send, subscription)
            return Device(browser=firefox, site=site, subscription=subscription, send=send)

        yield in_firefox


@pytest.fixture
def in_chromium(chromium: Chromium) -> Iterator[Open]:
    with ExitStack() as sites:

        def in_chromium(*lines: str, after: str = "") -> Device:
            site = sites.enter_context(worker_site("".join(lines) + IMPORT + after))
            chromium.open(f"{site.origin}/")
            chromium.eval("listen().then(() => true)")

            def send(message: object) -> None:
                chromium.deliver_push(site.origin, json.dumps(message))

            return Device(browser=chromium, site=site, subscription={}, send=send)

        yield in_chromium


def mutable(message: dict[str, Any]) -> dict[str, Any]:
    return {**message, "notification": {**message["notification"], "mutable": True}}


def test_newer_news_replace_older_where_tags_do_nothing(in_firefox: Open) -> None:
    """Closed by the worker, which Firefox says too, and dismissed by nobody."""
    device = in_firefox(SAFARI, TAGS_DO_NOTHING)
    for number, title in enumerate(("Placed", "Shipped")):
        device.send(payload(device.site, id=f"n{number}", title=title))
        eventually(device.on_screen, [title])
    stays(lambda: receipts(device.site), [told("n0", "shown"), told("n1", "shown")])


def test_the_same_push_again_is_one_card_where_tags_do_nothing(in_firefox: Open) -> None:
    device = in_firefox(SAFARI, TAGS_DO_NOTHING)
    for _ in range(2):
        device.send(payload(device.site))
    eventually(lambda: (len(device.titles()), device.on_screen()), (2, ["Thank you!"]))
    stays(lambda: receipts(device.site), [told("n1", "shown")])


def test_news_of_another_matter_stay_where_tags_do_nothing(in_firefox: Open) -> None:
    device = in_firefox(SAFARI, TAGS_DO_NOTHING)
    device.send(payload(device.site, id="n1", tag="order-1", title="One"))
    eventually(device.on_screen, ["One"])
    device.send(payload(device.site, id="n2", tag="order-2", title="Two"))
    eventually(device.on_screen, ["One", "Two"])


def test_news_are_shown_where_older_ones_cannot_be_found(in_firefox: Open) -> None:
    device = in_firefox(SAFARI, LIST_HANGS)
    device.send(payload(device.site))
    assert device.browser.wait_shown(timeout=3).title == "Thank you!"


def test_other_browsers_replace_by_tag_and_close_nothing(in_chromium: Open) -> None:
    count = "Notification.prototype.close = () => fetch('/closed/', { method: 'POST' });"
    device = in_chromium(count)
    for number in range(2):
        device.send(payload(device.site, id=f"n{number}"))
        eventually(lambda: len(receipts(device.site)), number + 1)
    assert "/closed/" not in [path for path, _ in device.site.posts]


def test_newer_news_may_sound_and_the_same_push_again_may_not(in_chromium: Open) -> None:
    device = in_chromium()
    listed = "navigator.serviceWorker.ready.then((worker) => worker.getNotifications())"
    shown = f"{listed}.then((all) => all.map((one) => [one.title, one.renotify, one.silent]))"
    device.send(payload(device.site, id="n1", title="Placed"))
    eventually(lambda: device.browser.eval(shown), [["Placed", True, False]])
    device.send(payload(device.site, id="n2", title="Shipped"))
    eventually(lambda: device.browser.eval(shown), [["Shipped", True, False]])
    device.send(payload(device.site, id="n2", title="Shipped"))
    eventually(lambda: device.browser.eval(shown), [["Shipped", False, True]])


def test_a_declared_push_shows_the_text_of_the_order(in_chromium: Open) -> None:
    device = in_chromium(SAFARI, DECLARED)
    device.send(mutable(payload(device.site)))
    shown = device.browser.wait_shown()
    assert (shown.title, shown.body) == ("Thank you!", "Linen shirt · €39.00")
    eventually(lambda: receipts(device.site), [told("n1", "shown")])


def test_a_declared_push_again_is_no_second_receipt(in_chromium: Open) -> None:
    device = in_chromium(SAFARI, DECLARED)
    for _ in range(2):
        device.send(mutable(payload(device.site)))
        device.browser.wait_shown()
    eventually(lambda: len(device.titles()), 2)
    stays(lambda: receipts(device.site), [told("n1", "shown")])


def test_another_tools_declared_push_is_left_to_the_browser(in_chromium: Open) -> None:
    device = in_chromium(SAFARI, DECLARED, after=NEIGHBOUR)
    device.send({"web_push": 8030, "notification": {"title": "theirs", "mutable": True}})
    eventually(lambda: [path for path, _ in device.site.posts], ["/neighbour/"])
    stays(device.titles, [])
