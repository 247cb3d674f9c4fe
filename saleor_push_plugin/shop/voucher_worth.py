"""What a voucher is worth, and what it needs, as the shop's page would show it."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.timezone import localtime
from saleor.discount import DiscountValueType, VoucherType
from saleor.discount.models import Voucher
from saleor.product.models import Product

from ..core.facts.personal_code import Condition, PersonalCode
from .shown_prices import PriceView

# The fields of a voucher that name goods.
_GOODS = ("products", "variants", "collections", "categories")


def covers(voucher: Voucher, variants: Collection[int]) -> bool:
    """Whether Saleor's checkout would take the voucher for one of these variants.

    A category counts for the products that are directly in it, as in Saleor.
    """
    if not _is_for_selected(voucher):
        return True
    products = Product.objects.filter(variants__in=variants)
    return any(
        found.exists()
        for found in (
            voucher.variants.filter(pk__in=variants),
            voucher.products.filter(pk__in=products.values("pk")),
            voucher.collections.filter(products__in=products.values("pk")),
            voucher.categories.filter(products__in=products.values("pk")),
        )
    )


def _is_for_selected(voucher: Voucher) -> bool:
    """Whether it is for some goods only. One for products that names none is for all."""
    is_specific = voucher.type == VoucherType.SPECIFIC_PRODUCT
    return is_specific and any(getattr(voucher, name).exists() for name in _GOODS)


def personal_code(
    voucher: Voucher,
    code: str,
    listing: Any,
    view: PriceView,
    *,
    met: Collection[Condition] = (),
    frees: bool = False,
) -> PersonalCode:
    """Return a code with its worth in the channel of a listing.

    `view`: how the page shows amounts there. `met`: conditions that are known to be met by what the
    push is about. `frees`: whether it is known to cover all of the shipping.
    """
    is_share = voucher.discount_value_type == DiscountValueType.PERCENTAGE
    on_shipping = voucher.type == VoucherType.SHIPPING
    share = listing.discount_value if is_share else None
    needs = [each for each in _conditions(voucher, listing) if each not in met]
    condition = needs[0] if len(needs) == 1 else Condition.OTHER if needs else None
    least = view.money(listing.min_spent_amount)
    if condition is Condition.AMOUNT and least is None:
        condition = Condition.OTHER
    return PersonalCode(
        code=code,
        share=share,
        amount=None if is_share else view.money(listing.discount_value),
        on_shipping=on_shipping,
        frees_shipping=on_shipping and (frees or share == Decimal(100)),
        condition=condition,
        least=least if condition is Condition.AMOUNT else None,
        items=voucher.min_checkout_items_quantity if condition is Condition.ITEMS else None,
        ends_at=None if voucher.end_date is None else last_moment(voucher.end_date),
    )


def last_moment(end: datetime) -> datetime:
    """Return the last valid moment, in the shop's time zone."""
    return localtime(end - timedelta(microseconds=1))


def _conditions(voucher: Voucher, listing: Any) -> Iterator[Condition]:
    on_shipping = voucher.type == VoucherType.SHIPPING
    if voucher.apply_once_per_order and not on_shipping:
        yield Condition.ONE_ITEM
    if listing.min_spent_amount:
        yield Condition.AMOUNT
    if (voucher.min_checkout_items_quantity or 0) > 1:
        yield Condition.ITEMS
    if _is_for_selected(voucher):
        yield Condition.SELECTED
    if on_shipping and voucher.countries:
        yield Condition.OTHER
