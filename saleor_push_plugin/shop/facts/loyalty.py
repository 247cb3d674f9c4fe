"""Load an order together with the other orders of its customer: milestones and last orders."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from saleor.order.models import Order

from ...core.event import BOUGHT, WIN_BACK
from ...core.facts.common import OrderFacts
from ...core.facts.loyalty import BuyerFacts, Milestones
from ...core.paid_back import goods_paid_back
from ...core.person import Person
from .. import config, refunds
from ..earned_codes import code_owners
from . import orders, person_orders
from .registry import NOW, Moments, Pair, loads_as_of


@loads_as_of(BOUGHT, WIN_BACK)
def load(pairs: Collection[Pair], moments: Moments = NOW) -> Mapping[Pair, BuyerFacts]:
    """Return facts by (order id, person), in a bounded number of queries.

    `moments`: later orders are left out.
    """
    by_id = orders.with_refunds(orders.load(sorted({subject for subject, _ in pairs})))
    existing = [pair for pair in pairs if pair[0] in by_id]
    emails = _emails(by_id)
    persons = person_orders.identities({person for _, person in existing if person}, late=False)
    buyers = {
        pair: _buyer_of(by_id[pair[0]], emails[pair[0]]) | _identity(persons, pair[1])
        for pair in existing
    }
    purchases, loyal = person_orders.purchases(buyers.values()), config.load().loyal
    refunded = _refunded({each for buyer in buyers.values() for each in purchases.of(buyer)})

    def facts(pair: Pair) -> BuyerFacts:
        theirs, own = (
            _placed(purchases.of(who, until=moments.get(pair)), refunded)
            for who in (buyers[pair], _identity(persons, pair[1]))
        )
        buyer = _buyer(by_id[pair[0]], theirs, loyal)
        return _with_earned(buyer, own, loyal, _owners(pair[1], emails[pair[0]]))

    return {pair: facts(pair) for pair in existing}


def _owners(person: Person | None, email: str) -> list[str]:
    return code_owners(user_id=person.user_id, email=email) if person else []


def _buyer_of(order: OrderFacts, email: str) -> person_orders.Identity:
    return person_orders.identity(user_id=order.user_id, email=email, checkouts=[order.checkout_id])


def _identity(
    persons: Mapping[Person, person_orders.Identity], person: Person | None
) -> person_orders.Identity:
    return persons[person] if person else person_orders.UNKNOWN


def _emails(orders: Collection[str]) -> Mapping[str, str]:
    rows = Order.objects.filter(pk__in=orders).values_list("pk", "user_email")
    return {str(pk): email for pk, email in rows}


def _refunded(purchases: Collection[person_orders.Purchase]) -> set[UUID]:
    """Return the ids of the orders whose goods were refunded."""
    by_order = refunds.load([order.id for order in purchases])
    return {
        order.id
        for order in purchases
        if order.id in by_order
        and goods_paid_back(
            total=order.total, shipping=order.shipping, refunded=by_order[order.id].total
        )
    }


@dataclass(frozen=True, kw_only=True)
class _Placed:
    """Orders that were placed and not cancelled, oldest first.

    `kept`: without those that were returned or refunded. They do not count for a milestone, but for
    `ordered_again`: their customer has come back.
    """

    all: Sequence[person_orders.Purchase]
    kept: Sequence[person_orders.Purchase]


def _placed(purchases: Collection[person_orders.Purchase], refunded: Collection[UUID]) -> _Placed:
    placed = sorted((each for each in purchases if not each.cancelled), key=lambda each: each.at)
    kept = [each for each in placed if not (each.returned or each.id in refunded)]
    return _Placed(all=placed, kept=kept)


def _buyer(order: OrderFacts, theirs: _Placed, loyal: Milestones) -> BuyerFacts:
    """Return whether the order is thanked for, by all orders of that account or e-mail."""
    so_far = [each for each in theirs.kept if each.at <= order.created_at]
    totals = [each.total for each in so_far if each.currency == order.total.currency]
    return BuyerFacts(
        order=order,
        orders=len(theirs.kept),
        milestone=loyal.reached(len(so_far), totals),
        ordered_again=any(each.at > order.created_at for each in theirs.all),
    )


def _with_earned(
    facts: BuyerFacts, own: _Placed, loyal: Milestones, owners: Collection[str]
) -> BuyerFacts:
    """Return the facts with what the person has earned, by their own orders.

    `own`: those of their account, and those bought in this browser. Anybody may give another's
    e-mail, and neither earns by it nor is told how often that one bought.
    """
    order, paid = facts.order, [each for each in own.kept if each.paid]
    so_far = [each for each in paid if each.at <= order.created_at]
    totals = [each.total for each in so_far if each.currency == order.total.currency]
    earned = loyal.earned(len(so_far), totals, order.total.currency)
    return replace(
        facts,
        orders=len(own.kept),
        paid=len(paid),
        earned=tuple(f"{owner}/{earned}" for owner in owners) if earned else (),
    )
