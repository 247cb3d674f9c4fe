"""`make canary`: the suite inside a Saleor that is not released yet; what fails is only told.

The exit code says which of three it was, so that no pipeline takes one for the other: 0 all passed,
3 tests failed there, 1 nothing was tried.
"""

import argparse
import os
import re
import sys
from pathlib import Path

from tools import elsewhere
from tools.say import closing, say

HOST = "SALEOR_SOURCE"
CODES = {"ok": 0, "failed": 3, "not_run": 1}
HINT = """\
canary: name a checkout of Saleor's main and an environment with its locked dependencies:
canary: make canary SALEOR_SOURCE=/path/to/saleor [SALEOR_VENV=/path/to/venv] [TESTS=…]"""


def main() -> int:
    tests = _tests()
    if not os.environ.get(HOST):
        say(HINT)
        closing(canary="not_run")
        return CODES["not_run"]
    outcome = elsewhere.run(Path(sys.executable), HOST, tests, say, os.environ)
    return told(outcome, version(Path(os.environ[HOST])))


def _tests() -> list[str]:
    parser = argparse.ArgumentParser(prog="make canary", description=__doc__)
    parser.add_argument("tests", nargs="*")
    return list(parser.parse_args().tests)


def told(outcome: elsewhere.Outcome, version: str) -> int:
    counts = {name: getattr(outcome, name) for name in ("passed", "failed", "skipped")}
    closing(canary=outcome.word, saleor=version, **counts)
    return CODES[outcome.word]


def version(source: Path) -> str:
    module = source.expanduser() / "saleor" / "__init__.py"
    found = re.search(r'__version__ = "(.+?)"', module.read_text()) if module.exists() else None
    return found[1] if found else "unknown"


if __name__ == "__main__":
    sys.exit(main())
