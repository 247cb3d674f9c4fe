"""What the demo says while it works."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

WIDTH = 62


def say(words: str = "") -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


@contextmanager
def step(what: str) -> Iterator[None]:
    """One progress line: what is done, and how long it took."""
    sys.stdout.write(f"  {what} ".ljust(WIDTH, "."))
    sys.stdout.flush()
    started = time.monotonic()
    try:
        yield
    except BaseException:
        say(" failed")
        raise
    say(f" {time.monotonic() - started:5.1f} s")


def closing(**values: object) -> None:
    """One plain line name=value … that a script can read."""
    say(" ".join(f"{name}={value}" for name, value in values.items()))
