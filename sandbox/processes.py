"""Processes of our own: started on loopback, awaited, logged to a file, ended by their id."""

import contextlib
import ctypes
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

LOOPBACK = "127.0.0.1"
FIRST_PORT, PORTS = 20_000, 10_000
_given: set[int] = set()
SET_DEATH_SIGNAL = 1  # prctl's PR_SET_PDEATHSIG


class ServerError(Exception):
    """A server of ours did not start; the message says what to do."""


@dataclass(frozen=True, kw_only=True)
class Spec:
    """What to start: `ready` is asked until it says yes."""

    name: str
    command: Sequence[str]
    log: Path
    ready: Callable[[], bool]
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path | None = None
    user: int | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    timeout: float = 60.0


def free_port() -> int:
    """One that stays free until somebody listens there, and that this process never gave before:
    a browser remembers the worker and the subscription of an origin long after its site is gone.

    Not of those the kernel gives to whoever calls somebody: until then one might be taken. Nor of
    Python's seeded chance: two runs with the same seed would take the same.
    """
    while (port := FIRST_PORT + secrets.randbelow(PORTS)) in _given or not port_is_free(port):
        pass
    _given.add(port)
    return port


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    """Does anything accept connections there?"""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=1):
            return True
    except OSError:
        return False


def tail(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


class Service:
    """A process that can be stopped, killed and started again."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self._process: subprocess.Popen[bytes] | None = None
        self._logged_before = 0

    def logged(self, words: str) -> bool:
        """Has it said so since it was last started?"""
        log = self.spec.log
        return log.exists() and words.encode() in log.read_bytes()[self._logged_before :]

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        self.launch()
        self.wait_until_ready()

    def launch(self) -> None:
        """Start it without waiting: several that do not need each other start at the same time."""
        log = self.spec.log
        self._logged_before = log.stat().st_size if log.exists() else 0
        self._process = start(self.spec)

    def wait_until_ready(self) -> None:
        if self._process:
            wait_until_ready(self._process, self.spec)

    def stop(self) -> None:
        if self._process:
            stop(self._process, self.spec.stop_signal)

    def kill(self) -> None:
        """As a power cut would: nothing is finished, nobody is told."""
        if self._process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(timeout=10)


@contextlib.contextmanager
def running(spec: Spec) -> Iterator[subprocess.Popen[bytes]]:
    """Runs one process as long as the block lasts."""
    process = start(spec)
    try:
        wait_until_ready(process, spec)
        yield process
    finally:
        stop(process, spec.stop_signal)


def start(spec: Spec) -> subprocess.Popen[bytes]:
    spec.log.parent.mkdir(parents=True, exist_ok=True)
    with spec.log.open("ab") as log:
        return subprocess.Popen(
            list(spec.command),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, **spec.env},
            cwd=spec.cwd,
            # A session of its own: Ctrl-C reaches us alone, and we end the others in order.
            start_new_session=True,
            preexec_fn=_die_with_parent(spec.stop_signal),  # noqa: PLW1509
            **identity(spec.user),
        )


def identity(user: int | None) -> dict[str, int | list[int]]:
    """The arguments that make a root process start another one as an ordinary user."""
    if user is None:
        return {}
    return {"user": user, "group": group_of(user), "extra_groups": []}


def group_of(user: int) -> int:
    import pwd

    return pwd.getpwuid(user).pw_gid


def _die_with_parent(how: signal.Signals) -> Callable[[], None] | None:
    """On Linux the kernel ends our children even when we are killed."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(SET_DEATH_SIGNAL, int(how))


def wait_until_ready(process: subprocess.Popen[bytes], spec: Spec) -> None:
    deadline = time.monotonic() + spec.timeout
    while not spec.ready():
        if process.poll() is not None:
            raise ServerError(_sentence(spec, f"ended with exit code {process.returncode}"))
        if time.monotonic() > deadline:
            raise ServerError(_sentence(spec, f"was not ready after {spec.timeout:.0f} s"))
        time.sleep(0.05)


def _sentence(spec: Spec, what: str) -> str:
    return f"{spec.name} {what}. The end of its log {spec.log}:\n{tail(spec.log)}"


def stop(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM) -> None:
    """Asks, waits, then insists. Safe on a process that has ended."""
    if process.poll() is not None:
        return
    process.send_signal(how)
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout=10)
