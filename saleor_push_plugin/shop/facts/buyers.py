"""Orders among all that the same person has placed."""

from collections.abc import Collection, Mapping
from uuid import UUID

from saleor.order.models import Order

from ...core.event import BOUGHT, WIN_BACK
from ...core.facts.common import OrderFacts
from ...core.facts.customer import BuyerFacts, Milestones
from .. import config, refunds
from . import orders, people
from .loading import Pair, loads


@loads(BOUGHT, WIN_BACK)
def load(pairs: Collection[Pair]) -> Mapping[Pair, BuyerFacts]:
    """Buyers by (order id, person); a bounded number of queries however many."""
    known = orders.with_refunds(orders.load(sorted({subject for subject, _ in pairs})))
    standing = [pair for pair in pairs if pair[0] in known]
    who = _who(standing, known)
    bought, loyal = people.purchases(who.values()), config.load().loyal
    theirs = {pair: bought.of(who[pair]) for pair in standing}
    paid_back = _paid_back(set().union(*theirs.values()))
    return {pair: _buyer(known[pair[0]], theirs[pair], paid_back, loyal) for pair in standing}


def _paid_back(bought: Collection[people.Purchase]) -> set[UUID]:
    """Those of which all money went back."""
    back = refunds.of([one.id for one in bought])
    return {one.id for one in bought if one.id in back and back[one.id].total >= one.total}


def _who(
    pairs: Collection[Pair], known: Mapping[str, OrderFacts]
) -> Mapping[Pair, people.Identity]:
    """Whoever placed it, and whoever sits before the device."""
    persons = people.identities({person for _, person in pairs if person})
    rows = Order.objects.filter(pk__in=known).values_list("pk", "user_email")
    emails = {str(pk): email for pk, email in rows}
    return {
        pair: people.somebody(
            user_id=known[pair[0]].user_id,
            email=emails.get(pair[0]),
            checkouts=[known[pair[0]].checkout_id],
        )
        | (persons[pair[1]] if pair[1] else people.NOBODY)
        for pair in pairs
    }


def _buyer(
    order: OrderFacts,
    theirs: Collection[people.Purchase],
    paid_back: Collection[UUID],
    loyal: Milestones,
) -> BuyerFacts:
    placed = sorted((one for one in theirs if not one.cancelled), key=lambda one: one.at)
    # What was sent or paid back earns no thanks; all the same its shopper has been here.
    kept = [one for one in placed if not (one.returned or one.id in paid_back)]
    so_far = [one for one in kept if one.at <= order.created_at]
    totals = [one.total for one in so_far if one.currency == order.total.currency]
    return BuyerFacts(
        order=order,
        orders=len(kept),
        milestone=loyal.reached(len(so_far), totals),
        ordered_again=any(one.at > order.created_at for one in placed),
    )
