"""The story's browser: Firefox or Chromium without a window, else a plain subscriber."""

from collections.abc import Callable
from typing import Protocol

from sandbox.browsers.chromium_flags import find_chromium
from sandbox.browsers.firefox import find_firefox
from sandbox.browsers.line import BrowserError
from sandbox.browsers.process import StartError
from sandbox.demo.browser_screens import ChromiumScreen, FirefoxScreen
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


Opener = Callable[[Town], Screen]
BROWSERS: dict[str, Opener] = {"firefox": FirefoxScreen, "chromium": ChromiumScreen}
CHOICES: dict[str, Opener] = {**BROWSERS, "none": PlainScreen}


def open_screen(town: Town, wanted: str = "") -> Screen:
    """The one that is wanted; else the first installed browser that starts."""
    for old in town.pictures.glob("*.png"):
        old.unlink()
    if wanted:
        return _opened(town, wanted)
    for name in installed():
        try:
            return _opened(town, name)
        except (StartError, BrowserError) as failure:
            say(f"  {str(failure).splitlines()[0]}")
    say("  No Firefox and no Chromium runs on this machine. A plain subscriber takes their place:")
    say("  it receives and decrypts like a browser, but has no page. For the real thing install")
    say("  Firefox (Debian: apt-get install firefox-esr dbus libnotify4) and run this again.")
    return PlainScreen(town)


def installed() -> list[str]:
    """Firefox first: it takes its pushes from the demo's push service itself."""
    found = {"firefox": find_firefox(), "chromium": find_chromium()}
    return [name for name, program in found.items() if program]


def _opened(town: Town, name: str) -> Screen:
    with step(f"the shopper's browser: {CHOICES[name].name}"):  # type: ignore[attr-defined]
        return CHOICES[name](town)
