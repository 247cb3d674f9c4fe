"""How much longer facts are remembered than the pushes made of them: nobody is to hear twice.

Most facts go when their pushes go. Who tells of one again by then, a sweep that stood still for
weeks, tells it with the moment when it happened, and every push of it is too late. That holds of
orders placed, thanks, recommendations, and what expires; looks, prices and stock have their moment
in the key. The kinds below may come again as news, with the same key and a moment of their own.
"""

from collections.abc import Mapping
from datetime import timedelta

from . import event

# Of orders older than that nothing is news (`shop.happened`).
HALF_A_YEAR = timedelta(days=180)
FOR_EVER = timedelta(days=100 * 365)

LONGER: Mapping[str, timedelta] = {
    # A person comes once.
    event.JOINED: FOR_EVER,
    # The owner may make it as many days before who has not ordered is written to.
    event.WIN_BACK: timedelta(days=1000),
    # Whatever is saved in a cart makes it one just left. After half a year it may be said again.
    event.CART_LEFT: HALF_A_YEAR,
    # Hooks tell of an order's state whenever somebody touches it: metadata that still says
    # “delivered”, a refund that was told. Parcels are assumed delivered days after they were sent.
    event.ORDER_CONFIRMED: HALF_A_YEAR,
    event.ORDER_CANCELLED: HALF_A_YEAR,
    event.ORDER_REFUNDED: HALF_A_YEAR,
    event.FULFILLMENT_PACKING: HALF_A_YEAR,
    event.FULFILLMENT_SHIPPED: HALF_A_YEAR,
    event.FULFILLMENT_DELIVERED: HALF_A_YEAR,
    event.TRACKING_CHANGED: HALF_A_YEAR,
}
