"""The story in a real browser, on the demo's own storefront."""

import json
import time
from functools import cached_property
from typing import Any

from sandbox.browsers.base import Browser
from sandbox.browsers.chromium import Chromium
from sandbox.browsers.firefox import Firefox
from sandbox.browsers.subscriber import Subscriber
from sandbox.demo.plain_screen import public_key
from sandbox.demo.seen import Seen
from sandbox.demo.town import Town

# The page's subscription, kept by us: what push.js asks of it, and no more.
SUBSCRIPTION = """(() => {
  const made = %s;
  const bytes = Uint8Array.from(atob(%s), (sign) => sign.charCodeAt(0));
  const subscription = {
    endpoint: made.endpoint, expirationTime: null,
    options: { userVisibleOnly: true, applicationServerKey: bytes.buffer },
    toJSON: () => made, unsubscribe: async () => true,
  };
  PushManager.prototype.subscribe = async () => subscription;
  PushManager.prototype.getSubscription = async () => subscription;
})()"""


class BrowserScreen:
    """Buys on the page, and sees what the browser shows."""

    name: str

    def __init__(self, town: Town, browser: Browser) -> None:
        self._town = town
        self._browser = browser
        browser.set_viewport(1180, 820)

    def subscribe(self, *, email: str = "", token: str = "", language: str = "en") -> None:
        self._open(f"{self._town.storefront.url}/?lang={language}")
        if token:
            session = json.dumps(json.dumps({"email": email, "token": token}))
            self._browser.eval(f"sessionStorage.setItem('session', {session})")
            self._open(f"{self._town.storefront.url}/?lang={language}")
        self._browser.eval("demo.push.subscribe().then(() => true)")

    def buy(self, products: list[str], *, email: str) -> str:
        self._browser.forget_shown()
        return str(self._browser.eval(f"demo.buy({json.dumps(products)}, {json.dumps(email)})"))

    def wait_shown(self) -> Seen:
        shown = self._browser.wait_shown()
        return Seen(title=shown.title, body=shown.body, at_ms=shown.at_ms)

    def follow(self) -> str:
        """From another page, so that it is the click that leads to the order."""
        if self._browser.desktop is None:
            return str(self._browser.eval("location.href"))  # Nobody there to press it.
        self._open(self._town.storefront.url)
        self._browser.click(self._browser.shown()[-1].id)
        deadline = time.monotonic() + 15
        while not (led := [u for u in self._browser.tabs().values() if "/checkout?order=" in u]):
            if time.monotonic() > deadline:
                return str(self._browser.eval("location.href"))
            time.sleep(0.1)
        return led[0]

    def take_pictures(self) -> None:
        folder = self._town.pictures
        folder.mkdir(parents=True, exist_ok=True)
        self._browser.wait_for("!!document.querySelector('[data-event=clicked]')")
        self._browser.screenshot(folder / "order.png")
        self._browser.picture(self._browser.shown()[-1], folder / "notification.png")
        self._open(self._town.storefront.url)
        self._browser.screenshot(folder / "storefront.png")

    def close(self) -> None:
        self._browser.close()

    def _open(self, url: str) -> None:
        self._browser.open(url)
        self._browser.wait_for("!!window.demo")


class FirefoxScreen(BrowserScreen):
    name = "Firefox"

    def __init__(self, town: Town) -> None:
        super().__init__(town, Firefox.start(town.service.ws_port))


class ChromiumScreen(BrowserScreen):
    """Chromium takes pushes from its maker's servers alone.

    A subscriber of ours receives and decrypts them and hands them to the service worker; page,
    worker, notification and click are Chromium's.
    """

    name = "Chromium"

    def __init__(self, town: Town) -> None:
        self._chromium = Chromium.start()
        super().__init__(town, self._chromium)
        self._delivered = 0

    def subscribe(self, *, email: str = "", token: str = "", language: str = "en") -> None:
        assert self._subscriber
        super().subscribe(email=email, token=token, language=language)

    def wait_shown(self) -> Seen:
        self._subscriber.wait_for(self._delivered + 1)
        for message in self._subscriber.received[self._delivered :]:
            self._chromium.deliver_push(self._town.storefront.url, message["plaintext"])
        self._delivered = len(self._subscriber.received)
        return super().wait_shown()

    @cached_property
    def _subscriber(self) -> Subscriber:
        """One for the browser, as Firefox has one: whoever logs in takes it over."""
        key = public_key(self._town)
        made = Subscriber(self._town.service, key=key)
        standard = key.replace("-", "+").replace("_", "/")
        words: tuple[Any, ...] = (made.subscription, standard + "=" * (-len(standard) % 4))
        self._chromium.before_pages(SUBSCRIPTION % tuple(map(json.dumps, words)))
        return made
