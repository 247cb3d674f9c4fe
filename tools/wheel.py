"""Builds the wheel, and looks inside: what must be there, and what must not."""

import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tools.say import CACHE, ROOT, closing, say

FOLDER = CACHE / "wheel"
PACKAGE = "saleor_push_plugin"
NEEDED = (
    "saleor_push_plugin/plugin.py",
    "saleor_push_plugin/py.typed",
    "saleor_push_plugin/static/sw.js",
    "saleor_push_plugin/static/push.js",
    "saleor_push_plugin/static/push/shop.js",
    "saleor_push_plugin/static/page/main.js",
    "saleor_push_plugin/static/page/page.css",
    "saleor_push_plugin/migrations/0001_initial.py",
    "saleor_push_plugin/locale/",
    *(
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "saleor_push_plugin").glob("**/*.sql"))
    ),
)


class WheelError(Exception):
    """The wheel could not be built, or holds the wrong files."""


def build(folder: Path = FOLDER) -> Path:
    """A wheel of the work tree as it is, alone in `folder`."""
    for old in folder.glob("*.whl"):
        old.unlink()
    # setuptools keeps there what an earlier build copied, also modules that have moved since.
    shutil.rmtree(ROOT / "build", ignore_errors=True)
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "-w", str(folder), *_isolation()]
    done = subprocess.run([*command, "."], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise WheelError(f"the wheel was not built:\n{(done.stdout + done.stderr)[-3000:]}")
    return next(folder.glob("*.whl"))


def _isolation() -> list[str]:
    """A developer's environment has what builds a wheel; for any other Python pip fetches it."""
    try:
        has_builder = int(version("setuptools").partition(".")[0]) >= 70 and bool(version("wheel"))
    except PackageNotFoundError:
        has_builder = False
    return ["--no-build-isolation"] if has_builder else []


def faults(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    missing = [f"{need} is missing" for need in NEEDED if not any(need in name for name in names)]
    strange = [f"{name} does not belong there" for name in names if not _ours(name)]
    return missing + strange


def _ours(name: str) -> bool:
    top = name.partition("/")[0]
    return top.endswith(".dist-info") or (top == PACKAGE and (ROOT / name).exists())


def main() -> int:
    try:
        wheel = build()
    except WheelError as failure:
        say(str(failure))
        closing(wheel="failed")
        return 1
    found = faults(wheel)
    for fault in found:
        say(f"wheel: {fault}")
    closing(wheel="failed" if found else "ok", path=wheel.relative_to(ROOT))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
