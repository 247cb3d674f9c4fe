"""What only a benchmark needs: fetched into the cache when it runs, left out where that fails."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.say import CACHE, say

PACKAGES = CACHE / "bench-packages"


def from_index(module: str, *requirements: str) -> bool:
    """Whether a Python package is in PACKAGES, fetching it if need be."""
    pip = [sys.executable, "-m", "pip", "install", "-q", "--target", str(PACKAGES)]
    return fetched(PACKAGES / module, [*pip, *requirements])


def fetched(proof: Path, command: Sequence[str]) -> bool:
    if not proof.exists() and command:
        subprocess.run(command, capture_output=True, check=False, timeout=180)
    if not proof.exists():
        say(f"  {proof.name} is not to be had here: left out")
    return proof.exists()
