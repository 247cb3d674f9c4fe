"""How far each process of the suite is: read from the files in which pytest notes what it did."""

import shutil
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from tools.parts import Part
from tools.say import say

# Every second where a line can be written over; else the log would have nothing but these.
ON_TERMINAL, IN_LOG = 1.0, 10.0
CLEAR = "\r\033[K"


@dataclass
class Notes:
    """What tests/conftest.py has written so far."""

    part: Part
    file: Path
    collected: int = 0
    done: int = 0
    failed: dict[str, None] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    _read: int = 0

    def read(self) -> list[str]:
        """Take in what is new; give back the failures among it."""
        if not self.file.exists():
            return []
        text = self.file.read_bytes()[self._read :]
        text = text[: text.rfind(b"\n") + 1]
        self._read += len(text)
        before = len(self.failed)
        # A test's name may hold what `splitlines` takes for the end of a line.
        for line in filter(None, text.decode().split("\n")):
            what, _, about = line.partition(" ")
            self._take(what, about)
        return list(self.failed)[before:]

    def _take(self, what: str, about: str) -> None:
        if what == "collected":
            self.collected = int(about)
        elif what == "done":
            self.done += 1
        elif what == "failed":
            self.failed[about] = None
        elif what == "told":
            self.told.append(about)

    def __str__(self) -> str:
        return f"{self.part.host} {self.part.name} {self.done} of {self.collected or '?'}"


class Progress:
    """Says how far all are, as long as the block lasts."""

    def __init__(self, parts: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._parts, self._ended, self._tests = parts, 0, 0
        self._clock, self._started = clock, clock()
        self._failed = 0
        self._running: list[Notes] = []
        self._lock, self._stop = threading.Lock(), threading.Event()
        self._on_terminal = sys.stdout.isatty()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()
        self._clear()

    def begin(self, notes: Notes) -> None:
        with self._lock:
            self._running.append(notes)

    def end(self, notes: Notes, line: str) -> None:
        with self._lock:
            self._read(notes)
            self._running.remove(notes)
            self._ended += 1
            self._tests += notes.done
            self._clear()
            say(line)

    def line(self) -> str:
        with self._lock:
            for notes in self._running:
                self._read(notes)
            done = self._tests + sum(notes.done for notes in self._running)
            minutes, seconds = divmod(int(self._clock() - self._started), 60)
            head = f"{minutes}:{seconds:02} parts {self._ended} of {self._parts}"
            running = "".join(f" | {notes}" for notes in self._running)
            return f"{head}, {done} tests done, {self._failed} failed{running}"

    def _read(self, notes: Notes) -> None:
        for name in notes.read():
            self._failed += 1
            self._clear()
            # In this form tools/elsewhere.py finds it.
            say(f"{notes.part.host:>7} | FAILED {name}")

    def _work(self) -> None:
        while not self._stop.wait(ON_TERMINAL if self._on_terminal else IN_LOG):
            line = self.line()
            if self._on_terminal:
                sys.stdout.write(f"{CLEAR}{line[: _columns()]}")
                sys.stdout.flush()
            else:
                say(line)

    def _clear(self) -> None:
        if self._on_terminal:
            sys.stdout.write(CLEAR)


def _columns() -> int:
    return shutil.get_terminal_size().columns - 1
