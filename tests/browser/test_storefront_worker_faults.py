"""sw.js in a browser where something hangs or throws: the push is shown, and no lock is kept.

The browser is real. A few lines in front of the worker's script imitate the fault.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

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

Chrome = Callable[[str], Device]

NEVER = "() => new Promise(() => {})"
MEMORY = {
    "never answers": "IDBFactory.prototype.open = () => ({});",
    "is forbidden": "IDBFactory.prototype.open = () => { throw new Error('insecure'); };",
    "throws late": "IDBDatabase.prototype.transaction = () => { throw new Error('closing'); };",
    "stops half-way": """
        Object.defineProperty(IDBTransaction.prototype, "oncomplete", { set() {} });""",
}
BROWSER = {
    "pages cannot be told": "self.BroadcastChannel = class { constructor() { throw 1; } };",
    "its list never comes": f"ServiceWorkerRegistration.prototype.getNotifications = {NEVER};",
    "a picture never comes": """
        const show = ServiceWorkerRegistration.prototype.showNotification;
        ServiceWorkerRegistration.prototype.showNotification = function (title, options) {
          return options.icon ? new Promise(() => {}) : show.call(this, title, options);
        };""",
}
# The browser's own event cannot be ordered; one of the test's making starts the same work.
ON_MESSAGE = "onmessage = ({ data }) => dispatchEvent(new ExtendableEvent(data));"


@pytest.fixture
def chrome(chromium: Chromium) -> Iterator[Chrome]:
    """A page in Chromium whose worker starts with these lines."""
    with ExitStack() as sites:

        def chrome(lines: str) -> Device:
            site = sites.enter_context(worker_site(lines + IMPORT))
            chromium.open(f"{site.origin}/")
            chromium.eval("listen().then(() => true)")

            def send(message: object) -> None:
                text = message if isinstance(message, str) else json.dumps(message)
                chromium.deliver_push(site.origin, text)

            return Device(browser=chromium, site=site, subscription={}, send=send)

        yield chrome


@pytest.mark.parametrize("fault", MEMORY.values(), ids=MEMORY.keys())
def test_a_push_is_shown_at_once_whatever_the_memory_does(chrome: Chrome, fault: str) -> None:
    device = chrome(fault)
    device.send(payload(device.site))
    shown = device.browser.wait_shown(timeout=3)
    assert (shown.title, shown.body) == ("Thank you!", "Linen shirt · €39.00")
    eventually(lambda: receipts(device.site), [told("n1", "shown")])


@pytest.mark.parametrize("fault", MEMORY.values(), ids=MEMORY.keys())
def test_firefox_shows_a_push_at_once_whatever_the_memory_does(
    firefox: Firefox, push_service: PushService, fault: str
) -> None:
    sender = VapidSender()
    with worker_site(fault + IMPORT) as site:
        firefox.open(f"{site.origin}/")
        sender.send(firefox.eval(f"subscribe({sender.public_key!r})"), payload(site))
        assert firefox.wait_shown(timeout=5).title == "Thank you!"
        eventually(lambda: receipts(site), [told("n1", "shown")])


@pytest.mark.parametrize("fault", MEMORY.values(), ids=MEMORY.keys())
def test_a_broken_push_shows_something_whatever_the_memory_does(
    firefox: Firefox, push_service: PushService, fault: str
) -> None:
    """The browser is subscribed, and nobody can say any more that the subscription is ours."""
    sender = VapidSender()
    with worker_site(fault + IMPORT) as site:
        firefox.open(f"{site.origin}/")
        sender.send(firefox.eval(f"subscribe({sender.public_key!r})"), "half a sent")
        assert firefox.wait_shown(timeout=5).body == "There is something new for you."


def test_a_wiped_memory_starts_anew(chrome: Chrome) -> None:
    device = chrome("")
    device.send(payload(device.site))
    eventually(lambda: receipts(device.site), [told("n1", "shown")])
    wipe = "new Promise((done) => { indexedDB.deleteDatabase('saleor-push').onsuccess = done; })"
    device.browser.eval(f"{wipe}.then(() => true)")
    device.send(payload(device.site, id="n2", title="Shipped"))
    eventually(lambda: receipts(device.site), [told("n1", "shown"), told("n2", "shown")])


@pytest.mark.parametrize("fault", BROWSER.values(), ids=BROWSER.keys())
def test_a_push_is_shown_and_reported_whatever_the_browser_does(chrome: Chrome, fault: str) -> None:
    device = chrome(fault)
    device.send(payload(device.site, icon=f"{device.site.origin}/icon.png"))
    assert device.browser.wait_shown(timeout=7).title == "Thank you!"
    eventually(lambda: receipts(device.site), [told("n1", "shown")])


def test_a_repeated_push_disturbs_nobody_while_the_memory_hangs(chrome: Chrome) -> None:
    device = chrome(MEMORY["never answers"])
    device.send(payload(device.site))
    eventually(lambda: receipts(device.site), [told("n1", "shown")])
    device.send(payload(device.site))
    eventually(device.titles, ["Thank you!", "Thank you!"])
    stays(lambda: receipts(device.site), [told("n1", "shown")])


@pytest.mark.parametrize("lines", [MEMORY["never answers"], ""], ids=["hangs", "works"])
def test_the_lock_is_given_back_when_the_renewal_hangs(chrome: Chrome, lines: str) -> None:
    """15 seconds at most; push.js waits for this lock before login() and logout()."""
    faults = f"setTimeout = (call, time, ...rest) => quick(call, time / 20, ...rest); {ON_MESSAGE}"
    device = chrome(f"const quick = setTimeout; {lines} {faults}")
    tell = "navigator.serviceWorker.ready.then((it) => it.active.postMessage(type))"
    device.browser.eval(f"(type => {tell})('pushsubscriptionchange')")
    time.sleep(0.2)
    take = "navigator.locks.request('saleor-push', () => true)"
    assert device.browser.eval(take, timeout=5) is True
