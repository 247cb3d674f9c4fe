"""The notification daemon of a desktop nobody sees: keeps what browsers ask it to show."""

import threading
import time
from dataclasses import dataclass, field, replace
from typing import Annotated

from dbus_fast import Variant
from dbus_fast.annotations import DBusSignature, DBusStr, DBusUInt32
from dbus_fast.service import ServiceInterface, dbus_method, dbus_signal

NAME = "org.freedesktop.Notifications"
DISMISSED_BY_USER, CLOSED_BY_PROGRAM = 2, 3
Strings = Annotated[list[str], DBusSignature("as")]
Hints = Annotated[dict[str, Variant], DBusSignature("a{sv}")]
Milliseconds = Annotated[int, DBusSignature("i")]


@dataclass(frozen=True, kw_only=True)
class Notification:
    """One call of Notify: what the desktop would have put on the screen."""

    id: int
    title: str
    body: str
    at_ms: int
    actions: dict[str, str] = field(default_factory=dict)  # key → label; "default": no button
    icon: str = ""
    replaces: int = 0
    is_open: bool = True

    def key_of(self, action: str) -> str:
        """Browsers rename the page's actions on their way; the label on the button stays."""
        for key, label in self.actions.items():
            if action in (key, key.removesuffix("-moz"), label):
                return key
        raise ValueError(f"no {action!r} among {self.actions}")


class Daemon(ServiceInterface):
    """The interface browsers call; runs in the loop's thread, read from others."""

    def __init__(self) -> None:
        super().__init__(NAME)
        self._lock = threading.Lock()
        self._shown: list[Notification] = []
        self._last_id = 0

    def shown(self) -> list[Notification]:
        with self._lock:
            return list(self._shown)

    def forget(self) -> None:
        with self._lock:
            self._shown.clear()

    def mark_closed(self, id: int) -> None:
        with self._lock:
            self._shown = [replace(n, is_open=False) if n.id == id else n for n in self._shown]

    @dbus_method(name="Notify")
    def notify(
        self,
        app: DBusStr,
        replaces: DBusUInt32,
        icon: DBusStr,
        summary: DBusStr,
        body: DBusStr,
        actions: Strings,
        hints: Hints,
        expires: Milliseconds,
    ) -> DBusUInt32:
        with self._lock:
            self._last_id = replaces or self._last_id + 1
            self._shown.append(
                Notification(
                    id=self._last_id,
                    title=summary,
                    body=body,
                    actions=dict(zip(actions[::2], actions[1::2], strict=True)),
                    icon=icon,
                    replaces=replaces,
                    at_ms=time.time_ns() // 1_000_000,
                )
            )
            return self._last_id

    @dbus_method(name="CloseNotification")
    def close_notification(self, id: DBusUInt32) -> None:
        self.mark_closed(id)
        self.notification_closed(id, CLOSED_BY_PROGRAM)

    @dbus_method(name="GetCapabilities")
    def get_capabilities(self) -> Strings:
        return ["actions", "body"]

    @dbus_method(name="GetServerInformation")
    def get_server_information(
        self,
    ) -> Annotated[tuple[str, str, str, str], DBusSignature("ssss")]:
        return ("desktop nobody sees", "sandbox", "1", "1.2")

    @dbus_signal(name="ActionInvoked")
    def action_invoked(self, id: int, key: str) -> Annotated[tuple[int, str], DBusSignature("us")]:
        return (id, key)

    @dbus_signal(name="NotificationClosed")
    def notification_closed(
        self, id: int, reason: int
    ) -> Annotated[tuple[int, int], DBusSignature("uu")]:
        return (id, reason)
