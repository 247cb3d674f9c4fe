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
    """The cart filled last, by user id and by checkout id."""

    by_owner: Mapping[Any, Filled] = field(default_factory=dict)

    def of(self, person: Identity) -> Filled | None:
        """Return the newest of a person's carts; None if there is none."""
        owners = person.users | person.checkouts
        return max((self.by_owner[each] for each in owners if each in self.by_owner), default=None)


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
    newest: dict[Any, Filled] = {}
    for pk, user, at in rows.filter(filled_at__gte=since).values_list("pk", "user_id", "filled_at"):
        cart = Filled(at=at, id=str(pk))
        for owner in filter(None, (user, cart.id)):
            newest[owner] = max(cart, newest.get(owner, cart))
    return NewestCarts(by_owner=newest)
