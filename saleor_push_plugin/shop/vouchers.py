"""Personal voucher codes, made in Saleor, of a voucher the owner has prepared there.

The owner makes one voucher with “single use” codes and says what it is worth; we only add a code
for one person. Tables and rules are the same from Saleor 3.20 to 3.23.
"""

import secrets
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from saleor.discount import DiscountValueType, VoucherType
from saleor.discount.models import Voucher, VoucherCode

from ..core.reason import Reason
from ..core.voucher_kind import VoucherKind
from ..models import PersonalVoucher
from .voucher_eligibility import Use, objection

# No letters and digits that look alike: codes are typed from a phone into a laptop.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
# What a code begins with.
PREFIXES = {
    VoucherKind.SHIPPING: "SHIP",
    VoucherKind.BROWSE: "LOOK",
    VoucherKind.LOYALTY: "THX",
    VoucherKind.WIN_BACK: "BACK",
}


def find(name: str, *, shipping: bool) -> Voucher | None:
    """The owner's voucher by its name or one of its codes; only with single-use codes."""
    coded = VoucherCode.objects.filter(code=name).values("voucher_id")
    called = Voucher.objects.filter(Q(name=name) | Q(pk__in=coded), single_use=True)
    fitting = Q(type=VoucherType.SHIPPING)
    return called.filter(fitting if shipping else ~fitting).order_by("-pk").first()


def pays_a_share(voucher: Voucher) -> bool:
    """Whether it takes a percentage off that leaves something to be paid, in any channel."""
    by_share = voucher.discount_value_type == DiscountValueType.PERCENTAGE
    return by_share and voucher.channel_listings.filter(discount_value__lt=100).exists()


@dataclass(frozen=True, kw_only=True)
class Refused:
    """No code, because it could not be used; `reason` is for the owner."""

    reason: Reason


def grant(name: str, *, kind: VoucherKind, key: str, use: Use) -> str | Refused:
    """A code for one person, always the same for the same key, if it can be used now."""
    voucher = find(name, shipping=kind == VoucherKind.SHIPPING)
    if voucher is None:
        return Refused(reason=Reason.VOUCHER_NOT_FOUND)
    if reason := objection(voucher, use):
        return Refused(reason=reason)
    made = _made(voucher, kind, key, use)
    good = VoucherCode.objects.filter(code=made, is_active=True).exists()
    return made if good else Refused(reason=Reason.VOUCHER_CODE_USED)


@transaction.atomic
def _made(voucher: Voucher, kind: VoucherKind, key: str, use: Use) -> str:
    """The unique key lets one worker make it; another waits here and takes what was made."""
    fields = {"code": _new_code(kind), "person": use.person.key, "made_at": use.now}
    made, is_new = PersonalVoucher.objects.get_or_create(key=key, defaults=fields)
    if is_new:
        VoucherCode.objects.create(voucher=voucher, code=made.code)
    return made.code


def reassign(person: str, to: str) -> None:
    """Give the codes made for one person to another."""
    PersonalVoucher.objects.filter(person=person).update(person=to)


def delete_of(person: str) -> None:
    """Forget which codes were made for a person; Saleor keeps the codes."""
    PersonalVoucher.objects.filter(person=person).delete()


def _new_code(kind: VoucherKind) -> str:
    return f"{PREFIXES[kind]}-{''.join(secrets.choice(_ALPHABET) for _ in range(8))}"
