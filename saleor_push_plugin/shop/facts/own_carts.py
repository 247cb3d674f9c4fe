"""Find watched variants that are in the own cart of who waits for them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from saleor.checkout.models import Checkout, CheckoutLine
from saleor.warehouse.models import Reservation

from . import person_orders

# Who asks for an alert has just used their cart, or has left it long ago.
IN_USE = timedelta(days=1)
_COLUMNS = ("checkout__user_id", "checkout_id", "variant_id", "quantity", "created_at")


@dataclass(frozen=True, kw_only=True)
class CartedVariant:
    """A variant in an open cart. `changed_at`: when the cart was changed last."""

    quantity: int
    added_at: datetime
    changed_at: datetime
    reserved: bool

    def is_what_is_left(self, available: int, watched_since: datetime) -> bool:
        """Whether it is the cart's shopper who holds what others could buy, or has taken of it.

        What was in a cart when it sold out, is back in stock for that shopper, too.
        """
        if self.reserved or self.added_at >= watched_since:
            return True
        return available <= self.quantity and self.changed_at >= watched_since - IN_USE


class OwnCarts:
    """The lines with some variants in the open carts of some persons."""

    def __init__(self, lines: Mapping[tuple[Any, int], Collection[CartedVariant]]) -> None:
        self._lines = lines

    def of(self, owner: person_orders.Identity, variant_id: int) -> list[CartedVariant]:
        """Return the lines with a variant in the carts of a person."""
        keys = owner.users | owner.checkouts
        return [line for key in keys for line in self._lines.get((key, variant_id), ())]


def load(owners: Collection[person_orders.Identity], variants: Collection[int]) -> OwnCarts:
    """Return the lines with these variants in the carts of these persons, in one query."""
    everybody = person_orders.Identity.union(owners)
    is_theirs = Q(user_id__in=everybody.users) | Q(pk__in=everybody.checkouts)
    held = Reservation.objects.filter(checkout_line=OuterRef("pk"), reserved_until__gt=Now())
    rows = CheckoutLine.objects.filter(
        checkout__in=Checkout.objects.filter(is_theirs), variant_id__in=variants, is_gift=False
    )
    rows = rows.annotate(reserved=Exists(held)).order_by()
    lines: dict[tuple[Any, int], list[CartedVariant]] = {}
    columns = (*_COLUMNS, "checkout__last_change", "reserved")
    for user, checkout, variant, quantity, added, changed, reserved in rows.values_list(*columns):
        line = CartedVariant(
            quantity=quantity, added_at=added, changed_at=changed, reserved=reserved
        )
        for owner in (user, str(checkout)):
            lines.setdefault((owner, variant), []).append(line)
    return OwnCarts(lines)
