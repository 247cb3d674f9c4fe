"""Whether the goods of an order were paid back."""

from decimal import Decimal


def goods_paid_back(*, total: Decimal, shipping: Decimal, refunded: Decimal) -> bool:
    """Whether a sum of refunds covers an order's goods; its shipping is often kept.

    Where gift cards paid for the goods, only the whole of `total`, which is what was left to pay,
    counts.
    """
    goods = total - shipping
    return refunded > 0 and refunded >= (goods if goods > 0 else total)
