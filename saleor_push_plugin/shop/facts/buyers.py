"""Load an order together with the other orders of its customer: milestones and last orders."""

from collections.abc import Collection, Mapping
from uuid import UUID

from saleor.order.models import Order

from ...core.event import BOUGHT, WIN_BACK
from ...core.facts.common import OrderFacts
from ...core.facts.customer import BuyerFacts, Milestones
from .. import config, refunds
from ..code_owners import code_owners
from . import orders, person_orders
from .registry import Pair, loads


@loads(BOUGHT, WIN_BACK)
def load(pairs: Collection[Pair]) -> Mapping[Pair, BuyerFacts]:
    """Return facts by (order id, person), in a bounded number of queries."""
    by_id = orders.with_refunds(orders.load(sorted({subject for subject, _ in pairs})))
    existing = [pair for pair in pairs if pair[0] in by_id]
    emails = _emails(by_id)
    identities = _identities(existing, by_id, emails)
    purchases, loyal = person_orders.purchases(identities.values()), config.load().loyal
    by_pair = {pair: purchases.of(identities[pair]) for pair in existing}
    refunded = _refunded(set().union(*by_pair.values()))
    owners = {
        id: code_owners(user_id=by_id[id].user_id, email=email) for id, email in emails.items()
    }
    return {
        pair: _buyer(by_id[pair[0]], by_pair[pair], refunded, loyal, owners[pair[0]])
        for pair in existing
    }


def _emails(orders: Collection[str]) -> Mapping[str, str]:
    rows = Order.objects.filter(pk__in=orders).values_list("pk", "user_email")
    return {str(pk): email for pk, email in rows}


def _refunded(purchases: Collection[person_orders.Purchase]) -> set[UUID]:
    """Return the ids of the orders that were refunded in full."""
    by_order = refunds.load([order.id for order in purchases])
    return {
        order.id
        for order in purchases
        if order.id in by_order and by_order[order.id].total >= order.total
    }


def _identities(
    pairs: Collection[Pair], by_id: Mapping[str, OrderFacts], emails: Mapping[str, str]
) -> Mapping[Pair, person_orders.Identity]:
    """Return the identity of the order's customer and of the person, merged."""
    persons = person_orders.identities({person for _, person in pairs if person}, late=False)
    return {
        pair: person_orders.identity(
            user_id=by_id[pair[0]].user_id,
            email=emails.get(pair[0]),
            checkouts=[by_id[pair[0]].checkout_id],
        )
        | (persons[pair[1]] if pair[1] else person_orders.UNKNOWN)
        for pair in pairs
    }


def _buyer(
    order: OrderFacts,
    purchases: Collection[person_orders.Purchase],
    refunded: Collection[UUID],
    loyal: Milestones,
    owners: Collection[str],
) -> BuyerFacts:
    placed = sorted((each for each in purchases if not each.cancelled), key=lambda each: each.at)
    # Returned and refunded orders do not count for a milestone, but for `ordered_again`: their
    # customer has come back.
    kept = [each for each in placed if not (each.returned or each.id in refunded)]
    so_far = [each for each in kept if each.at <= order.created_at]
    currency = order.total.currency
    totals = [each.total for each in so_far if each.currency == currency]
    paid = [each for each in so_far if each.paid]
    paid_totals = [each.total for each in paid if each.currency == currency]
    earned = loyal.earned(len(paid), paid_totals, currency)
    return BuyerFacts(
        order=order,
        orders=len(kept),
        paid=sum(each.paid for each in kept),
        earned=tuple(f"{owner}/{earned}" for owner in owners) if earned else (),
        milestone=loyal.reached(len(so_far), totals),
        ordered_again=any(each.at > order.created_at for each in placed),
    )
