"""The suite in another environment: started there, and read by its closing line."""

import re
import shlex
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.say import ROOT

# The first line of each failure: the host, and the test.
FAILURE = r"{host} \| (\S+::.+)"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What one host came to."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    not_run: str = ""
    failures: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        if self.not_run or not (self.passed or self.failed):
            return "not_run"
        return "failed" if self.failed else "ok"


def run(
    python: Path,
    host: str,
    tests: Sequence[str],
    hear: Callable[[str], None],
    env: Mapping[str, str],
) -> Outcome:
    """`make test HOSTS=host TESTS=tests`, by that Python."""
    command = [str(python), "-P", "-m", "tools.hosts", "--hosts", host, *tests]
    lines = []
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**env, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout
        for line in process.stdout:
            lines.append(line.rstrip("\n"))
            hear(lines[-1])
    return read(lines, host)


def read(lines: Iterable[str], host: str) -> Outcome:
    """By the suite's own closing line of that host."""
    lines = list(lines)
    failure = re.compile(FAILURE.format(host=re.escape(host)))
    failures = tuple(dict.fromkeys(found[1] for line in lines if (found := failure.match(line))))
    for line in lines:
        if line.startswith(f"host={host} "):
            said = dict(word.partition("=")[::2] for word in shlex.split(line))
            counts = {name: int(said.get(name, 0)) for name in ("passed", "failed", "skipped")}
            return Outcome(**counts, not_run=said.get("not_run", ""), failures=failures)
    return Outcome(not_run=f"the suite ended without a word of {host}", failures=failures)
