"""`make check`: style, types, contracts, JavaScript, GraphQL schema, wheel and oldest packages."""

import ast
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tools import javascript, oldest, table_contracts, wheel
from tools.say import CACHE, ROOT, closing, headline, say

PACKAGE = ROOT / "saleor_push_plugin"
# Import Linter has no module to run.
LINT_IMPORTS = "from importlinter.cli import lint_imports_command as lint; lint()"
SDL = ROOT / "docs" / "schema.graphql"
# The longest file there may be; tests tell longer stories.
SOURCES = {
    "saleor_push_plugin": 300,
    "sandbox": 300,
    "tools": 250,
    "tests": 400,
    "benchmarks": 300,
}


def main() -> int:
    checks = {
        "ruff": lambda: _runs("-m", "ruff", "check", "-q", "."),
        "format": lambda: _runs("-m", "ruff", "format", "--check", "-q", "."),
        "mypy": lambda: _runs("-m", "mypy"),
        "imports": lambda: _runs(
            "-c", LINT_IMPORTS, "--no-logo", "--cache-dir", str(CACHE / "imports")
        ),
        "core": _core_is_plain,
        "tables": lambda: _none(list(table_contracts.faults())),
        "schema": _schema_is_printed,
        "sizes": _files_are_short,
        "javascript": javascript.checked,
        "wheel": _wheel_is_whole,
        "oldest": oldest.checked,
    }
    outcome = {name: _timed(name, check) for name, check in checks.items()}
    bad = is_bad(outcome, ci=os.environ.get("CI", "") not in ("", "0", "false"))
    closing(check="failed" if bad else "ok", **outcome)
    return 1 if bad else 0


def is_bad(outcome: dict[str, str], *, ci: bool) -> bool:
    """A developer's machine may lack Node.js; the one that decides may not."""
    return "failed" in outcome.values() or (ci and "unchecked" in outcome.values())


def _timed(name: str, check: Callable[[], bool | None]) -> str:
    """`ok`, `failed`, or `unchecked` where the machine has nothing to check with."""
    headline(name)
    started = time.monotonic()
    fine = check()
    outcome = "unchecked" if fine is None else "ok" if fine else "failed"
    say(f"{name}: {outcome} ({time.monotonic() - started:.1f} s)")
    return outcome


def _runs(*arguments: str) -> bool:
    """By Python: a script in bin/ may fail where the folder's path has a space or has changed."""
    command = [sys.executable, "-P", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=_environment(), check=False)
    return done.returncode == 0


def _environment() -> dict[str, str]:
    """Where our packages are found, the sandbox's `saleor` among them."""
    path = f"{ROOT}{os.pathsep}{ROOT / 'sandbox' / 'host'}"
    return {**os.environ, "PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": "saleor.settings"}


def _core_is_plain() -> bool:
    """`core/` imports the standard library and itself, nothing else."""
    allowed = sys.stdlib_module_names
    strange = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sorted((PACKAGE / "core").glob("**/*.py"))
        for name in _imported(path)
        if name.split(".")[0] not in allowed and not name.startswith("saleor_push_plugin.core")
    ]
    return _none(strange)


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module if node.level == 0 and node.module else "saleor_push_plugin.core"


def _schema_is_printed() -> bool:
    """`docs/schema.graphql` is what the code prints."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "django", "push_schema"],
        cwd=ROOT,
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return _none([f"the schema was not printed: {done.stderr[-1500:]}"])
    same = SDL.exists() and SDL.read_text().strip() == done.stdout.strip()
    return same or _none([f"{SDL.relative_to(ROOT)} is not what the code prints"])


def _files_are_short() -> bool:
    return _none(
        [
            f"{path.relative_to(ROOT)} has {length} lines (at most {longest})"
            for folder, longest in SOURCES.items()
            for path in sorted((ROOT / folder).glob("**/*.py"))
            if "migrations" not in path.parts
            and (length := len(path.read_text().splitlines())) > longest
        ]
    )


def _wheel_is_whole() -> bool:
    try:
        return _none(wheel.faults(wheel.build()))
    except wheel.WheelError as failure:
        return _none([str(failure)])


def _none(faults: list[str]) -> bool:
    for fault in faults:
        say(fault)
    return not faults


if __name__ == "__main__":
    sys.exit(main())
