"""The records of a file of subscriptions: how each is read, and what is wrong with one."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from saleor_push_plugin.core.reason import Reason
from saleor_push_plugin.models import (
    Consent,
    Subscription,
)
from saleor_push_plugin.subscriber_files import lines, storing, worker_check
from saleor_push_plugin.subscribers import removal
from sandbox.browsers.subscriber import Subscriber

from .vendor_files import ONESIGNAL, PLAIN, Import, fields, plain, written


@pytest.mark.parametrize("form", ["array", "lines", "lines.gz"])
def test_json_is_read_as_an_array_or_line_by_line(
    old_browsers: Callable[[int], list[Subscriber]], imports: Import, tmp_path: Path, form: str
) -> None:
    browsers = [each.subscription for each in old_browsers(3)]
    texts = [json.dumps(each) for each in browsers]
    junk = '{"endpoint": '
    joined = ",\n".join(texts)
    text = f"[\n{joined}\n]" if form == "array" else "\n".join([*texts, junk])
    file = tmp_path / ("browsers.json.gz" if form.endswith("gz") else "browsers.json")
    file.write_bytes(gzip.compress(text.encode()) if form.endswith("gz") else text.encode())
    told = imports(file)
    wrong = 0 if form == "array" else 1
    assert f"3 imported; 0 known, 0 left, 0 skipped, {wrong} wrong." in told
    assert ("record 4: It is not JSON." in told) is bool(wrong)


@pytest.mark.parametrize("at", [0, 1, 1500, 2999])
def test_one_bad_record_of_an_array_in_one_line_loses_no_other(tmp_path: Path, at: int) -> None:
    good = {"endpoint": "https://push.example/" + "x" * 60, "keys": {"auth": "a"}, "n": [1, 2]}
    texts = [json.dumps({**good, "id": number}) for number in range(3000)]
    texts[at] = texts[at].replace('"keys": {', '"keys" {')
    file = tmp_path / "browsers.json"
    file.write_text("\ufeff[" + ", ".join(texts) + "]", encoding="utf-8")
    found = list(lines.read(file))
    assert [number for number, _ in found] == list(range(1, 3001))
    wrong = [number for number, record in found if isinstance(record, str)]
    assert wrong == [at + 1]
    assert {record["id"] for _, record in found if not isinstance(record, str)} == {
        number for number in range(3000) if number != at
    }


@pytest.mark.parametrize("rest", ["x" * 500_000, '"' * 70_000, "{" * 70_000, "[" * 70_000, "]}"])
def test_what_is_no_json_at_all_ends_with_an_error_that_says_where(
    tmp_path: Path, rest: str
) -> None:
    file = tmp_path / "browsers.json"
    file.write_text('[{"endpoint": "a"},' + rest)
    found = list(lines.read(file))
    assert found[0] == (1, {"endpoint": "a"})
    assert {number for number, record in found if isinstance(record, str)} == {2} or rest[0] in '"['
    assert len(found) < 70_003


def test_an_array_that_was_stopped_goes_on_at_its_record(
    old_browsers: Callable[[int], list[Subscriber]],
    imports: Import,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("saleor_push_plugin.subscriber_files.importing.BATCH", 2)
    file = tmp_path / "browsers.json"
    file.write_text(json.dumps([each.subscription for each in old_browsers(4)]))
    stored = storing.store

    def dies(batch: Any, *args: Any, **options: Any) -> Any:
        if Subscription.objects.exists():
            raise KeyboardInterrupt
        return stored(batch, *args, **options)

    monkeypatch.setattr(storing, "store", dies)
    assert "Go on with --from-line 3" in imports(file)
    monkeypatch.setattr(storing, "store", stored)
    assert "2 imported; 0 known" in imports(file, from_line=3)


def test_a_dry_run_counts_as_the_import_would(
    old_browsers: Callable[[int], list[Subscriber]], imports: Import, tmp_path: Path
) -> None:
    known, left, new = old_browsers(3)
    imports(plain(tmp_path, [known, left]))
    removal.delete([Subscription.objects.latest("id").pk], Reason.UNSUBSCRIBED)
    file = plain(tmp_path, [known, left, new, new])
    told = imports(file, dry_run=True)
    assert "1 would be imported; 2 known, 1 left, 0 skipped, 0 wrong." in told
    assert "1 imported; 2 known, 1 left, 0 skipped, 0 wrong." in imports(file)


def test_lines_that_are_here_are_sent_to_as_well_when_the_worker_is_ours(
    old_browsers: Callable[[int], list[Subscriber]],
    imports: Import,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker_check, "check", lambda *_: None)
    here, elsewhere = old_browsers(2)
    imports(plain(tmp_path, [here, elsewhere]))
    told = imports(plain(tmp_path, [here]), worker="https://shop.example/sw.js")
    assert "0 imported; 1 known" in told
    held = {row.endpoint: row.held_reason for row in Subscription.objects.all()}
    assert held == {here.endpoint: "", elsewhere.endpoint: "not_visited_yet"}


def test_others_who_may_read_the_private_key_are_told(
    old_browsers: Callable[[int], list[Subscriber]],
    imports: Import,
    vendor: tuple[str, Path],
    tmp_path: Path,
) -> None:
    file = plain(tmp_path, old_browsers(1))
    for path in (file, vendor[1]):
        path.chmod(0o600)
    assert "may read" not in imports(file)
    vendor[1].chmod(0o644)
    assert f"may read {vendor[1]}" in imports(file)


def test_a_long_or_odd_column_that_is_not_read_costs_no_line(
    old_browsers: Callable[[int], list[Subscriber]], imports: Import, tmp_path: Path
) -> None:
    (browser,) = old_browsers(1)
    odd = {"\x1b[2J": "x" * 5000, "tags": {"a": "b"}, "note": "\ud800"}
    file, report = tmp_path / "browsers.json", tmp_path / "report.txt"
    wrong = {"endpoint": "\ud800\x1b[2J", "language": "\ud800", "auth": "x" * 5000}
    file.write_text(json.dumps([{**browser.subscription, **odd}, wrong]))
    told = imports(file, report=report)
    assert "1 imported; 0 known, 0 left, 0 skipped, 1 wrong." in told
    assert "\x1b" not in told
    assert "record 2: auth" in report.read_text()


def test_an_empty_cell_of_topics_is_no_consent_at_all(
    old_browsers: Callable[[int], list[Subscriber]], imports: Import, tmp_path: Path
) -> None:
    """Order updates are the default of files that say nothing of topics."""
    told = imports(plain(tmp_path, old_browsers(1), topics=" "))
    assert "1 imported" in told
    assert Subscription.objects.get().topics == []
    assert Consent.objects.get().granted == []


def test_marketing_without_words_is_lost_and_the_rest_of_the_line_is_taken(
    old_browsers: Callable[[int], list[Subscriber]], imports: Import, tmp_path: Path
) -> None:
    browsers = old_browsers(2)
    rows = [
        (*fields(browsers[0]), "offers order_updates", ""),
        (*fields(browsers[1]), "offers", ""),
    ]
    told = imports(written(tmp_path / "browsers.csv", PLAIN, rows))
    assert "2 imported; 0 known, 0 left, 0 skipped, 0 wrong, 2 without marketing." in told
    assert "line 2: text_version: Marketing needs" in told
    topics = Subscription.objects.order_by("id").values_list("topics", flat=True)
    assert list(topics) == [["order_updates"], []]


@pytest.mark.parametrize("state", ["--5", "-", "9" * 400, "²", "x", "-20"])
def test_an_odd_state_of_onesignals_is_none(
    old_browsers: Callable[[int], list[Subscriber]], imports: Import, tmp_path: Path, state: str
) -> None:
    (browser,) = old_browsers(1)
    endpoint, p256dh, auth = fields(browser)
    header = (*ONESIGNAL[:4], "notification_types")
    rows = [(1, endpoint, auth, p256dh, state)]
    told = imports(written(tmp_path / "users.csv", header, rows))
    assert f"{0 if state == '-20' else 1} imported" in told
