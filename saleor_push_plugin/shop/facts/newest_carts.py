"""Find the cart that a person filled last: only that one is reminded of."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Max, Q
from saleor.checkout.models import Checkout

from .person_orders import Identity


@dataclass(frozen=True, kw_only=True, order=True)
class Filled:
    """When the newest line of a cart was added, and its id, which decides between equal times."""

    at: datetime
    id: str


@dataclass(frozen=True, kw_only=True)
class NewestCarts:
    """When carts were filled last, by user id and by checkout id."""

    by_owner: Mapping[Any, Collection[Filled]] = field(default_factory=dict)

    def of(self, person: Identity, until: datetime | None = None) -> Filled | None:
        """Return the newest of a person's carts, filled by then; None if there is none."""
        owners = person.users | person.checkouts
        theirs = (cart for each in owners for cart in self.by_owner.get(each, ()))
        return max((cart for cart in theirs if until is None or cart.at <= until), default=None)


def load(persons: Collection[Identity], *, since: datetime | None) -> NewestCarts:
    """Return the newest carts of these persons, of those filled at or after `since`; one query.

    Lines that shoppers added count; Saleor adds gifts of promotions itself.
    """
    everybody = Identity.union(persons)
    if since is None or not (everybody.users or everybody.checkouts):
        return NewestCarts()
    theirs = Q(user_id__in=everybody.users) | Q(pk__in=everybody.checkouts)
    filled_at = Max("lines__created_at", filter=Q(lines__is_gift=False))
    rows = Checkout.objects.filter(theirs).annotate(filled_at=filled_at).order_by()
    filled: dict[Any, list[Filled]] = {}
    for pk, user, at in rows.filter(filled_at__gte=since).values_list("pk", "user_id", "filled_at"):
        cart = Filled(at=at, id=str(pk))
        for owner in filter(None, (user, cart.id)):
            filled.setdefault(owner, []).append(cart)
    return NewestCarts(by_owner=filled)
