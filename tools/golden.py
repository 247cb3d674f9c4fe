"""`make golden [CODE=thank_you]`: write the golden files of one scenario or of all, and the tables.

The tables are those of scenarios and of reasons in docs/. Read the texts before you commit them:
no test can tell whether they are good.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from saleor_push_plugin.core.scenario import Scenario
from saleor_push_plugin.management.commands import push_reasons, push_scenarios
from saleor_push_plugin.messages import catalog
from tests import lengths
from tests.golden_files import (
    GENERATED,
    LENGTHS,
    OWN,
    REASONS,
    ROOT,
    TABLE,
    golden,
    plain,
    said,
    untranslated,
)
from tools.say import closing, say

# The pages with a generated table, and the functions that make its lines.
TABLES: dict[Path, Callable[[], Iterator[str]]] = {
    TABLE: push_scenarios.table,
    REASONS: push_reasons.table,
    LENGTHS: lengths.table,
}


def main() -> int:
    code = _code()
    if code and code not in OWN:
        say(f"there is no scenario “{code}”; there are {', '.join(sorted(OWN))}")
        return _close("failed", code)
    scenarios = [OWN[code]] if code else list(OWN.values())
    if missing := [*chain(*map(_missing, scenarios))]:
        say("\n".join(missing))
        return _close("failed", code)
    written = [*chain(*map(_goldens, scenarios)), *_tables()]
    return _close("ok", code or "all", written=len(written))


def _missing(scenario: Scenario[Any]) -> list[str]:
    return [each for one in catalog.LANGUAGES for each in untranslated(scenario, one)]


def _code() -> str:
    parser = argparse.ArgumentParser(prog="make golden", description=__doc__)
    parser.add_argument("code", nargs="?", default="", help="the code of one of our scenarios; all")
    return str(parser.parse_args().code)


def _goldens(scenario: Scenario[Any]) -> Iterator[Path]:
    for language in catalog.LANGUAGES:
        text = said(scenario, scenario.sample, language)
        yield from _write(golden(scenario, language), text)
        say(text)


def _tables() -> Iterator[Path]:
    for file, table in TABLES.items():
        yield from _write(file, with_table(file.read_text(encoding="utf-8"), table()))


def with_table(page: str, lines: Iterable[str]) -> str:
    """The text of a page, its generated table replaced by these lines."""
    table = "\n".join(lines)
    return GENERATED.sub(lambda _: table, page)


def _write(file: Path, text: str) -> Iterator[Path]:
    """Write the file if its text changes; yields it then."""
    if not file.exists() or plain(file.read_text(encoding="utf-8")) != plain(text):
        file.write_text(text, encoding="utf-8")
        say(f"wrote {file.relative_to(ROOT)}: read it before you commit it")
        yield file


def _close(outcome: str, code: str, **values: object) -> int:
    closing(golden=outcome, code=code, **values)
    return 0 if outcome == "ok" else 1


if __name__ == "__main__":
    sys.exit(main())
