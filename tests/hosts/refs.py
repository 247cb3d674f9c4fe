"""What the shop hands back to a test: ids and a few facts, never live objects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


class Refused(AssertionError):
    """The shop answered with errors instead of doing what it was asked."""

    def __init__(self, action: str, errors: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(f"{action}: {[dict(error) for error in errors]}")
        self.action = action
        self.errors = tuple(errors)

    @property
    def fields(self) -> tuple[str | None, ...]:
        return tuple(error.get("field") for error in self.errors)

    @property
    def codes(self) -> tuple[str | None, ...]:
        """Each error's code, wherever it stands: in a payload or at the top of the answer."""
        return tuple(_code(error) for error in self.errors)


def _code(error: Mapping[str, Any]) -> str | None:
    exception = error.get("extensions", {}).get("exception", {})
    code: str | None = error.get("code") or exception.get("code")
    return code


@dataclass(frozen=True, kw_only=True)
class Customer:
    id: str
    email: str
    password: str
    token: str


@dataclass(frozen=True, kw_only=True)
class CheckoutRef:
    """An open checkout. `id` is what a storefront hands to `pushCustomerAttach` for a guest."""

    id: str
    email: str
    channel: str
    customer: Customer | None = None

    @property
    def token(self) -> str | None:
        return self.customer.token if self.customer else None


@dataclass(frozen=True, kw_only=True)
class LineRef:
    id: str
    quantity: int


@dataclass(frozen=True, kw_only=True)
class OrderRef:
    id: str
    number: str
    total: Decimal
    currency: str
    lines: tuple[LineRef, ...]
    checkout: CheckoutRef

    @property
    def checkout_id(self) -> str:
        return self.checkout.id


def order_ref(order: Mapping[str, Any], checkout: CheckoutRef) -> OrderRef:
    total = order["total"]["gross"]
    return OrderRef(
        id=order["id"],
        number=order["number"],
        total=Decimal(str(total["amount"])),
        currency=total["currency"],
        lines=tuple(LineRef(**line) for line in order["lines"]),
        checkout=checkout,
    )


@dataclass(frozen=True, kw_only=True)
class PluginState:
    """The plugin's page in the Dashboard: its switch, and its fields as the API shows them."""

    active: bool
    fields: Mapping[str, str | None]


def plugin_state(page: Mapping[str, Any]) -> PluginState:
    fields = {item["name"]: item["value"] for item in page["configuration"]}
    return PluginState(active=page["active"], fields=fields)
