"""Checks a `where` as JSON and makes a predicate of it, or says what is wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from ..amounts import DECIMALS, amount_of
from ..global_id import number_of
from ..push_subscription import Problem
from . import other_packages
from .conditions import CONDITIONS, Kind, Member, Shape
from .predicate import All, Any_, Leaf, Not, Predicate

# How deep and how large a `where` may be, and how many values a list in it may have.
MAX_DEPTH, MAX_LEAVES, MAX_VALUES, MAX_TEXT = 5, 30, 1000, 256
_INT = 2**31 - 1
_JOINS = ("AND", "OR")


@dataclass
class _Reading:
    """What was found so far: problems, and the number of conditions."""

    problems: list[Problem] = field(default_factory=list)
    leaves: int = 0

    def refuse(self, path: str, message: str, code: str = "invalid") -> None:
        self.problems.append(Problem(field=path, code=code, message=message))


def parse(where: object, path: str = "where") -> tuple[Predicate, tuple[Problem, ...]]:
    """The predicate of a `where`, and its problems; without problems the predicate is right.

    `where`: JSON as in the API: objects, lists, texts, numbers. An empty object is everybody.
    """
    reading = _Reading()
    predicate = _level(where, path, 1, reading)
    if reading.leaves > MAX_LEAVES:
        reading.refuse(path, f"There are more than {MAX_LEAVES} conditions.")
    return predicate, tuple(reading.problems)


def _level(where: object, path: str, depth: int, reading: _Reading) -> Predicate:
    if not isinstance(where, Mapping):
        reading.refuse(path, "This must be an object.")
        return All()
    if depth > MAX_DEPTH:
        reading.refuse(path, f"It is nested deeper than {MAX_DEPTH} levels.")
        return All()
    parts = [
        part
        for name, value in where.items()
        if value is not None
        for part in _parts(str(name), value, f"{path}.{name}", depth, reading)
    ]
    return parts[0] if len(parts) == 1 else All(parts=tuple(parts))


def _parts(
    name: str, value: object, path: str, depth: int, reading: _Reading
) -> Iterator[Predicate]:
    if name == "NOT":
        yield Not(part=_level(value, path, depth + 1, reading))
    elif name in _JOINS:
        yield _joined(name, value, path, depth, reading)
    elif name in CONDITIONS:
        yield from _conditions(name, CONDITIONS[name], value, path, reading)
    else:
        reading.refuse(path, "There is no such condition.", "not_found")


def _joined(name: str, value: object, path: str, depth: int, reading: _Reading) -> Predicate:
    if not isinstance(value, list | tuple) or not value:
        reading.refuse(path, "This must be a list that is not empty.")
        return All()
    if len(value) > MAX_LEAVES:
        reading.refuse(path, f"There are more than {MAX_LEAVES} parts.")
        return All()
    parts = tuple(
        _level(each, f"{path}.{number}", depth + 1, reading) for number, each in enumerate(value)
    )
    return All(parts=parts) if name == "AND" else Any_(parts=parts)


def _conditions(
    name: str, declared: Member | Shape, value: object, path: str, reading: _Reading
) -> Iterator[Leaf]:
    if isinstance(declared, Shape) and declared.group:
        yield from _group(name, declared, value, path, reading)
        return
    reading.leaves += 1
    before = len(reading.problems)
    found = _value(declared, value, path, reading)
    if len(reading.problems) == before:
        members = found if isinstance(declared, Shape) else {"eq": found}
        _across(name, members, path, reading)
        yield Leaf(name=name, members=members)


def _group(
    name: str, declared: Shape, value: object, path: str, reading: _Reading
) -> Iterator[Leaf]:
    if not isinstance(value, Mapping) or all(each is None for each in value.values()):
        reading.refuse(path, "A condition is missing.", "required")
        return
    for key, each in value.items():
        member, place = declared.members.get(str(key)), f"{path}.{key}"
        if member is None:
            reading.refuse(place, "There is no such condition.", "not_found")
        elif each is not None:
            yield from _conditions(f"{name}.{key}", member, each, place, reading)


def _across(name: str, members: Mapping[str, Any], path: str, reading: _Reading) -> None:
    """What is wrong with members that are right one by one."""
    if name == "share" and members["from"] >= members["to"]:
        reading.refuse(f"{path}.to", "This must be more than `from`.")
    if name == "other" and members["name"] not in other_packages.CONDITIONS:
        reading.refuse(f"{path}.name", "No package brings this condition.", "not_found")
    if name == "other" and not members.keys() - {"name"}:
        reading.refuse(path, "An operator is missing.", "required")


def _value(declared: Member | Shape, value: object, path: str, reading: _Reading) -> Any:
    if isinstance(declared, Shape):
        return _members(declared, value, path, reading)
    try:
        return _READERS[declared.kind](declared, value)
    except _WrongError as wrong:
        reading.refuse(path, str(wrong))
        return None


def _members(shape: Shape, value: object, path: str, reading: _Reading) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        reading.refuse(path, "This must be an object.")
        return {}
    given = {str(key): each for key, each in value.items() if each is not None}
    for key in given.keys() - shape.members.keys():
        reading.refuse(f"{path}.{key}", "There is no such operator.", "not_found")
    required = {key for key, member in shape.members.items() if member.required}
    for key in sorted(required - given.keys()):
        reading.refuse(f"{path}.{key}", "This is missing.", "required")
    if not given.keys() - {"currency"}:
        reading.refuse(path, "An operator is missing.", "required")
    known = [key for key in shape.members if key in given]
    return {key: _value(shape.members[key], given[key], f"{path}.{key}", reading) for key in known}


class _WrongError(Exception):
    """A value is not what it has to be; the message says what that is."""


def _text(_member: Member, value: object) -> str:
    if not (isinstance(value, str) and 0 < len(value) <= MAX_TEXT and value.isprintable()):
        raise _WrongError(f"This must be a text of 1 to {MAX_TEXT} letters.")
    return value


def _int(member: Member, value: object) -> int:
    least = -_INT if member.least is None else member.least
    most = _INT if member.most is None else member.most
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise _WrongError(f"This must be a whole number from {least} to {most}.")
    return value


def _decimal(_member: Member, value: object) -> Decimal:
    amount = amount_of(value)
    if amount is None:
        most = f"of at most {DECIMALS} decimal places"
        raise _WrongError(f"This must be an amount, such as 12.50, {most}.")
    return amount


def _moment(_member: Member, value: object) -> datetime:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(_printable(value))
    except ValueError:
        moment = None
    if moment is None or not 1970 <= moment.year <= 2999:
        raise _WrongError("This must be a moment, such as 2026-03-02T12:00:00Z.")
    return moment.replace(tzinfo=moment.tzinfo or UTC)


def _printable(value: object) -> str:
    """The text, or "" for one that PostgreSQL refuses, as what reads ids and moments does not."""
    text = value if isinstance(value, str) else ""
    return text if text.isascii() and text.isprintable() else ""


def _bool(_member: Member, value: object) -> bool:
    if not isinstance(value, bool):
        raise _WrongError("This must be true or false.")
    return value


def _choice(member: Member, value: object) -> str:
    choices = member.choices or {}
    if not isinstance(value, str) or value not in choices:
        raise _WrongError(f"This must be one of {', '.join(choices)}.")
    return choices[value]


def _id(member: Member, value: object) -> int:
    number = number_of(_printable(value), member.type_name)
    if number is None:
        raise _WrongError(f"This must be the ID of a {member.type_name}.")
    return number


def _each(one: Any) -> Any:
    def read(member: Member, value: object) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple) or not 0 < len(value) <= MAX_VALUES:
            raise _WrongError(f"This must be a list of 1 to {MAX_VALUES} values.")
        return tuple(one(member, each) for each in value)

    return read


_READERS: Mapping[Kind, Any] = {
    Kind.TEXT: _text,
    Kind.TEXTS: _each(_text),
    Kind.INT: _int,
    Kind.INTS: _each(_int),
    Kind.DECIMAL: _decimal,
    Kind.MOMENT: _moment,
    Kind.BOOL: _bool,
    Kind.IDS: _each(_id),
    Kind.CHOICE: _choice,
    Kind.CHOICES: _each(_choice),
}
