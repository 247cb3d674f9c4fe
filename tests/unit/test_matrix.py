"""Which Pythons and packages the suite is tried with, and what counts as green."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import environments, matrix, requirements
from tools.constraints import recorded

SETUP = """\
[options]
install_requires =
    Django>=4.2,<6
    py_web-push>=2.0.1
    graphene
"""
NO_WHEEL = """\
ERROR: Could not find a version that satisfies httptools==0.6.0 (from versions: 0.6.1, 0.6.4)
ERROR: No matching distribution found for httptools==0.6.0
"""

PYTHONS = ("3.11", "3.12", "3.13")


def test_the_lowest_set_is_what_setup_cfg_names(tmp_path: Path) -> None:
    (tmp_path / "setup.cfg").write_text(SETUP)
    bounds = requirements.stated("3.12", tmp_path / "setup.cfg")
    assert bounds == {"django": "<6,>=4.2", "py-web-push": ">=2.0.1", "graphene": ""}
    assert requirements.lowest(bounds) == {"django": "4.2", "py-web-push": "2.0.1"}


def test_a_bound_may_depend_on_the_python() -> None:
    lowest = {python: requirements.lowest(requirements.stated(python)) for python in PYTHONS}
    assert {python: each["httptools"] for python, each in lowest.items()} == {
        "3.11": "0.6.1",
        "3.12": "0.6.1",
        "3.13": "0.6.2",
    }


def test_every_package_that_the_plugin_stands_on_has_a_lower_bound() -> None:
    bounds = requirements.stated("3.11")
    assert set(matrix.SHOWN) <= set(bounds)
    assert [name for name in bounds if name not in requirements.lowest(bounds)] == []
    assert set(bounds) <= set(recorded())


def test_only_chooses_by_python_by_set_or_by_both() -> None:
    every = matrix._wanted(("3.11", "3.12"), [])
    assert len(every) == 4
    assert matrix._wanted(("3.11", "3.12"), ["3.12"]) == [("3.12", "lowest"), ("3.12", "highest")]
    assert matrix._wanted(("3.11", "3.12"), ["3.11", "lowest"]) == [("3.11", "lowest")]
    assert matrix._wanted(("3.11", "3.12"), ["3.12-highest"]) == [("3.12", "highest")]


def test_a_missing_python_is_named_and_is_not_green(capsys: pytest.CaptureFixture[str]) -> None:
    row = matrix.run(None, "3.13", "highest", [], "abc")
    assert (row.is_green, row.failed, row.not_run) == (False, 0, "no such Python")
    assert "no Python 3.13 was found: PYTHONS= names one" in capsys.readouterr().out
    assert matrix._close([row]) == 1


@pytest.mark.parametrize(
    ("packages", "words", "failed"),
    [
        ("lowest", NO_WHEEL, 0),
        ("highest", NO_WHEEL, 1),
        ("lowest", "ERROR: Could not reach the index\n", 1),
        ("lowest", "", 1),
    ],
)
def test_only_a_missing_wheel_of_an_old_package_is_no_failure(
    packages: str, words: str, failed: int
) -> None:
    row = {"python": "3.13", "packages": packages, "sources": ""}
    refused = matrix.refused_row(row, environments.reason(words))
    assert (refused.failed, refused.is_green) == (failed, False)
    assert refused.not_run


def test_what_has_passed_is_remembered_until_the_sources_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matrix, "FOLDER", tmp_path)
    passed = matrix.Row(python="3.11", packages="lowest", passed=9, sources="abc")
    failed = matrix.Row(python="3.12", packages="lowest", passed=9, failed=1, sources="abc")
    for row in (passed, failed):
        matrix._remember(row)
    assert matrix._remembered("abc") == {"3.11-lowest": passed}
    assert matrix._remembered("abd") == {}


def test_other_tests_are_another_matrix() -> None:
    digests = {matrix.sources_digest(tests) for tests in (["tests/unit"], ["tests/db"])}
    assert len(digests) == 2
    assert matrix.sources_digest(["tests/db"]) in digests


def test_a_version_without_a_wheel_is_refused_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\ncat >&2 <<END\n{NO_WHEEL}END\nexit 1\n")
    python.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(python))
    with pytest.raises(environments.EnvironmentRefused, match="No matching distribution found"):
        environments.need_wheels("3.13", "httptools==0.6.0")
