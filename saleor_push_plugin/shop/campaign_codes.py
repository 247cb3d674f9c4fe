"""Give who gets a campaign its code: the one that all have, or one of their own in its budget."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from saleor.discount.models import Voucher

from ..core.campaigns.voucher import CampaignVoucher
from ..core.facts.personal_code import PersonalCode
from ..core.reason import Reason
from ..models import PersonalVoucher
from . import code_budgets, personal_codes, untold_codes
from .code_budgets import Budget, Spent
from .voucher_eligibility import Use, objection

PURPOSE, PREFIX = "campaign", "DEAL"


@dataclass(frozen=True, kw_only=True)
class Refused:
    """The person gets no code. `until`: when they may, if it is the day's budget that is spent."""

    reason: Reason
    until: datetime | None = None


def voucher_of(offer: CampaignVoucher) -> Voucher | None:
    """Return the voucher whose codes a campaign promises, if the shop has it still."""
    rows = Voucher.objects.filter(pk=offer.id, single_use=not offer.code)
    if offer.code:
        rows = rows.filter(codes__code=offer.code, codes__is_active=True)
    return rows.first()


def problem(offer: CampaignVoucher, channel: str, now: datetime) -> Reason | None:
    """Return why nobody could use it from now on, or None. `channel`: a slug, or "" for any."""
    voucher = voucher_of(offer)
    if voucher is None:
        return Reason.VOUCHER_NOT_FOUND
    if voucher.end_date is not None and voucher.end_date <= now:
        return Reason.VOUCHER_ENDED
    listings = voucher.channel_listings.filter(channel__slug=channel) if channel else None
    found = listings if listings is not None else voucher.channel_listings.all()
    return None if found.exists() else Reason.VOUCHER_NOT_IN_CHANNEL


def shared(offer: CampaignVoucher, use: Use) -> PersonalCode | Refused:
    """Return the code that all get, if this person could use it."""
    voucher, use = voucher_of(offer), replace(use, shared=True)
    if voucher is None:
        return Refused(reason=Reason.VOUCHER_NOT_FOUND)
    if reason := objection(voucher, use):
        return Refused(reason=reason)
    return personal_codes.described(voucher, offer.code, use)


def is_alike_for_all(offer: CampaignVoucher) -> bool:
    """Whether nothing about a person decides whether they could use the code that all get."""
    asks = Q(only_for_staff=True) | Q(apply_once_per_customer=True)
    return not Voucher.objects.filter(asks, pk=offer.id).exists()


def refusal(campaign_id: int, offer: CampaignVoucher, use: Use) -> Refused | None:
    """Return why the person can have no code of their own now. Nothing is made or locked.

    A spent budget is asked first: then it may be asked of very many.
    """
    codes = _made_before(campaign_id, use)
    if not codes and (spent := code_budgets.spent(_budget(campaign_id, offer), use.now)):
        return _refused(spent)
    voucher = voucher_of(offer)
    if voucher is None:
        return Refused(reason=Reason.VOUCHER_NOT_FOUND)
    if reason := objection(voucher, use):
        return Refused(reason=reason)
    if codes and not personal_codes.unused(voucher, codes):
        return Refused(reason=Reason.VOUCHER_CODE_USED)
    return None


def has_one(campaign_id: int, use: Use) -> bool:
    """Whether the person has a code of the campaign, used or not."""
    return bool(_made_before(campaign_id, use))


@transaction.atomic
def personal(campaign_id: int, offer: CampaignVoucher, use: Use) -> PersonalCode | Refused:
    """Return the person's own code, the same one again if they have it; made within the budget.

    To be called if there is no `refusal`.
    """
    voucher = voucher_of(offer)
    if voucher is None:
        return Refused(reason=Reason.VOUCHER_NOT_FOUND)
    personal_codes.lock(voucher)
    if codes := _made_before(campaign_id, use):
        code = personal_codes.unused(voucher, codes)
    else:
        budget = _budget(campaign_id, offer)
        if spent := code_budgets.take(budget, use.now):
            return _refused(spent)
        code = personal_codes.new_code(PREFIX)
        key = f"{budget.name}/{code}"
        personal_codes.make(voucher, code, key=key, purpose=PURPOSE, use=use)
    if code is None:
        return Refused(reason=Reason.VOUCHER_CODE_USED)
    return personal_codes.described(voucher, code, use)


def _budget(campaign_id: int, offer: CampaignVoucher) -> Budget:
    return Budget(name=budget_name(campaign_id), most=offer.most, most_a_day=offer.most_a_day)


def _made_before(campaign_id: int, use: Use) -> list[str]:
    """Return the person's codes of a campaign: of who logged in also the guest's."""
    mine = PersonalVoucher.objects.filter(
        person=use.person.key, key__startswith=f"{budget_name(campaign_id)}/"
    )
    return list(mine.values_list("code", flat=True))


def left_today(campaign_id: int, offer: CampaignVoucher, now: datetime) -> int | None:
    """Return how many codes the day's budget has left; None: nothing waits for another day."""
    budget = _budget(campaign_id, offer)
    if budget.most_a_day is None or made(campaign_id) >= budget.most:
        return None
    return code_budgets.left_today(budget, now)


def campaign_of(row: PersonalVoucher) -> int | None:
    """Return the campaign that a code was made for, if it was made for one."""
    return int(row.key.split("/")[1]) if row.purpose == PURPOSE else None


def _refused(spent: Spent) -> Refused:
    return Refused(reason=Reason.VOUCHER_BUDGET_SPENT, until=spent.until)


def budget_name(campaign_id: int) -> str:
    """Return the name of a campaign's budget; the keys of its codes begin with it."""
    return f"{PURPOSE}/{campaign_id}"


def made(campaign_id: int) -> int:
    """Return how many codes were made for a campaign and not given back."""
    return code_budgets.made(budget_name(campaign_id))


def give_back(campaign_id: int) -> int:
    """Delete the codes of a campaign that is over whose push cannot have arrived; how many."""
    return untold_codes.give_back(campaign_id, budget_name(campaign_id))
