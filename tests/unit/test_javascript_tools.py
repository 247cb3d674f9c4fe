"""What is taken out of scripts when they are served, and checks without Node.js."""

from pathlib import Path

import pytest

from saleor_push_plugin import scripts
from tools import check, javascript

SOURCE = """\
/** What it does. */
// Why.
import { a } from "./a.js"; // Stays.

/**
 * @param {string} b
 */
const c = (b) => `https://x/*${b}`; /** Stays, too. */
/** @type {D} */ const d = a / 2 // e
  // An indented one.
  /* Not ours: a plain block. */
/** @type {F} */
const f = 1; /** one */
/** two */
"""
SERVED = """\


import { a } from "./a.js"; // Stays.




const c = (b) => `https://x/*${b}`; /** Stays, too. */
/** @type {D} */ const d = a / 2 // e

  /* Not ours: a plain block. */

const f = 1; /** one */

"""


def test_comments_on_lines_of_their_own_are_served_as_empty_lines() -> None:
    assert scripts.without_comments(SOURCE) == SERVED


@pytest.mark.parametrize("name", [name for name in scripts.served() if name.endswith(".js")])
def test_a_line_that_is_served_is_the_sources_line_of_that_number(name: str) -> None:
    source = (javascript.STATIC / name).read_text()
    served = [line.lstrip() for line in scripts.code_as_served(source).split("\n")]
    lines = [line.lstrip() for line in source.split("\n")]
    dropped = [old for old, new in zip(lines, served, strict=True) if old != new]
    assert all(line.startswith(("/**", "*", "//")) for line in dropped), dropped


def test_indentation_is_not_served_and_a_template_keeps_its_own() -> None:
    source = "if (a) {\n  b(`one\n    two ${c}`);\n\td();\n}\n"
    assert scripts.code_as_served(source) == "if (a) {\nb(`one\n    two ${c}`);\nd();\n}\n"


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder that programs are looked for in."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_without_node_javascript_is_not_checked_and_a_line_says_what_to_install(
    machine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert javascript.checked() is None
    said = capsys.readouterr().out
    assert said.startswith("JavaScript was not checked: install Node.js 18.18 or newer and npm")


def test_an_old_node_is_named(machine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("node", "npm"):
        program = machine / name
        program.write_text("#!/bin/sh\necho v16.20.2\n")
        program.chmod(0o755)
    assert javascript.checked() is None
    assert "this is Node.js 16.20" in capsys.readouterr().out


@pytest.mark.parametrize(("ci", "bad"), [(False, False), (True, True)])
def test_what_was_not_checked_fails_only_where_it_is_decided(ci: bool, bad: bool) -> None:
    assert check.is_bad({"ruff": "ok", "javascript": "unchecked"}, ci=ci) is bad
    assert check.is_bad({"ruff": "failed", "javascript": "ok"}, ci=ci) is True
