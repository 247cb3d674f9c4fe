"""Cells of CSV files that a spreadsheet opens."""

import re
from collections.abc import Iterable

# Where a spreadsheet may begin a cell with a formula, whatever separator its country uses.
_FORMULA = re.compile(r"(^|[;,|\t\r\n])(?=[\s\"']*[=+\-@＝＋－＠\t\r])")


def text_cell(text: str) -> str:
    """The text, with an apostrophe before whatever a spreadsheet would take for a formula."""
    return _FORMULA.sub(r"\1'", text)


def cell(value: object) -> str:
    """A value as a cell: numbers as they are, None empty, texts without formulas."""
    if value is None:
        return ""
    return str(value) if isinstance(value, int | float) else text_cell(str(value))


def joined(values: Iterable[str]) -> str:
    """Several values in one cell, separated by spaces."""
    return text_cell(" ".join(values))
