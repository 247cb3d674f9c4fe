"""Which Pythons this machine has: on PATH, of pyenv and uv, or those that PYTHONS names."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

SUPPORTED = ("3.11", "3.12", "3.13")
# A Python without these cannot make an environment.
ASK = "import sys, venv, ensurepip; print('.'.join(map(str, sys.version_info[:3])))"


@dataclass(frozen=True, kw_only=True)
class Python:
    path: Path
    version: str

    @property
    def minor(self) -> str:
        return ".".join(self.version.split(".")[:2])


def found(minors: Sequence[str] = SUPPORTED, named: str = "") -> dict[str, Python | None]:
    """The first usable one of each minor version; None where there is none.

    `named` is a list of paths and commands, looked at first.
    """
    answer: dict[str, Python | None] = dict.fromkeys(minors)
    for path in _candidates(minors, named):
        if all(answer.values()):
            break
        python = ask(path)
        if python and python.minor in answer and answer[python.minor] is None:
            answer[python.minor] = python
    return answer


def ask(path: Path) -> Python | None:
    try:
        done = subprocess.run([path, "-c", ASK], capture_output=True, text=True, check=False)
    except OSError:
        return None
    return None if done.returncode else Python(path=path, version=done.stdout.strip())


def _candidates(minors: Sequence[str], named: str) -> Iterator[Path]:
    commands = [*named.split(), *(f"python{minor}" for minor in minors), "python3"]
    yield from (Path(where) for command in commands if (where := shutil.which(command)))
    for folder in _managed():
        for minor in minors:
            yield from sorted(folder.glob(f"*{minor}.*/bin/python{minor}"), reverse=True)
    yield Path(sys.executable)


def _managed() -> list[Path]:
    """Where pyenv and uv keep theirs."""
    home = Path.home()
    pyenv = Path(os.environ.get("PYENV_ROOT") or home / ".pyenv")
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return [pyenv / "versions", data / "uv" / "python"]
