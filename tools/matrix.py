"""`make matrix`: the suite on each Python with the newest and the oldest packages we promise.

Not every combination: each Python with the highest set, and with the lowest where all of it has
wheels for that Python. What has passed is not run again until sources change.
"""

import argparse
import hashlib
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tools import constraints, elsewhere, environments, pythons, requirements
from tools.say import CACHE, ROOT, closing, headline, say

FOLDER = CACHE / "matrix"
TESTS = ("tests/unit", "tests/graphql", "tests/wire", "tests/db")
SETS = ("lowest", "highest")
SHOWN = ("django", "celery", "cryptography", "babel", "httptools", "pywebpush", "py-vapid")
COMPILED = ("cryptography", "httptools")
WIDTH = max(map(len, SHOWN))


@dataclass(frozen=True, kw_only=True)
class Row:
    """One Python with one set of packages, and what came of it."""

    python: str
    packages: str
    versions: Mapping[str, str] = field(default_factory=dict)
    passed: int = 0
    failed: int = 0
    seconds: int = 0
    not_run: str = ""
    sources: str = ""

    @property
    def name(self) -> str:
        return f"{self.python}-{self.packages}"

    @property
    def is_green(self) -> bool:
        return bool(self.passed and not self.failed and not self.not_run)

    def told(self) -> str:
        words = [self.python.ljust(6), self.packages.ljust(8)]
        words += [self.versions.get(name, "").ljust(WIDTH) for name in SHOWN]
        counts = f"{self.passed:>6} {self.failed:>6} {self.seconds:>7}"
        return " ".join([*words, self.not_run or counts])


def main() -> int:
    given = _arguments()
    there = pythons.found(named=given.pythons)
    sources = sources_digest(given.tests)
    done = {} if given.again else _remembered(sources)
    rows = []
    for minor, packages in _wanted(there, given.only.split()):
        known = done.get(f"{minor}-{packages}")
        row = known or run(there[minor], minor, packages, given.tests, sources)
        rows.append(row)
        _remember(row)
    return _close(rows)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make matrix", description=__doc__)
    parser.add_argument("--pythons", default="", help="paths or commands, looked at first")
    parser.add_argument("--only", default="", help="such as '3.11 lowest' or '3.13-highest'")
    parser.add_argument("--again", action="store_true", help="also what has passed")
    parser.add_argument("tests", nargs="*", default=list(TESTS))
    return parser.parse_args()


def _wanted(minors: Iterable[str], only: Sequence[str]) -> list[tuple[str, str]]:
    """Those of which every word of `only` names the Python, the set, or both."""
    return [
        (minor, packages)
        for minor in minors
        for packages in SETS
        if all(word in {minor, packages, f"{minor}-{packages}"} for word in only)
    ]


def run(
    python: pythons.Python | None, minor: str, packages: str, tests: Sequence[str], sources: str
) -> Row:
    row = {"python": minor, "packages": packages, "sources": sources}
    headline(f"Python {python.version if python else minor}, {packages}")
    if python is None:
        say(f"no Python {minor} was found: PYTHONS= names one")
        return Row(**row, not_run="no such Python")
    try:
        at = _environment(python, packages)
    except environments.EnvironmentRefused as refused:
        say(str(refused))
        return refused_row(row, str(refused))
    return _tested(at, row, tests)


def refused_row(row: Mapping[str, str], reason: str) -> Row:
    """Old packages have no wheels for a new Python; everything else is a failure."""
    expected = row["packages"] == "lowest" and reason.startswith(environments.NO_WHEEL)
    return Row(**row, not_run=reason, failed=0 if expected else 1)


def _environment(python: pythons.Python, packages: str) -> Path:
    folder = FOLDER / f"{python.minor}-{packages}"
    if packages == "highest":
        return environments.make(folder, python.path)
    FOLDER.mkdir(parents=True, exist_ok=True)
    pinned = requirements.lowest(requirements.stated(python.minor))
    environments.need_wheels(python.minor, *(f"{name}=={pinned[name]}" for name in COMPILED))
    chosen = FOLDER / f"{python.minor}-lowest.txt"
    chosen.write_text(constraints.written(pinned))
    return environments.make(folder, python.path, constraints=chosen)


def _tested(python: Path, row: Mapping[str, str], tests: Sequence[str]) -> Row:
    versions = {
        name: version for name, version in constraints.installed(python).items() if name in SHOWN
    }
    log = FOLDER / f"{row['python']}-{row['packages']}.log"
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    started = time.monotonic()
    with log.open("w") as out:
        outcome = elsewhere.run(
            python, "sandbox", tests, lambda line: print(line, file=out, flush=True), env
        )
    for name in outcome.failures:
        say(f"failed: {name}")
    seconds = round(time.monotonic() - started)
    counts = f"{outcome.passed} passed, {outcome.failed} failed"
    say(f"{counts} in {seconds} s, see {log.relative_to(ROOT)}")
    return Row(
        **row,
        versions=versions,
        passed=outcome.passed,
        failed=outcome.failed or int(outcome.word == "not_run"),
        seconds=seconds,
        not_run=outcome.not_run,
    )


def sources_digest(tests: Sequence[str]) -> str:
    """Another one when a source, or which tests are meant, changes."""
    digest = hashlib.sha256(" ".join(tests).encode())
    for path in _sources():
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _sources() -> Iterator[Path]:
    yield ROOT / "setup.cfg"
    for folder in ("saleor_push_plugin", "sandbox", "tests"):
        inside = sorted((ROOT / folder).rglob("*"))
        yield from (one for one in inside if one.is_file() and "__pycache__" not in one.parts)


def _remembered(sources: str) -> dict[str, Row]:
    """What has passed with the sources as they are."""
    rows = [Row(**json.loads(path.read_text())) for path in FOLDER.glob("*.json")]
    return {row.name: row for row in rows if row.sources == sources and row.is_green}


def _remember(row: Row) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{row.name}.json").write_text(json.dumps(asdict(row)))


def _close(rows: Sequence[Row]) -> int:
    headline("matrix")
    names = [name.ljust(WIDTH) for name in SHOWN]
    say(" ".join(["python", "set     ", *names, "passed failed seconds"]))
    for row in rows:
        say(row.told())
    green = sum(row.is_green for row in rows)
    failed = sum(bool(row.failed) for row in rows)
    not_run = len(rows) - green - failed
    word = "failed" if failed or not green else "ok"
    closing(matrix=word, green=green, failed=failed, not_run=not_run)
    return 1 if failed or not green else 0


if __name__ == "__main__":
    sys.exit(main())
