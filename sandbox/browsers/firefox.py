"""Headless Firefox by WebDriver BiDi, as ordinary calls.

Shown notifications are seen and pressed through a desktop of our own; without `dbus-daemon` and
libnotify they can only be read, site by site, by `registration.getNotifications()`.
"""

import base64
import ctypes.util
import json
import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

from . import firefox_prefs
from .base import Browser, enter_desktop, enter_home
from .desktop import Desktop
from .line import BrowserError, Json, Line
from .process import PATIENCE, Child, StartError

PROGRAMS = ("firefox-esr", "firefox")


def find_firefox() -> str | None:
    return next((path for name in PROGRAMS if (path := shutil.which(name))), None)


class Firefox(Browser):
    def __init__(
        self,
        push_ws_port: int,
        *,
        prefs: dict[str, firefox_prefs.Value] | None = None,
        use_desktop: bool = True,
        screen: Mapping[str, str] | None = None,
        style: str = "",
    ) -> None:
        """Without a window, or on the `screen` that these environment variables name.

        `style` is CSS for Firefox's own window.
        """
        program = find_firefox()
        if program is None:
            raise StartError("Firefox is not installed (Debian: apt install firefox-esr)")
        super().__init__()
        self._screen = screen
        with ExitStack() as resources:
            self.desktop = enter_desktop(resources, wanted=use_desktop and can_use_desktop())
            self._home = enter_home(resources, "fx-")
            firefox_prefs.write_profile(
                self._home / "profile",
                push_ws_port=push_ws_port,
                has_desktop=self.desktop is not None,
                extra=prefs or {},
                style=style,
            )
            self._child = self._launch(program)
            resources.callback(self._child.close, grace=3)
            self._connect(resources)
            self._resources = resources.pop_all()

    @classmethod
    def start(cls, push_ws_port: int, **options: Any) -> Self:
        return cls(push_ws_port, **options)

    def open(self, url: str) -> None:
        place = {"context": self._tab, "url": url, "wait": "complete"}
        self._ask("browsingContext.navigate", place)

    def new_tab(self, url: str = "about:blank") -> str:
        self._tab = str(self._ask("browsingContext.create", {"type": "tab"})["context"])
        self.open(url)
        return self._tab

    def tabs(self) -> dict[str, str]:
        found = self._ask("browsingContext.getTree", {"maxDepth": 0})["contexts"]
        return {one["context"]: one["url"] for one in found}

    def switch_to(self, tab: str) -> None:
        self._tab = tab
        self._ask("browsingContext.activate", {"context": tab})

    def close_tab(self, tab: str | None = None) -> None:
        """Not the last one: Firefox would end with it."""
        closing = tab or self._tab
        self._ask("browsingContext.close", {"context": closing})
        if closing == self._tab:
            self._tab = next(iter(self.tabs()))

    def eval(self, js: str, *, timeout: float = PATIENCE) -> Any:
        params = {
            "expression": f"(async () => JSON.stringify(await ({js})))()",
            "target": {"context": self._tab},
            "awaitPromise": True,
            "userActivation": True,
        }
        answer = self._ask("script.evaluate", params, timeout=timeout)
        if answer["type"] == "exception":
            raise BrowserError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"].get("value", "null"))

    def screenshot(self, path: Path | str) -> None:
        taken = self._ask("browsingContext.captureScreenshot", {"context": self._tab})
        Path(path).write_bytes(base64.b64decode(taken["data"]))

    def set_viewport(self, width: int, height: int) -> None:
        size = {"width": width, "height": height}
        self._ask("browsingContext.setViewport", {"context": self._tab, "viewport": size})

    def set_permission(self, origin: str, state: str, name: str = "notifications") -> None:
        """`state`: granted, denied or prompt."""
        params = {"descriptor": {"name": name}, "state": state, "origin": origin}
        self._ask("permissions.setPermission", params)

    def _launch(self, program: str) -> Child:
        bus = self.desktop.address if self.desktop else "disabled:"
        environment = self._screen or {"DBUS_SESSION_BUS_ADDRESS": bus, "MOZ_HEADLESS": "1"}
        command = [program, "--no-remote", "--remote-debugging-port=0"]
        return Child(
            [*command, "--profile", str(self._home / "profile"), "about:blank"],
            home=self._home,
            environment={**environment, "MOZ_CRASHREPORTER_DISABLE": "1"},
        )

    def _connect(self, resources: ExitStack) -> None:
        said = self._child.wait_for_line(r"BiDi listening on (ws://\S+)", timeout=PATIENCE)
        self._line = Line(f"{said[1]}/session", hear=self._hear)
        resources.callback(self._line.close, farewell="browser.close")
        self._ask("session.new", {"capabilities": {"alwaysMatch": {"acceptInsecureCerts": True}}})
        self._ask("session.subscribe", {"events": ["log.entryAdded"]})
        self._tab = next(iter(self.tabs()))

    def _ask(self, method: str, params: Json, *, timeout: float = PATIENCE) -> Json:
        return self._line.ask(method, params, timeout=timeout)

    def _hear(self, event: Json) -> None:
        if event.get("method") == "log.entryAdded":
            self.console.append(str(event["params"].get("text")))


def can_use_desktop() -> bool:
    """Firefox reaches the bus through libnotify; without it showing would fail altogether."""
    return Desktop.is_possible() and ctypes.util.find_library("notify") is not None
