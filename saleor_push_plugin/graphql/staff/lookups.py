"""Whom staff ask about, from an id or an e-mail as they have it before them."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import graphene
from graphql import GraphQLError

from ...core.subjects import Subjects
from ...engagement import receipts
from ...shop import customers

NOTIFICATION = "PushNotification"
_BIGGEST = 2**31


def notification(text: str) -> int:
    """The number in a notification's global id, or in the id its browser knows it by."""
    kind, key = _opened(text)
    number = _number(key) if kind == NOTIFICATION else receipts.opened(text)
    if number is None:
        raise GraphQLError("This is not the ID of a notification.")
    return number


def shopper(text: str) -> Subjects:
    if "@" in text and text.isprintable():
        return customers.of_email(text.strip())
    kind, key = _opened(text)
    read, find = _KINDS.get(kind, (_nothing, None))
    value = read(key)
    if value is None or find is None:
        raise GraphQLError("This is neither an e-mail nor the ID of a user, order or checkout.")
    return find(value)


def _opened(text: str) -> tuple[str, str]:
    try:
        kind, key = graphene.Node.from_global_id(text)
    except ValueError:  # not base64, not UTF-8, no colon: all are ValueErrors
        return "", ""
    return kind, key


def _number(key: str) -> int | None:
    fits = key.isascii() and key.isdecimal() and len(key) < 20
    return int(key) if fits and int(key) < 2**63 else None


def _user(key: str) -> int | None:
    number = _number(key)
    return number if number is not None and number < _BIGGEST else None


def _uuid(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None


def _nothing(_key: str) -> None:
    return None


_Kind = tuple[Callable[[str], Any], Callable[[Any], Subjects]]
_KINDS: Mapping[str, _Kind] = {
    "User": (_user, customers.of_user),
    "Order": (_uuid, customers.of_order),
    "Checkout": (_uuid, customers.of_checkout),
}
