"""Give who subscribes, or installs the app, what the owner promises for it.

A confirmed account gets a code of its own, within a budget. Others get the code that all have, if
the voucher has one: then Saleor's usage limit of the voucher holds all of its codes together.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto

from django.db import transaction
from django.db.models import Q
from saleor.discount.models import Voucher, VoucherCode

from ..core.facts.personal_code import PersonalCode
from ..core.person import Person
from ..core.reason import Reason
from ..core.subscriber_offer import SubscriberOffer
from ..core.voucher_purpose import VoucherPurpose
from ..models import PersonalVoucher
from . import accounts, code_budgets, personal_codes, voucher_eligibility
from .code_budgets import Budget, Spent
from .voucher_eligibility import Use
from .vouchers import PREFIXES, Promise

_NOBODY = Person(subscription_id=0)


class Unfit(Enum):
    """Why a voucher cannot be promised to subscribers."""

    NOT_ONCE_PER_CUSTOMER = auto()
    NO_END = auto()
    NO_LIMIT = auto()


@dataclass(frozen=True, kw_only=True)
class Refused:
    """The person gets no code. `until`: when they may, if it is the day's budget that is spent."""

    reason: Reason
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Deal:
    """What is promised at the moment. `needs_account`: only confirmed accounts get a code.

    `worth`: its `code` is empty. `ends_at`: the first moment in which it does not hold any more.
    """

    purpose: VoucherPurpose
    worth: PersonalCode
    needs_account: bool
    ends_at: datetime


def find(name: str) -> Voucher | None:
    """Find a voucher by its name or one of its codes, the newest first."""
    with_code = VoucherCode.objects.filter(code=name).values("voucher_id")
    vouchers = Voucher.objects.filter(Q(name=name) | Q(pk__in=with_code))
    return vouchers.order_by("-pk").first()


def unfit(voucher: Voucher, most: int) -> Unfit | None:
    """Return why a voucher cannot be promised with this budget, or None.

    A code that all have can be passed on, so it costs as much as Saleor lets it.
    """
    if not voucher.apply_once_per_customer:
        return Unfit.NOT_ONCE_PER_CUSTOMER
    if voucher.end_date is None:
        return Unfit.NO_END
    is_limited = voucher.usage_limit is not None and voucher.usage_limit <= most
    return None if voucher.single_use or is_limited else Unfit.NO_LIMIT


def deals(
    offers: Collection[tuple[VoucherPurpose, SubscriberOffer]], channel: str, now: datetime
) -> list[Deal]:
    """Return what may be promised in a channel now: what holds, and has budget left."""
    found = (_deal(purpose, offer, channel, now) for purpose, offer in offers)
    return [deal for deal in found if deal]


def _deal(
    purpose: VoucherPurpose, offer: SubscriberOffer, channel: str, now: datetime
) -> Deal | None:
    voucher = _promised(offer, channel, now)
    if voucher is None or not voucher_eligibility.is_usable(voucher, channel, now):
        return None
    if code_budgets.spent(_budget(purpose, voucher, offer), now):
        return None
    worth = personal_codes.described(voucher, "", Use(person=_NOBODY, channel=channel, now=now))
    return Deal(
        purpose=purpose,
        worth=worth,
        needs_account=not _shared_code(voucher, offer),
        ends_at=min(end for end in (offer.ends, voucher.end_date) if end),
    )


def grant(
    purpose: VoucherPurpose, offer: SubscriberOffer, use: Use, since: datetime
) -> PersonalCode | Refused:
    """Return the code of a person to whom it was promised at `since`; the same one again.

    Nobody gets a second one of their own, whatever became of the first.
    """
    voucher = _promised(offer, use.channel, since)
    if voucher is None:
        return Refused(reason=Reason.NO_OFFER)
    if not _has_own(use):
        return _shared(voucher, offer, use)
    if reason := voucher_eligibility.objection(voucher, use):
        return Refused(reason=reason)
    return _personal(purpose, voucher, offer, use)


def looked_up(
    purpose: VoucherPurpose, offer: SubscriberOffer, use: Use, since: datetime
) -> Promise | Reason | None:
    """Return what `grant` would, without making a code; None: the code that all have."""
    voucher = _promised(offer, use.channel, since)
    if voucher is None:
        return Reason.NO_OFFER
    if not _has_own(use):
        found = _shared(voucher, offer, use)
        return found.reason if isinstance(found, Refused) else None
    if reason := voucher_eligibility.objection(voucher, use):
        return reason
    key = _key(purpose, use)
    exists = PersonalVoucher.objects.filter(key=key).exists()
    if not exists and code_budgets.spent(_budget(purpose, voucher, offer), use.now):
        return Reason.VOUCHER_BUDGET_SPENT
    return Promise(owed_for=key, exists=exists)


def _promised(offer: SubscriberOffer, channel: str, at: datetime) -> Voucher | None:
    """The voucher, if it was promised then and is still fit: staff may have changed it."""
    voucher = find(offer.voucher) if offer.is_made(channel, at) else None
    return voucher if voucher and unfit(voucher, offer.most) is None else None


def _has_own(use: Use) -> bool:
    user_id = use.person.user_id
    return user_id is not None and bool(accounts.confirmed({user_id}).get(user_id))


def _shared(voucher: Voucher, offer: SubscriberOffer, use: Use) -> PersonalCode | Refused:
    code = _shared_code(voucher, offer)
    if not code:
        return Refused(reason=Reason.VOUCHER_FOR_CUSTOMERS)
    if reason := voucher_eligibility.objection(voucher, replace(use, shared=True)):
        return Refused(reason=reason)
    return personal_codes.described(voucher, code, use)


def _shared_code(voucher: Voucher, offer: SubscriberOffer) -> str:
    """The code that all have: the one that the owner named, else the oldest; empty: none."""
    if voucher.single_use:
        return ""
    active = VoucherCode.objects.filter(voucher=voucher, is_active=True).order_by("pk")
    own = PersonalVoucher.objects.filter(voucher=voucher.pk).values("code")
    codes = list(active.exclude(code__in=own).values_list("code", flat=True)[:1])
    named = active.filter(code=offer.voucher).exclude(code__in=own).exists()
    return offer.voucher if named else next(iter(codes), "")


@transaction.atomic
def _personal(
    purpose: VoucherPurpose, voucher: Voucher, offer: SubscriberOffer, use: Use
) -> PersonalCode | Refused:
    """Return the account's own code, made within the budget if there is none yet."""
    personal_codes.lock(voucher)
    key = _key(purpose, use)
    made = PersonalVoucher.objects.filter(key=key).values_list("code", flat=True)
    if made:
        code = personal_codes.unused(voucher, made)
        if code is None:
            return Refused(reason=Reason.VOUCHER_CODE_USED)
        return personal_codes.described(voucher, code, use)
    if spent := code_budgets.take(_budget(purpose, voucher, offer), use.now):
        return _refused(spent)
    code = personal_codes.new_code(PREFIXES[purpose])
    personal_codes.make(voucher, code, key=key, purpose=purpose, use=use)
    return personal_codes.described(voucher, code, use)


def _refused(spent: Spent) -> Refused:
    return Refused(reason=Reason.VOUCHER_BUDGET_SPENT, until=spent.until)


def _key(purpose: VoucherPurpose, use: Use) -> str:
    """What the code is owed for: once a person, whichever voucher is promised later."""
    return f"{purpose}/{use.person.key}"


def _budget(purpose: VoucherPurpose, voucher: Voucher, offer: SubscriberOffer) -> Budget:
    """A budget of each voucher, so that another one begins anew."""
    name = f"{purpose}/{voucher.pk}"
    return Budget(name=name, most=offer.most, most_a_day=offer.most_a_day)
