"""Scalars that refuse what they cannot represent, in place of graphene's, which raise instead."""

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal as Amount
from typing import Any

import graphene
from graphql import GraphQLError
from graphql.language import ast

from ..core.amounts import DECIMALS, MOST, amount_of

# RFC 3339, without seconds and offset as well. A leap second is not a moment of Python's.
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?", re.ASCII | re.IGNORECASE
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
# Outside of these years, sums with durations leave what Python and PostgreSQL can represent.
FIRST_YEAR, LAST_YEAR = 1970, 2999
LARGEST = 2**31 - 1
SMALLEST = -LARGEST - 1
# The longest part of a value that an error repeats.
_SHOWN = 40


class DateTime(graphene.Scalar):
    """A moment: RFC 3339 in, ISO 8601 out; parsed to a `datetime` in UTC."""

    class Meta:
        description = (
            "A moment such as `2026-03-02T12:00:00Z` (RFC 3339), from the year "
            f"{FIRST_YEAR} to {LAST_YEAR}. Without an offset it is UTC."
        )

    @staticmethod
    def serialize(moment: datetime) -> str:
        return moment.isoformat()

    @staticmethod
    def parse_literal(node: Any) -> datetime:
        return _moment(node.value if isinstance(node, ast.StringValue) else None, node)

    @staticmethod
    def parse_value(value: Any) -> datetime:
        return _moment(value, None)


class Date(graphene.Scalar):
    """A day: ISO 8601 in and out, `2026-03-02`; parsed to a `date`."""

    class Meta:
        description = f"A day such as `2026-03-02`, from the year {FIRST_YEAR} to {LAST_YEAR}."

    @staticmethod
    def serialize(day: date) -> str:
        return day.isoformat()

    @staticmethod
    def parse_literal(node: Any) -> date:
        return _day(node.value if isinstance(node, ast.StringValue) else None, node)

    @staticmethod
    def parse_value(value: Any) -> date:
        return _day(value, None)


class Int(graphene.Scalar):
    """A whole number of 32 bits, as GraphQL's own scalar of this name."""

    class Meta:
        description = f"A whole number from {SMALLEST} to {LARGEST}."

    @staticmethod
    def serialize(value: int) -> int:
        return int(value)

    @staticmethod
    def parse_literal(node: Any) -> int:
        is_number = isinstance(node, ast.IntValue) and len(node.value) <= len(str(SMALLEST))
        return _whole(int(node.value) if is_number else None, node)

    @staticmethod
    def parse_value(value: Any) -> int:
        return _whole(value, None)


class Decimal(graphene.Scalar):
    """An amount: a number, or its text, which keeps all its digits; parsed to a `Decimal`."""

    class Meta:
        description = (
            f"An amount such as `12.50`, as a number or a text, up to {MOST}, of at most "
            f"{DECIMALS} decimal places."
        )

    @staticmethod
    def serialize(amount: Amount) -> str:
        return str(amount)

    @staticmethod
    def parse_literal(node: Any) -> Amount:
        is_amount = isinstance(node, ast.IntValue | ast.FloatValue | ast.StringValue)
        return _amount(node.value if is_amount else None, node)

    @staticmethod
    def parse_value(value: Any) -> Amount:
        return _amount(value, None)


class JSON(graphene.Scalar):
    """A value as JSON, out only."""

    class Meta:
        description = "A value as JSON."

    @staticmethod
    def serialize(value: Any) -> Any:
        return value


def _amount(value: Any, node: Any) -> Amount:
    amount = amount_of(value)
    if amount is None:
        raise _refusal("Decimal", value, node, "an amount such as 12.50")
    return amount


def _moment(value: Any, node: Any) -> datetime:
    try:
        # Python also takes forms of ISO 8601 that RFC 3339 leaves out.
        text = value if isinstance(value, str) and _MOMENT.fullmatch(value) else ""
        moment = datetime.fromisoformat(text.upper())
        moment = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        moment = None
    if moment is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise _refusal("DateTime", value, node, "a moment such as 2026-03-02T12:00:00Z")
    return moment


def _day(value: Any, node: Any) -> date:
    try:
        text = value if isinstance(value, str) and _DAY.fullmatch(value) else ""
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _refusal("Date", value, node, "a day such as 2026-03-02")
    return day


def _whole(value: Any, node: Any) -> int:
    number = int(value) if isinstance(value, float) and value.is_integer() else value
    if isinstance(number, bool) or not isinstance(number, int):
        raise _refusal("Int", value, node, "a whole number")
    if not SMALLEST <= number <= LARGEST:
        raise _refusal("Int", value, node, "a whole number of 32 bits")
    return number


def _refusal(name: str, value: Any, node: Any, wanted: str) -> GraphQLError:
    """The error of a value; of a literal, with its place in the query."""
    if node is not None:
        shown = str(getattr(node, "value", None))
    else:
        shown = json.dumps(value) if isinstance(value, str | int | float) else type(value).__name__
    message = f"{name} cannot represent {shown[:_SHOWN]}: give {wanted}."
    return GraphQLError(message, nodes=[node] if node is not None else None)
