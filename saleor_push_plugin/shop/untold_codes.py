"""Says which codes of a campaign nobody was told of, and gives these back when it is over."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Q
from saleor.discount.models import VoucherCode

from ..core.audience import SingleSubscription, parse_person_key
from ..core.event import CAMPAIGN, key_of
from ..core.person import Person
from ..models import Campaign, Notification, PersonalVoucher, State
from . import code_budgets

# Codes whose pushes are looked up in one query.
PAGE = 1000
ARRIVED = Q(sent_at__isnull=False) | Q(posted_at__isnull=False) | Q(shown_at__isnull=False)
_MAY_YET = Q(state__in=(State.PENDING, State.SENDING))


def give_back(campaign_id: int, budget: str) -> int:
    """Delete the codes of a campaign whose push cannot have arrived; how many.

    `budget`: the name of its budget. To be called outside of a transaction: each page is one.
    """
    after, returned = 0, 0
    mine = PersonalVoucher.objects.filter(key__startswith=f"{budget}/").order_by("pk")
    while page := list(mine.filter(pk__gt=after).values_list("pk", flat=True)[:PAGE]):
        after = page[-1]
        returned += _give_back(campaign_id, budget, page)
    return returned


@transaction.atomic
def _give_back(campaign_id: int, budget: str, page: Sequence[int]) -> int:
    """Locked, because a login gives pushes and codes to the customer in one transaction."""
    rows = list(PersonalVoucher.objects.select_for_update().filter(pk__in=page))
    known = told(campaign_id, rows, ARRIVED | _MAY_YET)
    returned = _delete([row for row in rows if row.code not in known])
    code_budgets.give_back(budget, returned)
    return returned


def told(campaign_id: int, rows: Collection[PersonalVoucher], which: Q = ARRIVED) -> set[str]:
    """Return the codes whose people have such a push of the campaign.

    A guest's also if it is in their browser: a code that is made during a login stays the guest's,
    and its push becomes the customer's.
    """
    mine = Q(event__key__startswith=key_of(CAMPAIGN, f"{campaign_id}@"))
    pushes = Notification.objects.filter(which, mine)
    people = {row.person for row in rows}
    found = set(pushes.filter(person__in=people).values_list("person", flat=True))
    browsers = {
        key.subscription_id
        for key in map(parse_person_key, people - found)
        if isinstance(key, SingleSubscription)
    }
    there = pushes.filter(subscription__in=browsers).values_list("subscription_id", flat=True)
    found |= {Person(subscription_id=id).key for id in there if id is not None}
    return {row.code for row in rows if row.person in found}


def known(campaign_id: int, rows: Collection[PersonalVoucher]) -> set[str]:
    """Return the codes that were told, or that were not given back when the campaign ended.

    The pushes of the latter may be deleted by now.
    """
    if Campaign.objects.filter(pk=campaign_id, result__isnull=False).exists():
        return {row.code for row in rows}
    return told(campaign_id, rows)


def _delete(rows: Collection[PersonalVoucher]) -> int:
    """Delete codes that were never used; how many.

    Saleor counts the uses only of a voucher with a limit; a code that was used is inactive.
    """
    mine = [row.code for row in rows]
    codes = VoucherCode.objects.filter(code__in=mine, used=0, is_active=True)
    found = set(codes.values_list("code", flat=True))
    codes.delete()
    PersonalVoucher.objects.filter(code__in=found).delete()
    return len(found)
