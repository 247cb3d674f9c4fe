"""The Dashboard fields about vouchers and to whom they go."""

from collections.abc import Callable
from dataclasses import dataclass

from ..core.facts.customer import LOYAL_ORDERS
from ..core.voucher_kind import VoucherKind
from ..settings.config import SHIPPING_SHARE, WIN_BACK_DAYS
from ..shop import vouchers

Check = Callable[[str], str | None]


@dataclass(frozen=True, kw_only=True)
class Field:
    """A text field: what stands beside it, its first value, and what may be wrong with it."""

    label: str
    help: str
    default: str = ""
    check: Check


def number_up_to(most: int) -> Check:
    def check(value: str) -> str | None:
        fits = value.isdecimal() and int(value) <= most
        return None if fits else f"must be a number from 0 to {most}."

    return check


def amount(value: str) -> str | None:
    plain = value.replace(".", "", 1)
    return None if plain.isascii() and plain.isdecimal() else "must be an amount such as 2.50."


def _voucher(*, shipping: bool) -> Check:
    kind = "shipping voucher" if shipping else "voucher on products or orders"

    def check(value: str) -> str | None:
        there = vouchers.find(value, shipping=shipping)
        if there is None:
            return f"there is no {kind} with single-use codes of that name."
        if shipping and vouchers.pays_a_share(there):
            return "takes less than 100 % off, and shoppers will read of free shipping."
        return None

    return check


FIELDS = {
    VoucherKind.SHIPPING.field: Field(
        label="Voucher: shipping",
        help="Name of a shipping voucher with single-use codes that takes off 100 %, or a fixed "
        "value no lower than what shipping costs. Who left a cart because of that gets a code of "
        "their own with the last reminder. Empty: nobody.",
        check=_voucher(shipping=True),
    ),
    "shipping_share": Field(
        label="Costly shipping, %",
        help="Shipping is taken for the obstacle if it costs more than so much of the cart.",
        default=str(SHIPPING_SHARE),
        check=number_up_to(100),
    ),
    VoucherKind.BROWSE.field: Field(
        label="Voucher: looked and left",
        help="Name of a voucher with single-use codes, for who looked and did not buy.",
        check=_voucher(shipping=False),
    ),
    "loyalty_orders": Field(
        label="Loyal after orders",
        help="Every so many orders a customer is thanked. 0: not for orders.",
        default=str(LOYAL_ORDERS),
        check=number_up_to(1000),
    ),
    "loyalty_spend": Field(
        label="Loyal after spending",
        help="Thanked once what all orders in one currency cost reaches this. Empty: never.",
        check=amount,
    ),
    VoucherKind.LOYALTY.field: Field(
        label="Voucher: loyalty",
        help="Name of a voucher with single-use codes, for loyal customers. Empty: just thanks.",
        check=_voucher(shipping=False),
    ),
    "win_back_days": Field(
        label="Win back after days",
        help="Who ordered nothing for so long hears from you once. 0: never.",
        default=str(WIN_BACK_DAYS),
        check=number_up_to(1000),
    ),
    VoucherKind.WIN_BACK.field: Field(
        label="Voucher: win back",
        help="Name of a voucher with single-use codes, for who has not ordered for long.",
        check=_voucher(shipping=False),
    ),
}
