"""Decide whether a person could use a voucher now, by the rules of Saleor's checkout."""

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
from saleor.product.models import ProductVariantChannelListing

from ..core.person import Person
from ..core.reason import Reason
from . import listings, voucher_worth
from .email_addresses import same_address
from .facts import person_orders


@dataclass(frozen=True, kw_only=True)
class Use:
    """The intended use of a voucher: by whom, in which channel, and when.

    `checkout`: the id of the cart, empty if none is meant. `variants`: the ids of the cart's
    variants that can be bought. `variant`: the id of the variant that the push is about, without a
    cart; 0 if it is about none. `shipping`: the price that the voucher must cover, because the push
    announces free shipping. `shared`: the code is no person's own, and may
    be a guest's.
    """

    person: Person
    channel: str
    now: datetime
    checkout: str = ""
    variants: Collection[int] = ()
    variant: int = 0
    shipping: Decimal = Decimal(0)
    shared: bool = False


@dataclass(frozen=True, kw_only=True)
class _Cart:
    quantity: int
    subtotal: Decimal
    country: str


def objection(voucher: Voucher, use: Use) -> Reason | None:
    """Return the first reason why the voucher could not be used, or None."""
    return next(_objections(voucher, use), None)


def is_usable(voucher: Voucher, channel: str, now: datetime) -> bool:
    """Return whether there is a shopper who could use the voucher now, in this channel."""
    listing = voucher.channel_listings.filter(channel__slug=channel).first()
    if next(_objections_for_all(voucher, listing, now), None) or voucher.only_for_staff:
        return False
    return bool(listing.discount_value > 0)


def _objections(voucher: Voucher, use: Use) -> Iterator[Reason]:
    listing = voucher.channel_listings.filter(channel__slug=use.channel).first()
    yield from _objections_for_all(voucher, listing, use.now)
    yield from _person_objections(voucher, use)
    if listing is not None and listing.discount_value <= 0:
        yield Reason.VOUCHER_WORTH_NOTHING
    if use.checkout:
        yield from _cart_objections(voucher, listing, use)
    elif use.variant:
        yield from _variant_objections(voucher, listing, use)


def _objections_for_all(voucher: Voucher, listing: Any, now: datetime) -> Iterator[Reason]:
    if now < voucher.start_date:
        yield Reason.VOUCHER_NOT_STARTED
    if voucher.end_date is not None and voucher.end_date <= now:
        yield Reason.VOUCHER_ENDED
    if listing is None:
        yield Reason.VOUCHER_NOT_IN_CHANNEL
    if voucher.usage_limit is not None and _used(voucher) >= voucher.usage_limit:
        yield Reason.VOUCHER_LIMIT_REACHED


def _person_objections(voucher: Voucher, use: Use) -> Iterator[Reason]:
    person = use.person
    if voucher.only_for_staff and not _is_staff(person):
        yield Reason.VOUCHER_FOR_STAFF
    if not use.shared and _may_be_many(person):
        yield Reason.VOUCHER_FOR_CUSTOMERS
    if voucher.apply_once_per_customer and _has_used(voucher, person):
        yield Reason.VOUCHER_ONCE_PER_CUSTOMER


def _may_be_many(person: Person) -> bool:
    """Whether anybody can be another such person: a guest who has never paid."""
    if person.user_id is not None:
        return False
    return not person_orders.has_paid_as_guest(person.subscription_id)


def _cart_objections(voucher: Voucher, listing: Any, use: Use) -> Iterator[Reason]:
    cart = _cart(use.checkout, use.variants)
    yield from _goods_objections(voucher, listing, cart, use.variants)
    countries = _countries(voucher)
    if countries and cart.country and cart.country not in countries:
        yield Reason.VOUCHER_OTHER_COUNTRY
    if _discount(voucher, listing, use.shipping) < use.shipping:
        yield Reason.VOUCHER_PARTIAL_SHIPPING


def _variant_objections(voucher: Voucher, listing: Any, use: Use) -> Iterator[Reason]:
    """As for a cart with one piece of the variant: that is what the push invites to buy."""
    cart = _Cart(quantity=1, subtotal=_price(use.variant, use.channel), country="")
    yield from _goods_objections(voucher, listing, cart, [use.variant])


def _goods_objections(
    voucher: Voucher, listing: Any, cart: _Cart, variants: Collection[int]
) -> Iterator[Reason]:
    if (voucher.min_checkout_items_quantity or 0) > cart.quantity:
        yield Reason.VOUCHER_TOO_FEW_ITEMS
    if (listing.min_spent_amount or 0) > cart.subtotal:
        yield Reason.VOUCHER_CART_TOO_CHEAP
    if not voucher_worth.covers(voucher, variants):
        yield Reason.VOUCHER_OTHER_GOODS


def _price(variant: int, channel: str) -> Decimal:
    """Return the listed price of a variant in a channel, 0 if it has none."""
    rows = ProductVariantChannelListing.objects.filter(variant_id=variant, channel__slug=channel)
    amounts = rows.order_by().values_list(listings.price(), flat=True)
    return amounts.first() or Decimal(0)


def _discount(voucher: Voucher, listing: Any, price: Decimal) -> Decimal:
    value: Decimal = listing.discount_value
    is_percentage = voucher.discount_value_type == DiscountValueType.PERCENTAGE
    return price * value / 100 if is_percentage else value


def _used(voucher: Voucher) -> int:
    return voucher.codes.aggregate(n=Sum("used"))["n"] or 0


def _is_staff(person: Person) -> bool:
    return bool(User.objects.filter(pk=person.user_id, is_staff=True).exists())


def _has_used(voucher: Voucher, person: Person) -> bool:
    uses = VoucherCustomer.objects.filter(voucher_code__voucher=voucher)
    return bool(uses.filter(same_address("customer_email", _emails(person))).exists())


def _emails(person: Person) -> set[str]:
    """Return the e-mails of the account, and of the guest checkouts and orders of this browser."""
    identity = person_orders.identities({person})[person]
    checkouts = Checkout.objects.filter(pk__in=identity.checkouts).values_list("email", flat=True)
    orders = Order.objects.filter(checkout_token__in=identity.checkouts)
    of_guest = {*checkouts, *orders.values_list("user_email", flat=True)}
    return {*identity.emails, *(email for email in of_guest if email)}


def _countries(voucher: Voucher) -> str:
    """Return the column's text, such as "DE,PL"; the model's attribute is not a string."""
    rows = Voucher.objects.filter(pk=voucher.pk).values_list("countries", flat=True)
    return str(rows.get() or "")


def _cart(checkout: str, variants: Collection[int]) -> _Cart:
    """Return the part of a cart that can be bought, without gifts of promotions."""
    lines = CheckoutLine.objects.filter(
        checkout_id=checkout,
        variant_id__in=variants,
        is_gift=False,
        variant__channel_listings__channel=F("checkout__channel"),
    )
    price = listings.price("variant__channel_listings__")
    subtotal = ExpressionWrapper(F("quantity") * price, output_field=DecimalField())
    sums = lines.aggregate(total=Sum("quantity"), subtotal=Sum(subtotal))
    rows = Checkout.objects.filter(pk=checkout)
    countries = rows.values_list("shipping_address__country", flat=True)
    return _Cart(
        quantity=sums["total"] or 0,
        subtotal=sums["subtotal"] or Decimal(0),
        country=str(countries.first() or ""),
    )
