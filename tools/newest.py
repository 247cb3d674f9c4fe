"""`make newest`: the newest of everything, and what it breaks; `make constraints` keeps it."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from tools import constraints, elsewhere, environments, pythons
from tools.say import CACHE, ROOT, closing, headline, say

FOLDER = CACHE / "newest"
TESTS = ("tests/unit", "tests/graphql", "tests/wire", "tests/db")


def main() -> int:
    given = _arguments()
    oldest = _oldest(given.pythons)
    try:
        headline(f"the newest of everything, Python {oldest.version} (some minutes)")
        python = environments.make(FOLDER, oldest.path)
    except environments.EnvironmentRefused as refused:
        say(str(refused))
        closing(newest="failed", reason="not installed")
        return 1
    changed = _say_differences(python)
    return _write(python, changed) if given.write else _try(python, given.tests, changed)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make newest", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write tools/constraints.txt")
    parser.add_argument("--pythons", default="")
    parser.add_argument("tests", nargs="*", default=TESTS)
    return parser.parse_args()


def _oldest(named: str) -> pythons.Python:
    """What it can install the newer ones can, too; not always the other way round."""
    there = [python for python in pythons.found(named=named).values() if python]
    assert there, "the Python that runs this is one"
    return there[0]


def _say_differences(python: Path) -> int:
    changed = constraints.differences(constraints.recorded(), constraints.installed(python))
    for line in changed:
        say(f"newer: {line}")
    return len(changed)


def _write(python: Path, changed: int) -> int:
    constraints.FILE.write_text(constraints.written(constraints.installed(python)))
    closing(constraints="written", changed=changed, path=constraints.FILE.relative_to(ROOT))
    return 0


def _try(python: Path, tests: list[str], changed: int) -> int:
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    headline("make check")
    command = [str(python), "-P", "-m", "tools.check"]
    checked = subprocess.run(
        command, cwd=ROOT, env={**env, "PYTHONPATH": str(ROOT)}, check=False
    ).returncode
    headline("make test")
    outcome = elsewhere.run(python, "sandbox", tests, say, env)
    for name in outcome.failures:
        say(f"broken: {name}")
    fine = not checked and outcome.word == "ok"
    closing(
        newest="ok" if fine else "failed",
        newer=changed,
        check="failed" if checked else "ok",
        passed=outcome.passed,
        failed=outcome.failed,
    )
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
