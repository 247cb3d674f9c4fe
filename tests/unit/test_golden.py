"""`make golden` writes the tables that the documents take from the code."""

from pathlib import Path

import pytest

from saleor_push_plugin.management.commands import push_reasons, push_scenarios
from tests import lengths
from tests.golden_files import LENGTHS, REASONS, TABLE
from tools import golden


def test_all_generated_tables_are_written() -> None:
    assert {
        TABLE: push_scenarios.table,
        REASONS: push_reasons.table,
        LENGTHS: lengths.table,
    } == golden.TABLES


@pytest.mark.parametrize("page", golden.TABLES)
def test_a_table_that_is_behind_is_replaced_and_the_text_around_it_kept(page: Path) -> None:
    current, lines = page.read_text(encoding="utf-8"), [*golden.TABLES[page]()]
    behind = current.replace(f"{lines[-1]}\n", "")
    assert behind != current
    assert golden.with_table(behind, lines) == current
