"""Find whose a checkout is, and since when it is an order."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from saleor.checkout.models import Checkout
from saleor.order import OrderEvents
from saleor.order.models import Order, OrderEvent


@dataclass(frozen=True, kw_only=True)
class CheckoutState:
    """A checkout as Saleor has it now.

    `user_id`: the customer whose it is; None: a guest's. `placed_at`: when its order was placed;
    None: it is still open.
    """

    user_id: int | None
    placed_at: datetime | None


def find(checkout_id: UUID) -> CheckoutState | None:
    """Return the state of a checkout; None if Saleor has neither it nor an order made from it.

    The checkout is read first: Saleor deletes it and stores its order in one transaction, so where
    it is gone the order is there.
    """
    owners = list(Checkout.objects.filter(pk=checkout_id).values_list("user_id", flat=True))
    placed = Order.objects.filter(checkout_token=str(checkout_id)).order_by("created_at")
    order = placed.values("pk", "created_at", "user_id").first()
    if order is None:
        return CheckoutState(user_id=owners[0], placed_at=None) if owners else None
    user_id = None if _is_placed_by_guest(order["pk"]) else order["user_id"]
    return CheckoutState(
        user_id=owners[0] if owners and owners[0] else user_id, placed_at=order["created_at"]
    )


def _is_placed_by_guest(order_id: UUID) -> bool:
    """Whether Saleor's log says that neither an account nor an app placed the order.

    Saleor gives a guest's order to the account with its e-mail, so the order's own user does not
    tell. An app may have completed a customer's checkout.
    """
    entries = OrderEvent.objects.filter(order_id=order_id, type=OrderEvents.PLACED)
    return bool(entries.filter(user=None, app=None).exists())
