"""Loads raw SQL statements from `.sql` files.

A file holds named statements, each with a description:

    -- name_of_the_statement --
    -- What it does, its parameters and what it returns.
    SELECT …

Lines that start with `--` are left out of the statement. A word in braces is a fragment that the
module fills in with `str.format`; the description says so.
"""

import re
from collections.abc import Mapping
from importlib import resources

_NAME = re.compile(r"^-- (\w+) --$", re.MULTILINE)


def statements(package: str, file: str) -> Mapping[str, str]:
    """The statements of a file beside a package's modules, by name."""
    return parsed(resources.files(package).joinpath(file).read_text(encoding="utf-8"))


def parsed(text: str) -> Mapping[str, str]:
    _, *parts = _NAME.split(text)
    return {
        name: _without_comments(body) for name, body in zip(parts[::2], parts[1::2], strict=True)
    }


def _without_comments(body: str) -> str:
    lines = [line for line in body.splitlines() if not line.lstrip().startswith("--")]
    return "\n".join(lines).strip()
