"""Hypothesis strategies for requests, read from the schema: a new argument is tried unasked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
)
from hypothesis import strategies as st

Path = tuple[str, ...]
# Names and values of arguments or input fields that a shop accepts, by name.
World = Mapping[str, Any]
LEVELS = 6
# How deep optional input fields are drawn: a type that can hold itself would never end.
DEEPEST = 4


class Raw(str):
    """Written as it stands, in JSON and in a query: numbers that Python would write otherwise."""

    __slots__ = ()


_MOMENTS = (
    *("T", "--T", "-T-", "2026", "2026-03", "2026-W10-1", "2026-061", "20260302T120000Z"),
    *("2026-03-02T12:00:00+99:99", "2026-03-02T12:00:00-24:00", "2026-03-02T25:61:61Z"),
    *("0000-00-00T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"),
    *("99999-01-01T00:00:00Z", "-2026-03-02T12:00:00Z", "2026-02-30T12:00:00Z", "1e3T", "٢٠٢٦"),
    *("2026-03-02T12:00:00.999999999999Z", "2026-03-02T12:00", "2026-03-02 12:00:00", "12:00:00"),
    *("2026-03-02T12:00:00Z", "2026-03-02T12:00:00+23:59", "0001-01-01", "9999-12-31T23:59:59Z"),
)
_ENDPOINTS = (
    *("https://[", "https://a:b/", "https://fcm.googleapis.com:99999/", "//fcm.googleapis.com"),
    f"https://{'a.' * 150}push.services.mozilla.com/x",
    f"https://{'a' * 300}.notify.windows.com/w/?token=x",
    *("https://fcm.googleapis.com/\0", "https://fcm.googleapis.com/" + "x" * 4000),
    *("https://fcm.googleapis.com@127.0.0.1/", "https://\u2100.push.apple.com/", "https://a\nb"),
    *("https://fcm.googleapis.com/%00", "https://fcm.googleapis.com/\ud800", "HTTPS://FCM"),
)
# Global ids, and cursors of lists.
_IDS = (
    *("Q2hlY2tvdXQ6", "Q2hlY2s=", "=", "====", "a" * 33, "T3JkZXI6AA==", "Vm91Y2hlcjrtoIA="),
    *("VXNlcjo5OTk5OTk5OTk5OTk5OTk5OTk5OTk=", "UHJvZHVjdFZhcmlhbnQ6OTIyMzM3MjAzNjg1NDc3NTgwOA=="),
    *("WyIyMDI2IiwgMV0=", "WzFd", "bnVsbA==", "WyI5OTk5LTEyLTMxVDIzOjU5OjU5LTE0OjAwIiwgMV0="),
    *("WyIyMDI2LTAzLTAyVDEyOjAwOjAwKzAwOjAwIiwgdHJ1ZSwgMSwgInhceDAwIl0=", "W1tbW1tbW1s="),
)
_TEXTS = (
    *("", " ", "\0", "a\0b", "\ud800", "a\udfff", "\u202e", "\u2028", "\x85", "\x1b[0m", "😀"),
    *(
        "x" * 300,
        "x" * 5000,
        "é" * 2000,
        "null",
        "-1",
        "0",
        "1e-30000",
        "%s",
        "{}",
        "{x",
        "' OR 1=1 --",
        "\\",
    ),
    *("ß", "٣", "a@b", "\0@b", "@" * 90, *_ENDPOINTS, *_IDS, *_MOMENTS),
)
_NUMBERS = (
    *(0, -1, 1, 2**31 - 1, 2**31, -(2**31) - 1, 2**53, 2**63, 10**30, 10**400, 0.1, -0.0, 5e-324),
    *(1.7976931348623157e308, Raw("1e400"), Raw("-1e999"), Raw("1e-400"), Raw("1E+2"), 1.0, 32768),
    Raw("9" * 4400),
)


def _nested(depth: int) -> Raw:
    return Raw("[" * depth + "]" * depth)


_OTHERS = (None, True, False, [], [[]], [None], {}, {"a": None}, {"__proto__": 1})
_DEEP = (_nested(60), _nested(400), Raw('{"a":' * 300 + "1" + "}" * 300), _nested(990))
texts = st.one_of(st.sampled_from(_TEXTS), st.text(max_size=40))
ODD = st.one_of(
    texts,
    st.sampled_from(_NUMBERS),
    st.sampled_from(_OTHERS),
    st.sampled_from(_DEEP),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.datetimes().map(lambda at: at.isoformat()),
    st.lists(st.one_of(texts, st.integers(), st.none()), max_size=4),
    st.dictionaries(texts, st.one_of(texts, st.integers()), max_size=3),
)


@dataclass(frozen=True)
class Site:
    """A place where a value goes: a root field, and the path to an argument or input field."""

    operation: str
    field: str
    path: Path

    def __str__(self) -> str:
        return f"{self.field}:{'.'.join(self.path)}"


def sites(schema: GraphQLSchema) -> list[Site]:
    """Every argument of every root field, those of the fields below, and all input fields.

    An input type that can hold itself, and those within, are gone through where they are met first.
    """
    roots = {"query": schema.get_query_type(), "mutation": schema.get_mutation_type()}
    met: set[str] = set()
    return [
        Site(operation, name, path)
        for operation, root in roots.items()
        for name, field in root.fields.items()
        for path in (*_argument_paths(field.args, met), *_below(field.type, (), met))
    ]


def _argument_paths(
    args: Mapping[str, Any], met: set[str], before: Path = (), once: bool = False
) -> Iterator[Path]:
    for name, argument in args.items():
        yield (*before, name)
        kind = _named(argument.type)
        if isinstance(kind, GraphQLInputObjectType) and kind.name not in met:
            within = once or _holds_itself(kind)
            met |= {kind.name} if within else set()
            yield from _argument_paths(kind.fields, met, (*before, name), within)


def _holds_itself(kind: GraphQLInputObjectType) -> bool:
    return any(_named(field.type) is kind for field in kind.fields.values())


def _below(kind: Any, before: Path, met: set[str]) -> Iterator[Path]:
    """The arguments of the fields of an output type: `(field, "()", argument)`."""
    for name, field in _fields(kind).items() if len(before) < LEVELS else ():
        yield from _argument_paths(field.args, met, (*before, name, "()"))
        yield from _below(field.type, (*before, name), met)


def _named(kind: Any) -> Any:
    while isinstance(kind, GraphQLNonNull | GraphQLList):
        kind = kind.of_type
    return kind


def _fields(kind: Any) -> Mapping[str, Any]:
    named = _named(kind)
    return named.fields if isinstance(named, GraphQLObjectType) else {}


@dataclass(frozen=True, kw_only=True)
class Request:
    query: str
    variables: Mapping[str, Any]

    def body(self) -> str:
        return _json({"query": self.query, "variables": dict(self.variables)})


@dataclass(kw_only=True)
class Drawing:
    """Draws one request: plausible everywhere, odd at the site, or odd anywhere if it is wild."""

    draw: Any
    schema: GraphQLSchema
    world: World
    site: Site
    as_variable: bool
    wild: bool = False

    def request(self) -> Request:
        self._declared: dict[str, Any] = {}
        self._variables: dict[str, Any] = {}
        roots = {"query": self.schema.get_query_type(), "mutation": self.schema.get_mutation_type()}
        field = roots[self.site.operation].fields[self.site.field]
        chosen = f"{self.site.field}{self._arguments(field.args, ())} {self._selection(field.type)}"
        declared = ", ".join(f"${name}: {kind}" for name, kind in self._declared.items())
        head = f"{self.site.operation}{f'({declared})' if declared else ''}"
        return Request(query=f"{head} {{ {chosen} }}", variables=self._variables)

    def _arguments(self, args: Mapping[str, Any], before: Path) -> str:
        given = {name: self._value(each.type, (*before, name)) for name, each in args.items()}
        written = [
            f"{name}: {self._written(args[name].type, value)}"
            for name, value in given.items()
            if value is not MISSING
        ]
        return f"({', '.join(written)})" if written else ""

    def _written(self, kind: Any, value: Any) -> str:
        if not self.as_variable:
            return literal(value, escaped=self.draw(st.booleans()))
        name = f"v{len(self._declared)}"
        self._declared[name], self._variables[name] = kind, value
        return f"${name}"

    def _value(self, kind: Any, path: Path) -> Any:
        at_site = path == self.site.path
        if at_site or (self.wild and self.draw(st.integers(0, 3)) == 0):
            return self.draw(_odd(kind, path[-1]))
        reaches = self.site.path[: len(path)] == path
        needed = isinstance(kind, GraphQLNonNull) or reaches
        if not needed and (len(path) > DEEPEST or self.draw(st.booleans())):
            return MISSING
        return self._plausible(kind, path)

    def _plausible(self, kind: Any, path: Path) -> Any:
        if isinstance(kind, GraphQLNonNull):
            return self._plausible(kind.of_type, path)
        if isinstance(kind, GraphQLList):
            return [self._plausible(kind.of_type, path)]
        if isinstance(kind, GraphQLInputObjectType):
            fields = {name: self._value(f.type, (*path, name)) for name, f in kind.fields.items()}
            return {name: value for name, value in fields.items() if value is not MISSING}
        if isinstance(kind, GraphQLEnumType):
            return Name(self.draw(st.sampled_from([each.name for each in kind.values])))
        return self.world.get(path[-1], _PLAUSIBLE.get(kind.name, "x"))

    def _selection(self, kind: Any, before: Path = ()) -> str:
        parts = []
        for name, field in _fields(kind).items():
            path = (*before, name)
            below = self._selection(field.type, path)
            if _fields(field.type) and not (below and len(path) <= LEVELS):
                continue
            parts.append(f"{name}{self._arguments(field.args, (*path, '()'))} {below}")
        return f"{{ {' '.join(parts)} }}" if parts and len(before) <= LEVELS else ""


MISSING: Any = object()
_PLAUSIBLE = {
    "Int": 1,
    "Float": 1.5,
    "Boolean": False,
    "Date": "2026-03-02",
    "DateTime": "2026-03-02T12:00:00Z",
}


class Name(str):
    """The name of an enum's value: bare in a query, a string in JSON."""

    __slots__ = ()


def _odd(kind: Any, name: str) -> st.SearchStrategy[Any]:
    """Odd values, more often of the kind that is asked for than of another."""
    return st.one_of(st.sampled_from(_near(getattr(_named(kind), "name", ""), name)), ODD)


def _near(kind: str, name: str) -> tuple[Any, ...]:
    if "ndpoint" in name:
        return _ENDPOINTS
    if name in ("after", "notification", "person"):
        return _IDS
    near = {"Int": _NUMBERS, "Float": _NUMBERS, "Date": _MOMENTS, "DateTime": _MOMENTS, "ID": _IDS}
    return near.get(kind, _TEXTS)


def literal(value: Any, *, escaped: bool) -> str:
    """A value as GraphQL writes it."""
    if isinstance(value, Raw | Name):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(literal(each, escaped=escaped) for each in value)}]"
    if isinstance(value, dict):
        items = (f"{name}: {literal(each, escaped=escaped)}" for name, each in value.items())
        return f"{{{', '.join(items)}}}"
    return json.dumps(value, ensure_ascii=escaped)


def _json(value: Any) -> str:
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_json, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{json.dumps(k)}: {_json(v)}' for k, v in value.items())}}}"
    return json.dumps(value)
