"""What a run of the suite came to, read from pytest's own report."""

import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
    # Why tests were skipped, and what tests want to be said.
    reasons: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    slowest: tuple[tuple[float, str], ...] = ()

    @property
    def summary(self) -> str:
        if self.not_run:
            return self.not_run
        counts = f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"
        return f"{counts} in {self.seconds:.0f} s"

    def telling(self, lines: Sequence[str]) -> "Result":
        return replace(self, told=tuple(lines))

    def say(self) -> None:
        if self.not_run:
            closing(host=self.host, not_run=self.not_run)
        else:
            counts = {"passed": self.passed, "failed": self.failed, "skipped": self.skipped}
            closing(host=self.host, **counts, seconds=round(self.seconds))

    def say_failures(self) -> None:
        for failure in self.failures:
            say(f"\n{self.host} | {failure}")

    def say_failed_names(self) -> None:
        """Once more, near the end: who has only the last lines of a log has the names."""
        for failure in self.failures:
            say(f"failed | {self.host} {failure.splitlines()[0]}")

    def say_reasons(self) -> None:
        for reason, count in sorted(Counter(self.reasons).items()):
            say(f"{self.host:>7} | SKIPPED {count} × {reason}")
        for line in self.told:
            say(f"{self.host:>7} | {line}")


def merged(host: str, results: Sequence[Result]) -> Result:
    """Of one host's parts; a part without a test that matches counts for nothing."""
    ran = [one for one in results if not one.not_run or one.failed]
    if not ran:
        return next(iter(results), Result(host=host, not_run="nothing to run"))
    broken = [one.not_run for one in ran if one.not_run]
    counts = {name: sum(getattr(r, name) for r in ran) for name in ("passed", "failed", "skipped")}
    return Result(
        host=host,
        **counts,
        seconds=sum(one.seconds for one in ran),
        not_run="; ".join(dict.fromkeys(broken)) if len(broken) == len(ran) else "",
        failures=tuple(x for one in ran for x in one.failures),
        reasons=tuple(x for one in ran for x in one.reasons),
        told=tuple(x for one in ran for x in one.told),
        slowest=tuple(x for one in ran for x in one.slowest),
    )


def read(host: str, report: Path, code: int, seconds: float, log: Path) -> Result:
    if code == NOTHING_COLLECTED:
        return Result(host=host, not_run="no test matches")
    if not report.exists():
        words = "\n".join(log.read_text(errors="replace").splitlines()[-LINES_TOLD:])
        ended = f"pytest ended with exit code {code}"
        return Result(host=host, not_run=ended, failed=1, failures=(f"{ended}\n{words}",))
    suite = ET.parse(report).getroot().find("testsuite")
    assert suite is not None
    total, failures, errors, skipped = (
        int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")
    )
    return Result(
        host=host,
        passed=max(0, total - failures - errors - skipped),
        failed=failures + errors or int(code != 0),
        skipped=skipped,
        seconds=seconds,
        failures=tuple(_failures(suite)),
        reasons=tuple(told.get("message", "") for told in suite.iter("skipped")),
        slowest=tuple((float(c.get("time", 0)), _name(c)) for c in suite.iter("testcase")),
    )


def _failures(suite: ET.Element) -> Iterator[str]:
    for case in suite.iter("testcase"):
        for kind in ("failure", "error"):
            if (told := case.find(kind)) is not None:
                end = (told.text or "").splitlines()[-LINES_TOLD:]
                yield "\n".join([_name(case), *end])


def _name(case: ET.Element) -> str:
    return f"{case.get('classname')}::{case.get('name')}"
