"""Create personal codes of vouchers that the owner prepared in Saleor.

The owner creates a voucher with single-use codes and sets its value. The plugin adds one code per
person. The tables and rules are the same from Saleor 3.20 to 3.23.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q
from saleor.discount import DiscountValueType, VoucherType
from saleor.discount.models import Voucher, VoucherCode

from ..core.facts.personal_code import PersonalCode
from ..core.reason import Reason
from ..core.subscriber_offer import OFFERED
from ..core.voucher_purpose import VoucherPurpose
from ..models import PersonalVoucher
from . import personal_codes
from .campaign_codes import PURPOSE as OF_CAMPAIGNS
from .earned_codes import code_owners
from .voucher_eligibility import Use, objection

# The start of a code.
PREFIXES = {
    VoucherPurpose.SHIPPING: "SHIP",
    VoucherPurpose.BROWSE: "LOOK",
    VoucherPurpose.LOYALTY: "THX",
    VoucherPurpose.WIN_BACK: "BACK",
    VoucherPurpose.WELCOME: "HI",
    VoucherPurpose.INSTALL: "APP",
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


@transaction.atomic
def grant(
    name: str, *, kind: VoucherPurpose, use: Use, quota: int, earned: Sequence[str] = ()
) -> PersonalCode | Refused:
    """Return a code that this person can use now, with its worth.

    `earned`: keys of what the code is owed for, such as a milestone of an account and of an e-mail.
    The person gets the same code for it again, and nobody else gets one. Without it a new code is
    made only after the person has used the one before. `quota`: how many codes of the voucher are
    made in a day (UTC) at most.
    """
    voucher = find(name, shipping=kind == VoucherPurpose.SHIPPING)
    if voucher is None:
        return Refused(reason=Reason.VOUCHER_NOT_FOUND)
    if reason := objection(voucher, use):
        return Refused(reason=reason)
    personal_codes.lock(voucher)
    if code := personal_codes.unused(voucher, _made_before(voucher, kind, use, earned)):
        return personal_codes.described(voucher, code, use)
    if PersonalVoucher.objects.filter(key__in=_keys(kind, earned)).exists():
        return Refused(reason=Reason.VOUCHER_CODE_USED)
    if _made_today(voucher, use) >= quota:
        return Refused(reason=Reason.VOUCHER_QUOTA_REACHED)
    return personal_codes.described(voucher, _make(voucher, kind, use, earned), use)


@dataclass(frozen=True, kw_only=True)
class Promise:
    """A code that `grant` would return. `owed_for`: whom and what it is for, each once.

    `exists`: the person has it already.
    """

    owed_for: str
    exists: bool


def looked_up(
    name: str, *, kind: VoucherPurpose, use: Use, earned: Sequence[str] = ()
) -> Promise | Reason:
    """Return what `grant` would, without making a code; its quota is not asked."""
    voucher = find(name, shipping=kind == VoucherPurpose.SHIPPING)
    if voucher is None:
        return Reason.VOUCHER_NOT_FOUND
    if reason := objection(voucher, use):
        return reason
    owed_for = _keys(kind, earned or [use.person.key])[0]
    if personal_codes.unused(voucher, _made_before(voucher, kind, use, earned)):
        return Promise(owed_for=owed_for, exists=True)
    if PersonalVoucher.objects.filter(key__in=_keys(kind, earned)).exists():
        return Reason.VOUCHER_CODE_USED
    return Promise(owed_for=owed_for, exists=False)


def _made_before(
    voucher: Voucher, kind: VoucherPurpose, use: Use, earned: Sequence[str]
) -> list[str]:
    """Return the person's codes for what was earned; else all of this voucher and purpose."""
    theirs = PersonalVoucher.objects.filter(person=use.person.key)
    if earned:
        rows = theirs.filter(key__in=_keys(kind, earned))
    else:
        rows = theirs.filter(voucher=voucher.pk, purpose=kind)
    return list(rows.values_list("code", flat=True))


def _made_today(voucher: Voucher, use: Use) -> int:
    """Without those of campaigns and offers, which have budgets of their own."""
    since = use.now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    made = PersonalVoucher.objects.filter(voucher=voucher.pk, made_at__gte=since)
    return made.exclude(purpose__in=(OF_CAMPAIGNS, *OFFERED)).count()


def _make(voucher: Voucher, kind: VoucherPurpose, use: Use, earned: Sequence[str]) -> str:
    code = personal_codes.new_code(PREFIXES[kind])
    key = _keys(kind, earned or [code])[0]
    return personal_codes.make(voucher, code, key=key, purpose=kind, use=use)


def _keys(kind: VoucherPurpose, earned: Sequence[str]) -> list[str]:
    return [f"{kind}/{each}" for each in earned]


def reassign(person: str, to: str) -> None:
    """Assign the codes of one person to another."""
    PersonalVoucher.objects.filter(person=person).update(person=to)


def delete_of(person: str, email: str = "") -> None:
    """Delete the records of a person's codes; the codes in Saleor stay."""
    earned = [
        Q(key__startswith=f"{kind}/{owner}/")
        for kind in VoucherPurpose
        for owner in code_owners(email=email)
    ]
    PersonalVoucher.objects.filter(reduce(or_, earned, Q(person=person))).delete()
