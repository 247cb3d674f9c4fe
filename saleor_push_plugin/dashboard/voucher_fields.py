"""The Dashboard fields of vouchers, and of who gets them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from ..core.facts.loyalty import LOYAL_ORDERS
from ..core.voucher_purpose import VoucherPurpose
from ..settings.config import SHIPPING_SHARE, VOUCHER_QUOTA, WIN_BACK_DAYS
from ..shop import vouchers

Check = Callable[[str], str | None]
# No more digits than a price has: more would be a mistake, or a burden.
_WHOLE = re.compile(r"[0-9]{1,12}")
_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")


@dataclass(frozen=True, kw_only=True)
class Field:
    """A text field: its label, help text, default value and check."""

    label: str
    help: str
    default: str = ""
    check: Check


def number_up_to(most: int) -> Check:
    def check(value: str) -> str | None:
        is_valid = _WHOLE.fullmatch(value) and int(value) <= most
        return None if is_valid else f"must be a whole number from 0 to {most}."

    return check


def percentage(value: str) -> str | None:
    is_valid = _NUMBER.fullmatch(value) and Decimal(value) <= 100
    return None if is_valid else "must be a number from 0 to 100, such as 2.5."


def amount(value: str) -> str | None:
    return None if _NUMBER.fullmatch(value) else "must be an amount such as 2.50."


def _voucher(*, shipping: bool) -> Check:
    kind = "shipping voucher" if shipping else "voucher on products or orders"

    def check(value: str) -> str | None:
        voucher = vouchers.find(value, shipping=shipping)
        if voucher is None:
            return f"there is no {kind} with single-use codes and this name."
        if shipping and vouchers.pays_a_share(voucher):
            return "takes less than 100 % off, but notifications promise free shipping."
        return None

    return check


FIELDS = {
    VoucherPurpose.SHIPPING.field: Field(
        label="Voucher: shipping",
        help="Name of a shipping voucher with single-use codes that takes off 100 %, or a fixed "
        "amount that covers the shipping price. The last reminder of a cart with costly shipping "
        "brings a personal code. Empty: no codes.",
        check=_voucher(shipping=True),
    ),
    "shipping_share": Field(
        label="Costly shipping, %",
        help="Shipping is costly if it costs more than this share of the cart.",
        default=str(SHIPPING_SHARE),
        check=percentage,
    ),
    VoucherPurpose.BROWSE.field: Field(
        label="Voucher: viewed, not bought",
        help="Name of a voucher with single-use codes, for shoppers who viewed a product and did "
        "not buy it. Empty: no codes.",
        check=_voucher(shipping=False),
    ),
    "loyalty_orders": Field(
        label="Loyalty: number of orders",
        help="A customer is thanked each time they reach this many further orders. 0: never.",
        default=str(LOYAL_ORDERS),
        check=number_up_to(1000),
    ),
    "loyalty_spend": Field(
        label="Loyalty: amount spent",
        help="A customer is thanked once, when their orders in one currency total this. "
        "Empty: never.",
        check=amount,
    ),
    VoucherPurpose.LOYALTY.field: Field(
        label="Voucher: loyalty",
        help="Name of a voucher with single-use codes, for loyal customers. Empty: thanks only.",
        check=_voucher(shipping=False),
    ),
    "win_back_days": Field(
        label="Win back: days without an order",
        help="Customers without an order for this long get one notification. 0: never.",
        default=str(WIN_BACK_DAYS),
        check=number_up_to(1000),
    ),
    VoucherPurpose.WIN_BACK.field: Field(
        label="Voucher: win back",
        help="Name of a voucher with single-use codes, for customers without an order for long. "
        "Empty: no codes.",
        check=_voucher(shipping=False),
    ),
    "voucher_quota": Field(
        label="Vouchers: codes a day",
        help="The most personal codes that are made of one voucher in a day (UTC). After that "
        "notifications are sent without a code until the next day. 0: no codes.",
        default=str(VOUCHER_QUOTA),
        check=number_up_to(1_000_000),
    ),
}
