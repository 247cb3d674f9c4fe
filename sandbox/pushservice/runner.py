"""The service in a thread of this process: `with PushService() as service: …`."""

import tempfile
from pathlib import Path
from typing import Self

from sandbox.background import Background

from .client import ServiceClient
from .server import Running, start
from .tls import make_certificate


class PushService(ServiceClient):
    """A `ServiceClient` that brings its own service; ports are free ones unless given."""

    def __init__(self, *, http_port: int = 0, ws_port: int = 0, tls: bool = False) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="push-") if tls else None
        pem = make_certificate(Path(self._folder.name)) if self._folder else None
        self._background = Background("push service")
        try:
            self._running: Running = self._background.run(
                start(http_port=http_port, ws_port=ws_port, pem=pem)
            )
        except OSError:
            self._clean()
            raise
        super().__init__(self._running.door.origin, ca_file=pem)

    @property
    def http_port(self) -> int:
        return self._running.http_port

    @property
    def ws_port(self) -> int:
        return self._running.ws_port

    def close(self) -> None:
        if not self._background.loop.is_closed():
            self._background.run(self._running.close())
        self._clean()

    def _clean(self) -> None:
        self._background.close()
        if self._folder:
            self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
