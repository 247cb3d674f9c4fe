"""Looks up a notification or a shopper from the id or e-mail address that staff enter."""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import GraphQLError

from ...core.global_id import OURS, number_of, uuid_of
from ...core.shopper_subjects import ShopperSubjects
from ...engagement import tokens
from ...shop import accounts, shopper_subjects

NOTIFICATION = "PushNotification"


def notification(text: str) -> int:
    """The database id from a notification's global id, or from the id in its browser."""
    number = number_of(text, NOTIFICATION, below=OURS)
    if number is None:
        number = tokens.named(text)
    if number is None:
        raise GraphQLError("This is not the ID of a notification.")
    return number


def shopper(text: str) -> ShopperSubjects:
    """The orders, checkouts and account of an e-mail address or of a global id."""
    if "@" in text and text.isprintable():
        return shopper_subjects.of_email(text.strip())
    for type_name, (read, find) in _SHOPPERS.items():
        value = read(text, type_name)
        if value is not None:
            return find(value)
    raise GraphQLError("This is neither an e-mail address nor the ID of a user, order or checkout.")


def account(text: str) -> int | None:
    """The database id of the account with this global id or e-mail address; None if none has it."""
    if "@" in text and text.isprintable():
        return accounts.account_of(text.strip())
    return number_of(text, "User")


_Reader = tuple[Callable[[str, str], Any], Callable[[Any], ShopperSubjects]]
_SHOPPERS: Mapping[str, _Reader] = {
    "User": (number_of, shopper_subjects.of_user),
    "Order": (uuid_of, shopper_subjects.of_order),
    "Checkout": (uuid_of, shopper_subjects.of_checkout),
}
