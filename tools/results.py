"""What a run of the suite came to, read from pytest's own report."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.say import closing, say

NOTHING_COLLECTED = 5
# How much is told again of each failure: who has only the end of a long log has the reason.
LINES_TOLD = 25


@dataclass(frozen=True, kw_only=True)
class Result:
    host: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0
    not_run: str = ""
    failures: tuple[str, ...] = ()

    def say(self) -> None:
        if self.not_run:
            closing(host=self.host, not_run=self.not_run)
        else:
            counts = {"passed": self.passed, "failed": self.failed, "skipped": self.skipped}
            closing(host=self.host, **counts, seconds=round(self.seconds))

    def say_failures(self) -> None:
        for failure in self.failures:
            say(f"\n{self.host} | {failure}")


def read(host: str, report: Path, code: int, seconds: float) -> Result:
    if code == NOTHING_COLLECTED:
        return Result(host=host, not_run="no test matches")
    if not report.exists():
        return Result(host=host, not_run=f"pytest ended with exit code {code}", failed=1)
    suite = ET.parse(report).getroot().find("testsuite")
    assert suite is not None
    total, failures, errors, skipped = (
        int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")
    )
    failed = failures + errors or int(code != 0)
    passed = max(0, total - failures - errors - skipped)
    counts = {"passed": passed, "failed": failed, "skipped": skipped}
    return Result(host=host, **counts, seconds=seconds, failures=tuple(_failures(suite)))


def _failures(suite: ET.Element) -> Iterator[str]:
    for case in suite.iter("testcase"):
        for kind in ("failure", "error"):
            if (told := case.find(kind)) is not None:
                end = (told.text or "").splitlines()[-LINES_TOLD:]
                yield "\n".join([f"{case.get('classname')}::{case.get('name')}", *end])
