"""Whether somebody could use a voucher of the owner's now, as Saleor will judge at the checkout."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, ExpressionWrapper, F, Sum
from saleor.account.models import User
from saleor.checkout.models import Checkout, CheckoutLine
from saleor.discount import DiscountValueType
from saleor.discount.models import Voucher, VoucherCustomer
from saleor.order.models import Order

from ..core.audience import Person
from ..core.reason import Reason
from . import listings
from .facts import people


@dataclass(frozen=True, kw_only=True)
class Use:
    """Who would use it, where and when; `checkout`: for which cart, if for one that is there.

    `variants`: what of that cart can be bought. `shipping`: what of shipping it has to pay, because
    the push will say that it is free.
    """

    person: Person
    channel: str
    now: datetime
    checkout: str = ""
    variants: Collection[int] = ()
    shipping: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class _Cart:
    pieces: int
    worth: Decimal
    country: str


def objection(voucher: Voucher, use: Use) -> Reason | None:
    """Why it could not be used, for the owner, or None."""
    return next(_objections(voucher, use), None)


def _objections(voucher: Voucher, use: Use) -> Iterator[Reason]:
    if use.now < voucher.start_date:
        yield Reason.VOUCHER_NOT_STARTED
    if voucher.end_date is not None and voucher.end_date <= use.now:
        yield Reason.VOUCHER_ENDED
    listing = voucher.channel_listings.filter(channel__slug=use.channel).first()
    if listing is None:
        yield Reason.VOUCHER_NOT_IN_CHANNEL
    if voucher.usage_limit is not None and _used(voucher) >= voucher.usage_limit:
        yield Reason.VOUCHER_LIMIT_REACHED
    if voucher.only_for_staff and not _is_staff(use.person):
        yield Reason.VOUCHER_FOR_STAFF
    if voucher.apply_once_per_customer and _has_used(voucher, use.person):
        yield Reason.VOUCHER_ONCE_PER_CUSTOMER
    if use.checkout:
        yield from _against_cart(voucher, listing, use)


def _against_cart(voucher: Voucher, listing: Any, use: Use) -> Iterator[Reason]:
    cart = _cart(use.checkout, use.variants)
    if (voucher.min_checkout_items_quantity or 0) > cart.pieces:
        yield Reason.VOUCHER_TOO_FEW_ITEMS
    if (listing.min_spent_amount or 0) > cart.worth:
        yield Reason.VOUCHER_CART_TOO_CHEAP
    countries = _countries(voucher)
    if countries and cart.country and cart.country not in countries:
        yield Reason.VOUCHER_OTHER_COUNTRY
    if _taken_off(voucher, listing, use.shipping) < use.shipping:
        yield Reason.VOUCHER_PARTIAL_SHIPPING


def _taken_off(voucher: Voucher, listing: Any, price: Decimal) -> Decimal:
    value: Decimal = listing.discount_value
    by_share = voucher.discount_value_type == DiscountValueType.PERCENTAGE
    return price * value / 100 if by_share else value


def _used(voucher: Voucher) -> int:
    return voucher.codes.aggregate(n=Sum("used"))["n"] or 0


def _is_staff(person: Person) -> bool:
    return bool(User.objects.filter(pk=person.user_id, is_staff=True).exists())


def _has_used(voucher: Voucher, person: Person) -> bool:
    uses = VoucherCustomer.objects.filter(voucher_code__voucher=voucher)
    return bool(uses.filter(customer_email__in=_emails(person)).exists())


def _emails(person: Person) -> set[str]:
    """Of the account, and of what a guest put into the checkouts of this browser."""
    who = people.identities({person})[person]
    checkouts = Checkout.objects.filter(pk__in=who.checkouts).values_list("email", flat=True)
    orders = Order.objects.filter(checkout_token__in=who.checkouts)
    typed = {*checkouts, *orders.values_list("user_email", flat=True)}
    return {*who.emails, *(email for email in typed if email)}


def _countries(voucher: Voucher) -> str:
    """As the table keeps them, "DE,PL": what Saleor makes of the column is a type of its own."""
    rows = Voucher.objects.filter(pk=voucher.pk).values_list("countries", flat=True)
    return str(rows.get() or "")


def _cart(checkout: str, variants: Collection[int]) -> _Cart:
    """As its shopper could buy it; a promotion's gifts are worth nothing."""
    lines = CheckoutLine.objects.filter(
        checkout_id=checkout,
        variant_id__in=variants,
        is_gift=False,
        variant__channel_listings__channel=F("checkout__channel"),
    )
    one = listings.price("variant__channel_listings__")
    worth = ExpressionWrapper(F("quantity") * one, output_field=DecimalField())
    sums = lines.aggregate(pieces=Sum("quantity"), worth=Sum(worth))
    where = Checkout.objects.filter(pk=checkout).values_list("shipping_address__country", flat=True)
    return _Cart(
        pieces=sums["pieces"] or 0,
        worth=sums["worth"] or Decimal(0),
        country=str(where.first() or ""),
    )
