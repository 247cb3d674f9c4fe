"""Create personal codes of vouchers that the owner prepared in Saleor.

The owner creates a voucher with single-use codes and sets its value. The plugin adds one code per
person. The tables and rules are the same from Saleor 3.20 to 3.23.
"""

import secrets
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from saleor.discount import DiscountValueType, VoucherType
from saleor.discount.models import Voucher, VoucherCode

from ..core.reason import Reason
from ..core.voucher_purpose import VoucherPurpose
from ..models import PersonalVoucher
from .voucher_eligibility import Use, objection

# Without letters and digits that look alike, because shoppers type codes by hand.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
# The start of a code.
PREFIXES = {
    VoucherPurpose.SHIPPING: "SHIP",
    VoucherPurpose.BROWSE: "LOOK",
    VoucherPurpose.LOYALTY: "THX",
    VoucherPurpose.WIN_BACK: "BACK",
}


def find(name: str, *, shipping: bool) -> Voucher | None:
    """Find a voucher with single-use codes by its name or one of its codes, the newest first.

    `shipping`: whether it must be a voucher for shipping; otherwise it must not be one.
    """
    with_code = VoucherCode.objects.filter(code=name).values("voucher_id")
    vouchers = Voucher.objects.filter(Q(name=name) | Q(pk__in=with_code), single_use=True)
    is_shipping = Q(type=VoucherType.SHIPPING)
    return vouchers.filter(is_shipping if shipping else ~is_shipping).order_by("-pk").first()


def pays_a_share(voucher: Voucher) -> bool:
    """Whether it is a percentage below 100 in any channel, so that something is left to pay."""
    is_percentage = voucher.discount_value_type == DiscountValueType.PERCENTAGE
    return is_percentage and voucher.channel_listings.filter(discount_value__lt=100).exists()


@dataclass(frozen=True, kw_only=True)
class Refused:
    """The result of `grant` where the person could not use a code."""

    reason: Reason


def grant(name: str, *, kind: VoucherPurpose, key: str, use: Use) -> str | Refused:
    """Return a code that this person can use now, always the same for the same key."""
    voucher = find(name, shipping=kind == VoucherPurpose.SHIPPING)
    if voucher is None:
        return Refused(reason=Reason.VOUCHER_NOT_FOUND)
    if reason := objection(voucher, use):
        return Refused(reason=reason)
    code = _personal_code(voucher, kind, key, use)
    unused = VoucherCode.objects.filter(code=code, is_active=True).exists()
    return code if unused else Refused(reason=Reason.VOUCHER_CODE_USED)


@transaction.atomic
def _personal_code(voucher: Voucher, kind: VoucherPurpose, key: str, use: Use) -> str:
    """Create the code of a key, or return it. A second worker waits, because the key is unique."""
    fields = {"code": _new_code(kind), "person": use.person.key, "made_at": use.now}
    personal, is_new = PersonalVoucher.objects.get_or_create(key=key, defaults=fields)
    if is_new:
        VoucherCode.objects.create(voucher=voucher, code=personal.code)
    return personal.code


def reassign(person: str, to: str) -> None:
    """Assign the codes of one person to another."""
    PersonalVoucher.objects.filter(person=person).update(person=to)


def delete_of(person: str) -> None:
    """Delete the records of a person's codes; the codes in Saleor stay."""
    PersonalVoucher.objects.filter(person=person).delete()


def _new_code(kind: VoucherPurpose) -> str:
    return f"{PREFIXES[kind]}-{''.join(secrets.choice(_ALPHABET) for _ in range(8))}"
