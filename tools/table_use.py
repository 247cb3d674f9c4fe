"""Finds which tables SQL statements and Django models in source files read and write."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeGuard

from saleor_push_plugin.core.sql_files import parsed

PREFIX = "saleor_push_plugin_"
# What `models` exports beside models.
HELPERS = {"State", "in_array", "keyset", "numbers", "renamed_channels"}
_WRITING = {"create", "bulk_create", "get_or_create", "update_or_create", "update", "bulk_update"}
_WRITING |= {"delete", "save"}

# A whole statement in any case, or a part of one in capitals, as this project writes SQL.
_SQL = re.compile(
    r"(?is:\bselect\b.+\bfrom\b|\binsert into\b|\bdelete from\b|\bupdate\b.+\bset\b)"
    r"|\b(?:SELECT|FROM|JOIN|UPDATE)\b"
)
_KEYWORDS = re.compile(
    r"\b(?:insert into|delete from|update|from|join|using|where|set|on|as|for|do|of|distinct"
    r"|lateral|cross|left|inner|order|group|limit|materialized)\b",
    re.IGNORECASE,
)
_LITERAL = re.compile(r"'(?:[^']|'')*'")
_CTE = re.compile(r"\b(\w+) AS (?:NOT )?(?:MATERIALIZED )?\(")
_NO_LOCK = r"(?<!FOR )(?<!NO KEY )(?<!DO )"
_WRITE = re.compile(rf"{_NO_LOCK}\b(?:INSERT INTO|UPDATE|DELETE FROM) ([\w{{}}.\"]+)")
# A name behind FROM, JOIN, USING or a comma of their list; not a function's, and not a column's.
_ITEM = r"(?!LATERAL\b)[\w{}\"]+(?![\w{}(.\"])(?: AS)?(?: [a-z_]\w*)?"
_READ = re.compile(rf"(?<!DISTINCT )\b(?:FROM|JOIN|USING) ({_ITEM}(?:, {_ITEM})*)")


@dataclass(frozen=True, kw_only=True)
class Use:
    """A table that is read or written; `ours` by its model's lower-case name."""

    table: str
    writes: bool
    line: int = 0

    @property
    def ours(self) -> str | None:
        return self.table.removeprefix(PREFIX) if self.table.startswith(PREFIX) else None


def tables(statement: str, line: int = 0) -> set[Use]:
    """The tables that a statement names; those of a `WITH` are its own."""
    text = _KEYWORDS.sub(lambda word: word[0].upper(), _LITERAL.sub("''", statement))
    text = " ".join(text.replace('"', "").split())
    own = set(_CTE.findall(text))
    written = set(_WRITE.findall(text))
    lists = [item.split()[0] for each in _READ.findall(text) for item in each.split(", ")]
    read = set(lists) - written
    # Wherever else one of our tables stands, it is read.
    read |= set(re.findall(rf"\b{PREFIX}\w+", text)) - written
    return {Use(table=name, writes=True, line=line) for name in written} | {
        Use(table=name, writes=False, line=line) for name in read - own
    }


def of_sql_file(text: str) -> Iterator[Use]:
    for statement in parsed(text).values():
        yield from tables(statement)


def literals(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """SQL in string literals, with `{}` for what an f-string computes; docstrings aside."""
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    inside = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in ast.walk(node)
        if part is not node
    }
    for node in ast.walk(tree):
        if id(node) in prose | inside or not isinstance(node, ast.expr):
            continue
        if _SQL.search(text := _text(node)):
            yield text, node.lineno


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) or "{}" for part in node.values)
    return ""


def of_models(tree: ast.AST) -> Iterator[Use]:
    """Models that a module imports, and those whose rows it writes."""
    imported = set(_imported(tree))
    for name, line in imported:
        yield Use(table=PREFIX + name.lower(), writes=False, line=line)
    names = {name for name, _ in imported}
    for function in ast.walk(tree) if names else ():
        if isinstance(function, ast.FunctionDef | ast.Module):
            yield from _written(function, names)


def _imported(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and _is_models(node.module):
            yield from ((a.name, node.lineno) for a in node.names if a.name not in HELPERS)
        if isinstance(node, ast.Attribute) and _is_model(node):
            yield node.attr, node.lineno


def _is_model(node: ast.Attribute) -> bool:
    return _name(node.value) == "models" and node.attr[0].isupper() and node.attr not in HELPERS


def _is_models(module: str | None) -> bool:
    return module in {"models", "saleor_push_plugin.models"}


def _written(function: ast.AST, models: set[str]) -> Iterator[Use]:
    """Writing calls on a model's manager, or on a name that holds one of its query sets."""
    holds: dict[str, str] = {name: name for name in models}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and (model := holds.get(_root(node.value))):
            holds |= {target.id: model for target in node.targets if isinstance(target, ast.Name)}
        if _is_write(node) and (model := holds.get(_root(node))):
            yield Use(table=PREFIX + model.lower(), writes=True, line=node.lineno)


def _is_write(node: ast.AST) -> TypeGuard[ast.Call]:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _WRITING
    )


def _root(node: ast.AST) -> str:
    """The name that a chain of calls and attributes starts with; a model behind `models.` too."""
    while isinstance(node, ast.Call | ast.Attribute | ast.Subscript):
        if isinstance(node, ast.Attribute) and _name(node.value) == "models":
            return node.attr
        node = node.func if isinstance(node, ast.Call) else node.value
    return _name(node)


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else ""
