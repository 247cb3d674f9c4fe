"""What a run of the suite came to, read from pytest's own report."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

from tools.say import closing

NOTHING_COLLECTED = 5


@dataclass(frozen=True, kw_only=True)
class Result:
    host: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0
    not_run: str = ""

    def say(self) -> None:
        if self.not_run:
            closing(host=self.host, not_run=self.not_run)
        else:
            counts = {"passed": self.passed, "failed": self.failed, "skipped": self.skipped}
            closing(host=self.host, **counts, seconds=round(self.seconds))


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
    return Result(host=host, passed=passed, failed=failed, skipped=skipped, seconds=seconds)
