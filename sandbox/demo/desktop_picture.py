"""Takes docs/images/notification.png: an order in the demo shop, as Firefox shows it on a desktop.

`make picture`. Needs Debian's firefox-esr, xvfb, openbox, xdotool and imagemagick. Nothing is drawn
by us; only the mark that Firefox puts on a remote-controlled address bar is hidden by a style.
"""

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from sandbox.browsers.firefox import Firefox
from sandbox.browsers.process import Child, StartError
from sandbox.demo.town import Town, town
from sandbox.demo.words import closing, say
from sandbox.live import ROOT

TARGET = ROOT / "docs" / "images" / "notification.png"
DISPLAY, WIDTH, HEIGHT = ":77", 1180, 700
PATIENCE = 20.0
STYLE = """#remote-control-box, #sidebar-button { display: none !important }
.urlbar-background { background-image: none !important; background-color: #fff !important }"""
PREFERENCES = {
    "alerts.useSystemBackend": False,  # Firefox draws the notification itself
    "toolkit.legacyUserProfileCustomizations.stylesheets": True,
}


def main() -> int:
    try:
        with town() as built, _screen(built.folder) as screen:
            _take(built, screen)
    except (FileNotFoundError, StartError, subprocess.CalledProcessError) as failure:
        say(f"No picture was taken: {failure}")
        closing(picture="failed")
        return 1
    closing(picture="ok", path=TARGET.relative_to(ROOT))
    return 0


@contextlib.contextmanager
def _screen(folder: Path) -> Iterator[Mapping[str, str]]:
    """A screen of its own with a window manager; gives the environment that names it."""
    size = f"{WIDTH}x{HEIGHT}x24"
    screen = {"DISPLAY": DISPLAY, "DBUS_SESSION_BUS_ADDRESS": "disabled:"}
    command = ["Xvfb", DISPLAY, "-screen", "0", size, "-nolisten", "tcp"]
    with contextlib.closing(Child(command, home=folder)):
        time.sleep(1)
        with contextlib.closing(Child(["openbox"], home=folder, environment=screen)):
            yield screen


def _take(built: Town, screen: Mapping[str, str]) -> None:
    with contextlib.closing(_firefox(built, screen)) as firefox:
        _fill_the_screen(screen)
        firefox.open(f"{_address(built)}/?lang=en")
        firefox.wait_for("!!window.demo")
        firefox.eval("demo.push.subscribe().then(() => true)")
        firefox.eval('demo.buy(["Linen shirt", "Wool socks"], "anna@example.com")')
        firefox.wait_for("!!document.querySelector('[data-event=shown]')")
        time.sleep(1.5)  # The notification slides in.
        _run(screen, "import", "-window", "root", "-colors", "256", str(TARGET))


def _address(built: Town) -> str:
    """With the shop's name for a host, as notifications name their site."""
    return built.storefront.url.replace("127.0.0.1", "havn.localhost")


def _firefox(built: Town, screen: Mapping[str, str]) -> Firefox:
    return Firefox(
        built.service.ws_port, prefs=PREFERENCES, use_desktop=False, screen=screen, style=STYLE
    )


def _fill_the_screen(screen: Mapping[str, str]) -> None:
    window = _run(screen, "xdotool", "search", "--sync", "--onlyvisible", "--class", "firefox")
    place = ["windowsize", "%1", str(WIDTH), str(HEIGHT), "windowmove", "%1", "0", "0"]
    _run(screen, "xdotool", "search", "--onlyvisible", "--class", "firefox", *place)
    assert window, "Firefox opened no window"


def _run(screen: Mapping[str, str], *command: str) -> str:
    environment = {"PATH": "/usr/bin:/bin", **screen}
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=True, timeout=PATIENCE
    )
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
