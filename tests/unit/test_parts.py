"""What each process of the suite runs, and what the last lines of a run say."""

from collections import Counter
from pathlib import Path

import pytest

from tools.hosts import hosts_line
from tools.parts import Part, Wish, left_out, of_saleors, of_sandbox
from tools.progress import Notes, Progress
from tools.results import Result, merged
from tools.slices import Slice, parse, written

TESTS = [f"tests/db/test_{n % 9}.py::test_{n}" for n in range(600)]
FOUR = ["3.20", "3.21", "3.22", "3.23"]


def names(parts: list[Part]) -> list[str]:
    return [f"{part.host} {part.name}" for part in parts]


def test_shards_together_run_every_test_once() -> None:
    shards = [Slice(salt="shard 7", index=index, count=3) for index in range(3)]
    held = Counter(test for test in TESTS for one in shards if one.holds(test))
    assert held == dict.fromkeys(TESTS, 1)
    assert all(sum(map(one.holds, TESTS)) > 150 for one in shards)


def test_slices_read_as_they_are_written() -> None:
    slices = (Slice(salt="shard 7", index=0, count=3), Slice(salt="share", index=1, count=2))
    assert parse(written(slices)) == slices
    assert parse("") == ()


def test_the_same_seed_gives_the_same_parts_in_the_same_order() -> None:
    first, again, other = (Wish(seed=seed) for seed in (7, 7, 8))
    assert of_sandbox(first) == of_sandbox(again) != of_sandbox(other)
    (part, *_) = of_sandbox(first)
    assert first.arguments(part) == again.arguments(part) != other.arguments(part)


def test_what_does_not_depend_on_the_host_runs_in_the_sandbox_only() -> None:
    tests = {path for part in of_saleors(FOUR, Wish(seed=7)) for path in part.tests}
    assert tests == {"tests/contract", "tests/db", "tests/graphql", "tests/live"}
    ours = {path for part in of_sandbox(Wish(seed=7)) for path in part.tests}
    folders = {
        f"tests/{one.parent.name}" for one in Path(__file__).parent.parent.glob("*/test_*.py")
    }
    assert ours == folders


def held(part: Part) -> list[str]:
    return [test for test in TESTS if all(one.holds(test) for one in part.slices)]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("hosts", [FOUR, FOUR[2:], FOUR[:1]])
def test_each_test_runs_inside_one_saleor_and_the_contract_inside_all(
    hosts: list[str], seed: int
) -> None:
    parts = of_saleors(hosts, Wish(seed=seed))
    held_by = Counter(test for part in parts if "tests/db" in part.tests for test in held(part))
    assert held_by == dict.fromkeys(TESTS, 1)
    contracts = [part for part in parts if "tests/contract" in part.tests]
    assert [(part.host, held(part)) for part in contracts] == [(host, TESTS) for host in hosts]


def test_the_newest_takes_half_of_the_tests_and_the_seed_says_which() -> None:
    shares = [of_saleors(FOUR, Wish(seed=seed)) for seed in (6, 7)]
    newest = [[part for part in parts if part.host == "3.23"] for parts in shares]
    assert [names(parts) for parts in newest] == [
        [
            "3.23 live share 1 of 2",
            "3.23 db and graphql share 1 of 2 1/2",
            "3.23 db and graphql share 1 of 2 2/2",
            "3.23 contract",
        ],
        [
            "3.23 live share 2 of 2",
            "3.23 db and graphql share 2 of 2 1/2",
            "3.23 db and graphql share 2 of 2 2/2",
            "3.23 contract",
        ],
    ]
    assert sorted(held(newest[0][0]) + held(newest[1][0])) == sorted(TESTS)
    assert len(held(newest[0][0])) > 250


def test_the_others_share_the_rest_in_turns() -> None:
    rests = [left_out(of_saleors(FOUR, Wish(seed=seed))) for seed in (6, 8)]
    assert rests[0][1:6:2] == [
        "3.20: only db and graphql share 4 of 6",
        "3.21: only db and graphql share 5 of 6",
        "3.22: only db and graphql share 6 of 6",
    ]
    assert rests[1][1] == "3.20: only db and graphql share 5 of 6"


@pytest.mark.parametrize("seed", range(3))
def test_beside_saleors_the_sandbox_takes_a_third_of_what_they_share(seed: int) -> None:
    parts = of_sandbox(Wish(seed=seed), FOUR)
    assert [part.name for part in parts] == [
        "browser",
        "live",
        f"db and graphql share {seed + 1} of 3 1/2",
        f"db and graphql share {seed + 1} of 3 2/2",
        "contract",
        "unit",
    ]
    taken = [test for part in parts if "tests/db" in part.tests for test in held(part)]
    assert 150 < len(taken) == len({*taken}) < 250
    assert of_sandbox(Wish(seed=seed), FOUR[:1]) == of_sandbox(Wish(seed=seed))
    assert len(of_sandbox(Wish(seed=seed, quick=True), FOUR)) == 3
    assert of_sandbox(Wish(seed=seed, whole=True), FOUR) == of_sandbox(Wish(seed=seed))


def test_a_quick_run_is_in_the_sandbox_only_and_says_which_share_it_is() -> None:
    wish = Wish(seed=7, quick=True)
    assert names(of_sandbox(wish)) == ["sandbox db share 2 of 6", "sandbox graphql", "sandbox unit"]
    assert left_out(of_sandbox(wish)) == ["sandbox: only db share 2 of 6"]
    assert [host for host in ["sandbox", *FOUR] if wish.wants(host)] == ["sandbox"]


def test_a_saleor_named_by_its_source_runs_everything() -> None:
    parts = of_saleors(["3.22", "3.23", "SALEOR_SOURCE"], Wish(seed=6))
    assert {line.partition(":")[0] for line in left_out(parts)} == {"3.22", "3.23"}


@pytest.mark.parametrize(
    "wish",
    [Wish(seed=6, whole=True), Wish(seed=6, hosts=("3.21",)), Wish(seed=6, tests=("tests/db",))],
)
def test_who_asks_for_something_gets_all_of_it(wish: Wish) -> None:
    assert left_out(of_saleors(FOUR, wish)) == []


def test_a_folder_is_shared_by_processes_and_single_files_run_together() -> None:
    wish = Wish(seed=7, tests=("tests/db/", "tests/unit/test_parts.py", "tests/browser"))
    assert names(of_sandbox(wish)) == [
        "sandbox browser",
        "sandbox db 1/3",
        "sandbox db 2/3",
        "sandbox db 3/3",
        "sandbox chosen",
    ]
    assert names(of_sandbox(Wish(seed=7, tests=("tests/db",), expression="cart"))) == ["sandbox db"]


def test_the_progress_line_says_what_runs_how_far_and_what_failed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "notes"
    notes = Notes(Part(host="3.23", name="db 1/2", tests=()), file)
    progress = Progress(4, clock=lambda: 75.0)
    progress.begin(notes)
    file.write_text("collected 90\ndone a\nfailed b\ndone b\nskipped c\ndone c\ndo")
    assert progress.line() == "0:00 parts 0 of 4, 3 tests done, 1 failed | 3.23 db 1/2 3 of 90"
    assert capsys.readouterr().out == "   3.23 | FAILED b\n"
    file.write_text(file.read_text() + "ne d\ntold 12 bytes\n")
    progress.end(notes, "ended")
    assert progress.line() == "0:00 parts 1 of 4, 4 tests done, 1 failed"
    assert notes.told == ["12 bytes"]


def test_a_tests_name_may_hold_an_end_of_line(tmp_path: Path) -> None:
    file = tmp_path / "notes"
    file.write_text("done a[\x85]\nfailed b[\u2028]\n", encoding="utf-8")
    notes = Notes(Part(host="3.23", name="db 1/2", tests=()), file)
    assert (notes.read(), notes.done) == (["b[\u2028]"], 1)


def test_a_part_that_could_not_run_fails_its_host_and_hides_nothing_of_the_others() -> None:
    ran = Result(host="3.23", passed=5, skipped=1, seconds=2, reasons=("no app",))
    broken = Result(host="3.23", failed=1, not_run="pytest ended with exit code 3")
    empty = Result(host="3.23", not_run="no test matches")
    both = merged("3.23", [empty, ran, broken])
    assert (both.passed, both.failed, both.skipped, both.not_run) == (5, 1, 1, "")
    assert merged("3.23", [empty, broken]).not_run == "pytest ended with exit code 3"
    assert merged("3.23", [empty, empty]).not_run == "no test matches"


def test_the_last_but_one_line_names_who_ran_in_part_and_who_did_not() -> None:
    results = [Result(host=host, passed=3) for host in ("sandbox", "3.20", "3.21")]
    results += [Result(host="3.22", not_run="there is no src")]
    planned = [Part(host="3.21", name="db share 1 of 2", tests=())]
    assert hosts_line(results, planned) == "hosts=sandbox,3.20,3.21(part) missing=3.22"
    assert hosts_line([], []) == "hosts=none missing=none"
