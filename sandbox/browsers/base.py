"""What both browsers have in common: pages to ask, notifications to see and press."""

import shutil
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from .card import card_url
from .daemon import Notification
from .desktop import Desktop
from .line import BrowserError
from .process import PATIENCE

_READ_SHOWN = """(async () => {
  const found = [];
  for (const one of await navigator.serviceWorker.getRegistrations())
    for (const n of await one.getNotifications())
      found.push({title: n.title, body: n.body});
  return found;
})()"""


class Browser(ABC):
    desktop: Desktop | None
    console: list[str]
    _tab: str
    _resources: ExitStack

    def __init__(self) -> None:
        self.console = []
        self._noticed: list[Notification] = []

    @abstractmethod
    def eval(self, js: str, *, timeout: float = PATIENCE) -> Any:
        """The value of an expression, awaited, as JSON; the page believes a person asked."""

    @abstractmethod
    def open(self, url: str) -> None:
        """In the tab at hand, and loaded when this returns."""

    @abstractmethod
    def new_tab(self, url: str = "about:blank") -> str:
        """Opens another tab and takes it in hand; its id is for `switch_to`."""

    @abstractmethod
    def tabs(self) -> dict[str, str]:
        """Id → address of every open tab."""

    @abstractmethod
    def switch_to(self, tab: str) -> None: ...

    @abstractmethod
    def close_tab(self, tab: str | None = None) -> None: ...

    @abstractmethod
    def set_viewport(self, width: int, height: int) -> None: ...

    @abstractmethod
    def screenshot(self, path: Path | str) -> None: ...

    def close(self) -> None:
        self._resources.close()

    def wait_for(self, js: str, timeout: float = PATIENCE) -> Any:
        """Until the expression is true; a page in the middle of loading is asked again."""
        deadline = time.monotonic() + timeout
        while True:
            value, problem = self._try(js)
            if value:
                return value
            if time.monotonic() > deadline:
                raise AssertionError(f"not within {timeout} s: {js} {problem}")
            time.sleep(0.05)

    def shown(self) -> list[Notification]:
        """Everything shown since the start; without a desktop only what this site has open."""
        return self.desktop.shown() if self.desktop else self._read_shown()

    def fresh(self) -> Self:
        """As if just started, for the next test: one empty tab, nothing shown yet."""
        first, *others = self.tabs()
        for tab in others:
            self.close_tab(tab)
        self.switch_to(first)
        self.open("about:blank")
        self.forget_shown()
        return self

    def forget_shown(self) -> None:
        """A fresh start for the next test; what is on the screen stays there."""
        self.console.clear()
        self._noticed.clear()
        if self.desktop:
            self.desktop.forget()

    def wait_shown(
        self, wanted: Callable[[Notification], bool] = lambda _: True, *, timeout: float = PATIENCE
    ) -> Notification:
        """The latest shown notification that is wanted."""
        deadline = time.monotonic() + timeout
        while not (found := [one for one in self.shown() if wanted(one)]):
            if time.monotonic() > deadline:
                raise AssertionError(f"not shown within {timeout} s; shown: {self.shown()}")
            time.sleep(0.02)
        return found[-1]

    def click(self, notification_id: int, action: str = "default") -> None:
        """`action` is a button's name or label; without it the notification itself."""
        self._needed_desktop().click(notification_id, action)

    def dismiss(self, notification_id: int) -> None:
        self._needed_desktop().dismiss(notification_id)

    def picture(self, notification: Notification, path: Path | str) -> None:
        """The notification drawn as a card; headless browsers have no popups to photograph."""
        before, tab = self._tab, self.new_tab(card_url(notification))
        self.set_viewport(440, 200)
        self.screenshot(path)
        self.close_tab(tab)
        self.switch_to(before)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read_shown(self) -> list[Notification]:
        """Dated by when they were first noticed, for lack of anybody who saw them come."""
        open_now = [(one["title"], one["body"]) for one in self.eval(_READ_SHOWN)]
        known = {(one.title, one.body): one for one in self._noticed}
        for title, body in open_now:
            if (title, body) not in known:
                at_ms = time.time_ns() // 1_000_000
                one = Notification(id=len(known) + 1, title=title, body=body, at_ms=at_ms)
                known[title, body] = one
        self._noticed = [replace(one, is_open=words in open_now) for words, one in known.items()]
        return self._noticed

    def _try(self, js: str) -> tuple[Any, str]:
        try:
            return self.eval(js), ""
        except BrowserError as refused:
            return None, str(refused)

    def _needed_desktop(self) -> Desktop:
        if self.desktop is None:
            raise BrowserError("pressing a notification needs dbus-daemon (and libnotify)")
        return self.desktop


def enter_desktop(resources: ExitStack, *, wanted: bool) -> Desktop | None:
    return resources.enter_context(Desktop()) if wanted else None


def enter_home(resources: ExitStack, prefix: str) -> Path:
    """A home of its own: no profile, no cache and no fonts of whoever runs the tests."""
    home = Path(tempfile.mkdtemp(prefix=prefix))
    resources.callback(shutil.rmtree, home, ignore_errors=True)
    return home
