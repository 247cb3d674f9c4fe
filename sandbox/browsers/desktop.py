"""A desktop nobody sees: a private D-Bus with a notification daemon of our own on it.

Browsers hand their notifications to `org.freedesktop.Notifications`; here they are kept, and a
test can press them as a person would.
"""

import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from dbus_fast.aio import MessageBus

from sandbox.background import Background

from .daemon import DISMISSED_BY_USER, NAME, Daemon, Notification
from .process import PATIENCE, Child

PATH = "/org/freedesktop/Notifications"

_CONFIG = """<busconfig>
  <type>session</type><listen>unix:dir={folder}</listen><auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>"""


class Desktop:
    """Starts and ends bus and daemon; `address` goes to the browser's environment."""

    def __init__(self) -> None:
        with ExitStack() as resources:
            self._open(resources)
            self._resources = resources.pop_all()

    def _open(self, resources: ExitStack) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="bus-"))
        resources.callback(shutil.rmtree, self._folder, ignore_errors=True)
        config = self._folder / "bus.conf"
        config.write_text(_CONFIG.format(folder=self._folder))
        program = shutil.which("dbus-daemon") or "dbus-daemon"
        command = [program, f"--config-file={config}", "--nofork", "--print-address"]
        child = Child(command, home=self._folder)
        resources.callback(child.close)
        self.address = child.wait_for_line(r"unix:\S+", timeout=PATIENCE)[0]
        self._background = Background("desktop")
        resources.callback(self._background.close)
        self._daemon = Daemon()
        self._bus = self._background.run(self._connect())
        resources.callback(lambda: self._background.run(self._leave()))

    @staticmethod
    def is_possible() -> bool:
        return shutil.which("dbus-daemon") is not None

    def shown(self) -> list[Notification]:
        return self._daemon.shown()

    def forget(self) -> None:
        self._daemon.forget()

    def click(self, id: int, action: str = "default") -> None:
        """As a desktop does it: the press is told, then the notification goes away."""
        pressed = next(one for one in reversed(self.shown()) if one.id == id)
        key = pressed.key_of(action)
        self._call(lambda: self._daemon.action_invoked(id, key))
        self._close_one(id)

    def dismiss(self, id: int) -> None:
        self._close_one(id)

    def close(self) -> None:
        self._resources.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _close_one(self, id: int) -> None:
        self._daemon.mark_closed(id)
        self._call(lambda: self._daemon.notification_closed(id, DISMISSED_BY_USER))

    def _call(self, work: Callable[[], object]) -> None:
        async def inside() -> None:
            work()

        self._background.run(inside())

    async def _connect(self) -> MessageBus:
        bus = await MessageBus(bus_address=self.address).connect()
        bus.export(PATH, self._daemon)
        await bus.request_name(NAME)
        return bus

    async def _leave(self) -> None:
        self._bus.disconnect()
        await self._bus.wait_for_disconnect()  # type: ignore[no-untyped-call]
