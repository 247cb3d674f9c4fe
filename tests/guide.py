"""The code blocks and tables of docs/adding-a-scenario.md, for the tests that run them."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from saleor_push_plugin.core.scenario import Scenario
from tests.golden_files import ROOT

TEXT = (ROOT / "docs" / "adding-a-scenario.md").read_text(encoding="utf-8")
_PYTHON = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
SCENARIO, STORY, DECLARED, LOADED, REPORTED, HOOK, PAID, SWEEP, UNPAID, BROUGHT = _PYTHON
TRANSLATIONS = dict(
    re.findall(r"^In `locale/(\w+)\.toml`.*?```toml\n(.*?)```", TEXT, re.DOTALL | re.MULTILINE)
)
ENTRY = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)[-1]


def scenario() -> Scenario[Any]:
    """The scenario of the guide as an instance, with the translations of the guide."""
    made: dict[str, Any] = {"__package__": "saleor_push_plugin.scenarios", "__name__": "thank_you"}
    exec(compile(SCENARIO, "thank_you.py", "exec"), made)
    brought = {
        tag: tomllib.loads(text)["scenarios"]["thank_you"] for tag, text in TRANSLATIONS.items()
    }
    found: Scenario[Any] = type("ThankYou", (made["ThankYou"],), {"translations": brought})()
    return found


def rows(heading: str) -> Mapping[str, list[str]]:
    """The cells of the table whose first heading this is, by the names in the first cell."""
    _, found, rest = TEXT.partition(f"\n| {heading} |")
    assert found, f"the guide has no table of {heading}"
    lines = rest.partition("\n\n")[0].splitlines()[2:]
    cells = [[cell.strip() for cell in line[1:-1].split("|")] for line in lines]
    return {name: row[1:] for row in cells for name in named(row[0])}


def named(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)
