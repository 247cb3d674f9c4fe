"""Reads amounts of money that callers give as numbers or texts."""

from decimal import Decimal, InvalidOperation

# The largest amount, and how many letters one may have. PostgreSQL refuses exponents that Python
# takes, such as that of 1e-30000, and no currency has more than four decimal places.
MOST, DECIMALS, _LONGEST = 10**15, 6, 40
_FINEST = Decimal(1).scaleb(-DECIMALS)


def amount_of(value: object) -> Decimal | None:
    """The amount that a number or a text says, or None: not one, too large, or too fine."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    text = str(value)
    try:
        amount = Decimal(text) if len(text) <= _LONGEST and text.isascii() else Decimal("NaN")
    except InvalidOperation:
        return None
    if not amount.is_finite() or abs(amount) > MOST:
        return None
    rounded = amount.quantize(_FINEST)
    if rounded != amount:
        return None
    return rounded if "E" in str(amount) else amount
