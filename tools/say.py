"""Progress and closing lines, the same way everywhere."""

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def headline(words: str) -> None:
    width = min(shutil.get_terminal_size().columns, 100)
    say(f"\n--- {words} ".ljust(width, "-"))


def closing(**values: object) -> None:
    """One plain line name=value … that a script can read."""
    say(" ".join(f"{name}={_quoted(str(value))}" for name, value in values.items()))


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value
