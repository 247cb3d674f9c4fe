"""Runs parts of the suite: each in a pytest of its own, on a copy of its host's database."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox.redis_server import redis
from sandbox.servers import Postgres, scratch
from tools import slices
from tools.parts import Part, Wish
from tools.progress import Notes, Progress
from tools.results import Result, read
from tools.saleors import BYTECODE
from tools.say import CACHE, ROOT

RESULTS = CACHE / "results"
# Long enough for shops and browsers to end.
PATIENCE = 20.0
_running: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A host whose template database is built: how a pytest starts there."""

    python: Path
    env: Mapping[str, str]
    cluster: Postgres
    template: str
    catalogue: Path
    options: tuple[str, ...] = ()


def environment() -> dict[str, str]:
    """Ours, with bytecode kept: dozens of processes import the same modules."""
    kept = {
        n: v for n, v in os.environ.items() if n not in {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}
    }
    return {**kept, "PYTHONPYCACHEPREFIX": str(BYTECODE)}


def end_all() -> None:
    """Ended from outside, each pytest ends its shops and browsers as Ctrl-C would.

    More than once: `promise`, below graphene, may take the interrupt for a failed resolver and
    wait for ever.
    """
    for _ in range(3):
        if _running:
            _interrupt(PATIENCE)
    for process in _running.copy():
        process.kill()


def _interrupt(patience: float) -> None:
    for process in _running.copy():
        process.send_signal(signal.SIGINT)
    deadline = time.monotonic() + patience
    while _running and time.monotonic() < deadline:
        time.sleep(0.1)


def run(part: Part, ready: Ready, wish: Wish, progress: Progress) -> Result:
    notes = Notes(part, _file(part, "progress"))
    report, log = _file(part, "xml"), _file(part, "log")
    command = _command(part, ready, wish, report)
    started = time.monotonic()
    with _environment(part, ready, notes) as env:
        progress.begin(notes)
        code = _run(command, env, log)
    result = read(part.host, report, code, time.monotonic() - started, log)
    progress.end(notes, f"{part.host:>7} | {part.name}: {result.summary}")
    return result.telling(notes.told)


def _file(part: Part, kind: str) -> Path:
    path = RESULTS / f"{part.key}.{kind}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    return path


def _command(part: Part, ready: Ready, wish: Wish, report: Path) -> list[str]:
    # -P: the wheel is tested, not the folder that happens to be the current one.
    command = [str(ready.python), "-P", "-m", "pytest", f"--junitxml={report}", *ready.options]
    return [*command, "-o", f"cache_dir={RESULTS / part.key}", *wish.arguments(part)]


@contextmanager
def _environment(part: Part, ready: Ready, notes: Notes) -> Iterator[dict[str, str]]:
    """A broker of its own: shops of two processes would see each other's caches."""
    with scratch("broker") as folder, redis(folder) as broker:
        yield {
            **environment(),
            **ready.env,
            "DATABASE_URL": ready.cluster.url(f"push_{part.key}"),
            "REDIS_URL": broker.url(),
            "CELERY_BROKER_URL": broker.url(),
            "PUSH_DATABASE_TEMPLATE": ready.template,
            "PUSH_CATALOGUE": str(ready.catalogue),
            "PUSH_TEST_PROGRESS": str(notes.file),
            slices.VARIABLE: slices.written(part.slices),
        }


def _run(command: Sequence[str], env: Mapping[str, str], log: Path) -> int:
    with log.open("wb") as out:
        # A session of its own: a terminal's Ctrl-C reaches us alone, and we tell each once.
        process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=out, stderr=out, start_new_session=True
        )
        _running.append(process)
        try:
            return process.wait()
        finally:
            _running.remove(process)
