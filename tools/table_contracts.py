"""Holds SQL statements and model imports to the packages that own their tables.

Read: the `.sql` files, the SQL in string literals, and which models a module imports and writes.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tools.say import ROOT
from tools.table_owners import OWNERS, READS, SALEOR, WRITES
from tools.table_use import Use, literals, of_models, of_sql_file, tables

PACKAGE = ROOT / "saleor_push_plugin"
# Longer statements are described in a `.sql` file.
LONGEST = 20
_MODELS = {model.lower(): model for models in OWNERS.values() for model in models}


def faults(root: Path = PACKAGE) -> Iterator[str]:
    for path in _sources(root):
        yield from of_file(path.read_text(encoding="utf-8"), path.relative_to(root).as_posix())


def of_file(text: str, name: str) -> Iterator[str]:
    """What is wrong with a source file; `name`: its path in the package."""
    if name.endswith(".sql"):
        yield from _undescribed(text, name)
    else:
        yield from _too_long(text, name)
    for use in sorted(set(_uses(text, name)), key=lambda use: (use.line, use.table, use.writes)):
        if objection := _objection(use, _package(name)):
            yield f"{name}{f':{use.line}' if use.line else ''} {objection}"


def crossings(root: Path = PACKAGE) -> Iterator[tuple[str, Use]]:
    """Every use of a table, with the package that uses it."""
    for path in _sources(root):
        name = path.relative_to(root).as_posix()
        yield from ((_package(name), use) for use in _uses(path.read_text(encoding="utf-8"), name))


def _sources(root: Path) -> Iterator[Path]:
    for path in sorted([*root.glob("**/*.py"), *root.glob("**/*.sql")]):
        if path.relative_to(root).parts[0] not in {"models", "migrations"}:
            yield path


def _package(name: str) -> str:
    return name.split("/", maxsplit=1)[0].removesuffix(".py")


def _uses(text: str, name: str) -> Iterator[Use]:
    if name.endswith(".sql"):
        yield from of_sql_file(text)
        return
    tree = ast.parse(text)
    yield from of_models(tree)
    for statement, line in literals(tree):
        yield from tables(statement, line)


def _objection(use: Use, package: str) -> str | None:
    verb = "writes" if use.writes else "reads"
    if "{" in use.table:
        return f"{verb} a table whose name is computed"
    if use.ours is None:
        allowed = package in SALEOR and not use.writes
        return None if allowed else f"{verb} {use.table}, which is not {package}'s"
    model = _MODELS.get(use.ours)
    if model is None:
        return f"{verb} {use.table}, which nobody owns: declare it in tools/table_owners.py"
    return (
        None if _may(package, model, use.writes) else f"{verb} {model}, which is {_owner(model)}'s"
    )


def _may(package: str, model: str, writes: bool) -> bool:
    pair = (package, model)
    return _owner(model) == package or pair in WRITES or (not writes and pair in READS)


def _owner(model: str) -> str:
    return next(package for package, models in OWNERS.items() if model in models)


def _too_long(text: str, name: str) -> Iterator[str]:
    for statement, line in literals(ast.parse(text)):
        if (length := len(statement.strip().splitlines())) > LONGEST:
            yield f"{name}:{line} has {length} lines of SQL: more than {LONGEST} go to a .sql file"


def _undescribed(text: str, name: str) -> Iterator[str]:
    """Statements whose name is not followed by a line that describes them."""
    lines = text.splitlines()
    for number, line in enumerate(lines[:-1]):
        if line.startswith("-- ") and line.endswith(" --"):
            following = lines[number + 1]
            if not following.startswith("-- ") or following.endswith(" --"):
                yield f"{name}:{number + 1} describes no {line.strip('- ')}"
