"""The story's browser: headless Firefox where there is one, else a plain subscriber."""

import json
import time
from typing import Protocol

from sandbox.browsers.firefox import Firefox, find_firefox
from sandbox.demo.plain_screen import PlainScreen
from sandbox.demo.seen import Seen
from sandbox.demo.town import Town
from sandbox.demo.words import say, step


class Screen(Protocol):
    name: str

    def subscribe(self, *, email: str = "", token: str = "", language: str = "en") -> None:
        """As nobody, or as the customer with that token."""

    def buy(self, products: list[str], *, email: str) -> str:
        """Places an order, as a guest unless logged in; gives back its global id."""

    def wait_shown(self) -> Seen:
        """The next notification."""

    def follow(self) -> str:
        """Where a click on the last notification leads to."""

    def take_pictures(self) -> None:
        """Of page and notification, for the README."""

    def close(self) -> None: ...


def open_screen(town: Town) -> Screen:
    for old in town.pictures.glob("*.png"):
        old.unlink()
    if find_firefox():
        with step("the shopper's browser"):
            return FirefoxScreen(town)
    say("  No Firefox on this machine, so a plain subscriber takes its place: it receives and")
    say("  decrypts like a browser, but has no page. For the real thing install Firefox")
    say("  (Debian: apt-get install firefox-esr dbus libnotify4) and run this again.")
    return PlainScreen(town)


class FirefoxScreen:
    name = "Firefox"

    def __init__(self, town: Town) -> None:
        self._town = town
        self._firefox = Firefox.start(town.service.ws_port)
        self._firefox.set_viewport(1180, 820)

    def subscribe(self, *, email: str = "", token: str = "", language: str = "en") -> None:
        self._open(f"{self._town.storefront.url}/?lang={language}")
        if token:
            session = json.dumps(json.dumps({"email": email, "token": token}))
            self._firefox.eval(f"sessionStorage.setItem('session', {session})")
            self._open(f"{self._town.storefront.url}/?lang={language}")
        self._firefox.eval("demo.push.subscribe().then(() => true)")

    def buy(self, products: list[str], *, email: str) -> str:
        self._firefox.forget_shown()
        return str(self._firefox.eval(f"demo.buy({json.dumps(products)}, {json.dumps(email)})"))

    def wait_shown(self) -> Seen:
        shown = self._firefox.wait_shown()
        return Seen(title=shown.title, body=shown.body, at_ms=shown.at_ms)

    def follow(self) -> str:
        """From another page, so that it is the click that leads to the order."""
        if self._firefox.desktop is None:
            return str(self._firefox.eval("location.href"))  # Nobody there to press it.
        self._open(self._town.storefront.url)
        self._firefox.click(self._firefox.shown()[-1].id)
        deadline = time.monotonic() + 15
        while not (led := [u for u in self._firefox.tabs().values() if "/checkout?order=" in u]):
            if time.monotonic() > deadline:
                return str(self._firefox.eval("location.href"))
            time.sleep(0.1)
        return led[0]

    def take_pictures(self) -> None:
        folder = self._town.pictures
        folder.mkdir(parents=True, exist_ok=True)
        self._firefox.wait_for("!!document.querySelector('[data-event=clicked]')")
        self._firefox.screenshot(folder / "order.png")
        self._firefox.picture(self._firefox.shown()[-1], folder / "notification.png")
        self._open(self._town.storefront.url)
        self._firefox.screenshot(folder / "storefront.png")

    def close(self) -> None:
        self._firefox.close()

    def _open(self, url: str) -> None:
        self._firefox.open(url)
        self._firefox.wait_for("!!window.demo")
