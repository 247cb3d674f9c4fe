"""A browser or bus as a child: own process group, own home, its words in a file, gone on close."""

import atexit
import contextlib
import os
import re
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

# Seconds for what is sure to come, however busy the machine; the wait ends when it is there.
PATIENCE = 60.0


class StartError(Exception):
    """The program did not start; its last words follow."""


class Child:
    def __init__(
        self, command: Sequence[str], *, home: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        self._words = home / f"{Path(command[0]).name}.log"
        with self._words.open("wb") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env=_clean_environment(home) | dict(environment or {}),
            )
        atexit.register(self.close)

    @property
    def pid(self) -> int:
        return self._process.pid

    def said(self) -> str:
        return self._words.read_text(errors="replace")

    def wait_for_line(self, pattern: str, *, timeout: float) -> re.Match[str]:
        deadline = time.monotonic() + timeout
        while not (match := re.search(pattern, self.said())):
            if self._process.poll() is not None or time.monotonic() > deadline:
                tail = self.said()[-2000:]
                self.close()
                raise StartError(f"no {pattern!r} from {self._process.args!r}:\n{tail}")
            time.sleep(0.05)
        return match

    def close(self, *, grace: float = 0.0) -> None:
        """`grace` lets the program end by itself first; its whole group goes in any case."""
        atexit.unregister(self.close)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(grace)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(10)


def _clean_environment(home: Path) -> dict[str, str]:
    """Neither the caller's desktop nor its profiles, proxies and secrets."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TZ") if name in os.environ}
    return kept | {"HOME": str(home), "XDG_RUNTIME_DIR": str(home), "TMPDIR": str(home)}
