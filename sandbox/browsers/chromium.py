"""Headless Chromium over DevTools, as ordinary calls.

Its push service cannot be replaced, so a message is handed to the worker by `deliver_push`,
without subscription and encryption; the worker, the notification and the click are real.
"""

import base64
import json
import re
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from .base import Browser, enter_desktop, enter_home
from .chromium_flags import find_chromium, flags
from .daemon import Notification
from .desktop import Desktop
from .line import BrowserError, Json, Line
from .process import PATIENCE, Child, StartError

_SITE = re.compile(r"^[\w.:-]+\n\n")


class Chromium(Browser):
    def __init__(self, *, use_desktop: bool = True) -> None:
        program = find_chromium()
        if program is None:
            raise StartError("Chromium is not installed (Debian: apt install chromium)")
        super().__init__()
        self._sessions: dict[str, str] = {}  # tab → DevTools session
        self._workers: dict[str, Json] = {}  # registration id → registration
        self._loaded: set[str] = set()  # sessions whose page has loaded
        with ExitStack() as resources:
            self.desktop = enter_desktop(resources, wanted=use_desktop and Desktop.is_possible())
            self._home = enter_home(resources, "cr-")
            self._child = self._launch(program)
            resources.callback(self._child.close, grace=3)
            self._connect(resources)
            self._resources = resources.pop_all()

    @classmethod
    def start(cls, **options: Any) -> Self:
        return cls(**options)

    def open(self, url: str) -> None:
        if url.startswith("http"):
            self.grant(url)
        session = self._sessions[self._tab]
        self._loaded.discard(session)
        answer = self._ask("Page.navigate", {"url": url})
        if answer.get("errorText"):
            raise BrowserError(f"{url}: {answer['errorText']}")
        self._wait_until_loaded(session)
        # The event may have been that of the page before, which was late.
        self.wait_for("document.readyState === 'complete'")

    def fresh(self) -> Self:
        """Its one tab is a new one: scripts, sizes and media that a test set end with their tab."""
        before = self.tabs()
        # In front: a tab behind another gets some of its events late, or never.
        self.switch_to(self.new_tab())
        for tab in before:
            self.close_tab(tab)
        self.forget_shown()
        return self

    def new_tab(self, url: str = "about:blank") -> str:
        self._tab = self._ask_browser("Target.createTarget", {"url": "about:blank"})["targetId"]
        self._attach(self._tab)
        if url != "about:blank":
            self.open(url)
        return self._tab

    def tabs(self) -> dict[str, str]:
        found = self._ask_browser("Target.getTargets", {})["targetInfos"]
        return {one["targetId"]: one["url"] for one in found if one["type"] == "page"}

    def switch_to(self, tab: str) -> None:
        self._tab = tab
        self._ask_browser("Target.activateTarget", {"targetId": tab})
        self._attach(tab)

    def close_tab(self, tab: str | None = None) -> None:
        closing = tab or self._tab
        self._ask_browser("Target.closeTarget", {"targetId": closing})
        self._sessions.pop(closing, None)
        if closing == self._tab:
            self.switch_to(next(one for one in self.tabs() if one != closing))

    def eval(self, js: str, *, timeout: float = PATIENCE) -> Any:
        params = {
            "expression": f"(async () => JSON.stringify(await ({js})))()",
            "awaitPromise": True,
            "userGesture": True,
        }
        answer = self._ask("Runtime.evaluate", params, timeout=timeout)
        if thrown := answer.get("exceptionDetails"):
            raise BrowserError(thrown.get("exception", {}).get("description") or thrown["text"])
        return json.loads(answer["result"].get("value", "null"))

    def screenshot(self, path: Path | str) -> None:
        taken = self._ask("Page.captureScreenshot", {"format": "png"})
        Path(path).write_bytes(base64.b64decode(taken["data"]))

    def set_viewport(self, width: int, height: int, *, mobile: bool = False) -> None:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile}
        self._ask("Emulation.setDeviceMetricsOverride", size)

    def set_dark(self, dark: bool = True) -> None:
        self.set_media({"prefers-color-scheme": "dark" if dark else "light"})

    def set_media(self, features: dict[str, str]) -> None:
        """Media features by name, such as `forced-colors`; those not named are the machine's."""
        named = [{"name": name, "value": value} for name, value in features.items()]
        self._ask("Emulation.setEmulatedMedia", {"features": named})

    def press_key(self, key: str, *, shift: bool = False) -> None:
        """A real key, such as `Tab`, `Enter` or `Escape`, where the focus is."""
        code = {"Tab": 9, "Enter": 13, "Escape": 27, " ": 32}[key]
        text = {"Enter": "\r", " ": " "}.get(key, "")
        pressed = {"key": key, "windowsVirtualKeyCode": code, "modifiers": 8 if shift else 0}
        down = {"type": "keyDown", **pressed, **({"text": text} if text else {})}
        for event in (down, {"type": "keyUp", **pressed}):
            self._ask("Input.dispatchKeyEvent", event)

    def set_permission(self, origin: str, state: str, name: str = "notifications") -> None:
        """`state`: granted, denied or prompt."""
        params = {"permission": {"name": name}, "setting": state, "origin": origin}
        self._ask_browser("Browser.setPermission", params)

    def before_pages(self, js: str) -> None:
        """Runs in every page that this tab opens from now on, before the page's own scripts."""
        self._ask("Page.addScriptToEvaluateOnNewDocument", {"source": js})

    def grant(self, url: str) -> None:
        parts = urlsplit(url)
        self.set_permission(f"{parts.scheme}://{parts.netloc}", "granted")

    def shown(self) -> list[Notification]:
        """Without the site's address, which Chromium writes above the body."""
        return [replace(one, body=_SITE.sub("", one.body)) for one in super().shown()]

    def deliver_push(self, origin: str, payload: str) -> None:
        """To the newest worker whose scope lies on that origin."""
        params = {"origin": origin, "data": payload, "registrationId": self._registration(origin)}
        self._ask("ServiceWorker.deliverPushMessage", params)

    def _launch(self, program: str) -> Child:
        profile = f"--user-data-dir={self._home / 'profile'}"
        bus = self.desktop.address if self.desktop else "disabled:"
        return Child(
            [program, *flags(), profile, "about:blank"],
            home=self._home,
            environment={"DBUS_SESSION_BUS_ADDRESS": bus},
        )

    def _connect(self, resources: ExitStack) -> None:
        said = self._child.wait_for_line(r"DevTools listening on (ws://\S+)", timeout=PATIENCE)
        self._line = Line(said[1], hear=self._hear)
        resources.callback(self._line.close, farewell="Browser.close")
        self._tab = next(iter(self.tabs()))
        self._attach(self._tab)

    def _attach(self, tab: str) -> None:
        if tab in self._sessions:
            return
        wanted = {"targetId": tab, "flatten": True}
        self._sessions[tab] = self._ask_browser("Target.attachToTarget", wanted)["sessionId"]
        for domain in ("Page", "Runtime", "ServiceWorker"):
            self._ask(f"{domain}.enable", {})

    def _registration(self, origin: str) -> str:
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            for id, one in reversed(list(self._workers.items())):
                if one["scopeURL"].startswith(f"{origin}/") and not one["isDeleted"]:
                    return id
            time.sleep(0.02)
        raise BrowserError(f"no service worker is registered at {origin}")

    def _wait_until_loaded(self, session: str) -> None:
        deadline = time.monotonic() + 30
        while session not in self._loaded:
            if time.monotonic() > deadline:
                raise BrowserError("the page did not finish loading")
            time.sleep(0.01)

    def _ask(self, method: str, params: Json, *, timeout: float = PATIENCE) -> Json:
        session = self._sessions[self._tab]
        return self._line.ask(method, params, timeout=timeout, sessionId=session)

    def _ask_browser(self, method: str, params: Json, *, timeout: float = PATIENCE) -> Json:
        return self._line.ask(method, params, timeout=timeout)

    def _hear(self, event: Json) -> None:
        method, params = event.get("method"), event.get("params", {})
        if method == "Page.loadEventFired":
            self._loaded.add(event["sessionId"])
        elif method == "ServiceWorker.workerRegistrationUpdated":
            self._workers |= {one["registrationId"]: one for one in params["registrations"]}
        elif method == "Runtime.consoleAPICalled":
            said = [str(one.get("value", one.get("description"))) for one in params["args"]]
            self.console.append(" ".join(said))
        elif method == "Runtime.exceptionThrown":
            self.console.append(str(params["exceptionDetails"].get("exception")))
