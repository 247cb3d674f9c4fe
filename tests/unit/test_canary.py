"""What the suite in another environment comes to, and what a canary makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import canary, elsewhere, results

OTHERS = ["SALEOR_SOURCE | 3 failed", "host=sandbox passed=0 failed=2 skipped=0 seconds=3"]


@pytest.mark.parametrize(
    ("line", "word", "code"),
    [
        ("host=SALEOR_SOURCE passed=7 failed=0 skipped=1 seconds=9", "ok", 0),
        ("host=SALEOR_SOURCE passed=7 failed=2 skipped=1 seconds=9", "failed", 3),
        ("host=SALEOR_SOURCE passed=0 failed=0 skipped=1 seconds=9", "not_run", 1),
        ('host=SALEOR_SOURCE not_run="no Saleor source at /x"', "not_run", 1),
        ("", "not_run", 1),
    ],
)
def test_failing_there_is_told_apart_from_not_being_tried(
    line: str, word: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = elsewhere.read([*OTHERS, line], canary.HOST)
    assert canary.told(outcome, "3.24.0-a.0") == code
    assert capsys.readouterr().out.startswith(f"canary={word} saleor=3.24.0-a.0 passed=")


def test_the_failures_are_named_as_the_suite_tells_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    failed = ("tests.unit.test_a::test_one[a b]\nassert 1 == 2", "tests.db.test_b::test_two")
    result = results.Result(host="sandbox", passed=1, failed=2, failures=failed)
    result.say_failures()
    result.say()
    outcome = elsewhere.read(capsys.readouterr().out.splitlines(), "sandbox")
    assert outcome.failures == ("tests.unit.test_a::test_one[a b]", "tests.db.test_b::test_two")
    assert (outcome.passed, outcome.failed) == (1, 2)


def test_the_names_of_failures_stand_near_the_end_once_more(
    capsys: pytest.CaptureFixture[str],
) -> None:
    failed = ("tests.unit.test_a::test_one[a b]\nassert 1 == 2", "tests.db.test_b::test_two")
    results.Result(host="3.20", failed=2, failures=failed).say_failed_names()
    assert capsys.readouterr().out.splitlines() == [
        "failed | 3.20 tests.unit.test_a::test_one[a b]",
        "failed | 3.20 tests.db.test_b::test_two",
    ]


def test_the_version_is_read_from_the_source(tmp_path: Path) -> None:
    (tmp_path / "saleor").mkdir()
    (tmp_path / "saleor" / "__init__.py").write_text('__version__ = "3.24.0-a.0"\n')
    assert canary.version(tmp_path) == "3.24.0-a.0"
    assert canary.version(tmp_path / "nowhere") == "unknown"


def test_without_a_source_it_says_what_to_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["canary"])
    monkeypatch.delenv("SALEOR_SOURCE", raising=False)
    assert canary.main() == 1
    assert capsys.readouterr().out.endswith("\ncanary=not_run\n")
