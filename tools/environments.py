"""Environments of other versions below `.cache`, made by the same script as `make venv`."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tools.say import ROOT

# How pip's word of a version that is not there, or not as a wheel, begins.
NO_WHEEL = "No matching distribution found"


class EnvironmentRefused(Exception):
    """It could not be made; the message is pip's reason."""


def make(folder: Path, python: Path, *, constraints: Path | None = None) -> Path:
    """The python of an environment with the newest that setup.cfg and `constraints` allow."""
    env = {**os.environ, **_wishes(folder, python, constraints)}
    done = subprocess.run(
        [ROOT / "tools" / "venv.sh"], env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise EnvironmentRefused(reason(done.stderr))
    return folder / "bin" / "python"


def _wishes(folder: Path, python: Path, constraints: Path | None) -> Mapping[str, str]:
    """As the script reads them; relative, because pip splits a list of files at spaces."""
    return {
        "VENV": str(folder.relative_to(ROOT)),
        "PYTHON": str(python),
        "CONSTRAINTS": str(constraints.relative_to(ROOT)) if constraints else "",
        "EAGER": "yes",
    }


def need_wheels(minor: str, *requirements: str) -> None:
    """Refuses where one of them would have to be compiled for that Python."""
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--python-version"]
    command += [minor, "--only-binary", ":all:"]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [*command, "-d", folder, *requirements], capture_output=True, text=True, check=False
        )
    if done.returncode:
        raise EnvironmentRefused(reason(done.stderr))


def reason(words: str) -> str:
    """The first error in pip's words; else the last line."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith(("ERROR:", "error:"))]
    # "Could not find a version … (from versions: a hundred)" comes before what matters.
    told = [line for line in errors if line.startswith(f"ERROR: {NO_WHEEL}")] or errors or lines
    return told[0].removeprefix("ERROR: ") if told else "no word of why"
