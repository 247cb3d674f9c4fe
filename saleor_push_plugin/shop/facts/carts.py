"""Load abandoned carts: what they contain, and whether they were bought or changed since."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, Q
from saleor.checkout.models import Checkout, CheckoutLine
from saleor.order.models import Order

from ...core.event import CART_LEFT, id_of
from ...core.facts.carts import CartFacts, CartLine, subject_of
from ...core.facts.price_and_stock import low_stock
from ...core.person import Person
from ...core.reason import Reason
from .. import current_prices_and_stock, selling_points, translations
from ..checkout_payments import with_money
from . import costly_shipping, newest_carts, person_orders
from .registry import NOW, Moments, Pair, loads_as_of

# Lines by checkout id; quantities that can be bought by (checkout id, variant id).
_Lines = Mapping[UUID, list[CartLine]]
_Stock = Mapping[tuple[UUID, int], int]


@dataclass(frozen=True, kw_only=True)
class _Cart:
    """A cart as it is now, its owner, and when its newest line was added (None: it is empty).

    `is_paying`: there is a sign of money on it.
    """

    subject: str
    facts: CartFacts
    owner: person_orders.Identity
    filled_at: datetime | None
    is_paying: bool


@loads_as_of(CART_LEFT)
def load(pairs: Collection[Pair], moments: Moments = NOW) -> Mapping[Pair, CartFacts]:
    """Return carts by (subject, person), in a bounded number of queries.

    `moments`: what the person ordered or put into another cart later is left out.
    """
    ids = {_id(pair) for pair in pairs}
    carts = _carts(ids)
    ordered = _ordered(ids - carts.keys())
    existing = [pair for pair in pairs if _id(pair) in carts]
    bought = {
        pair: ordered[_id(pair)].by(moments.get(pair)) for pair in pairs if _id(pair) in ordered
    }
    return {**_open(existing, carts, moments), **bought}


def _id(pair: Pair) -> str:
    return id_of(pair[0])


def _open(pairs: list[Pair], carts: Mapping[str, _Cart], moments: Moments) -> dict[Pair, CartFacts]:
    """Return the facts of carts that are no order yet. The owner or the person may have ordered."""
    by_person = person_orders.identities({person for _, person in pairs if person is not None})
    buyers = {pair: carts[_id(pair)].owner | _identity(by_person, pair[1]) for pair in pairs}
    since = min((cart.filled_at for cart in carts.values() if cart.filled_at), default=None)
    purchases = person_orders.purchases(buyers.values(), since=since)
    newest = newest_carts.load(by_person.values(), since=since)
    return {
        pair: replace(cart.facts, ended=ended)
        for pair in pairs
        if (cart := carts[_id(pair)])
        for ended in [
            _ended(
                cart,
                pair[0],
                has_bought=_has_bought(cart, buyers[pair], purchases, moments.get(pair)),
            )
            or _displaced(cart, newest.of(_identity(by_person, pair[1]), moments.get(pair)))
        ]
    }


def _identity(
    by_person: Mapping[Person, person_orders.Identity], person: Person | None
) -> person_orders.Identity:
    return person_orders.UNKNOWN if person is None else by_person[person]


def _displaced(cart: _Cart, newest: newest_carts.Filled | None) -> Reason | None:
    """Return the reason if the person has filled another cart since. Each person gets one."""
    if cart.filled_at is None or newest is None:
        return None
    own = newest_carts.Filled(at=cart.filled_at, id=cart.facts.id)
    return Reason.NEWER_CART if newest > own else None


def _has_bought(
    cart: _Cart,
    buyer: person_orders.Identity,
    purchases: person_orders.Purchases,
    until: datetime | None,
) -> bool:
    """Whether they have ordered anything since the cart was filled, by a moment or by now."""
    return bool(cart.filled_at and purchases.of(buyer, since=cart.filled_at, until=until))


def _ended(cart: _Cart, subject: str, *, has_bought: bool) -> Reason | None:
    if cart.filled_at is None:
        return Reason.CART_EMPTIED
    if has_bought:
        return Reason.BOUGHT_MEANWHILE
    if cart.is_paying:
        return Reason.PAYMENT_UNDER_WAY
    if subject != cart.subject:
        return Reason.CART_CHANGED
    return None if cart.facts.lines else Reason.SOLD_OUT


def _carts(ids: Collection[str]) -> dict[str, _Cart]:
    filled_at = Max("lines__created_at", filter=Q(lines__is_gift=False))
    rows = Checkout.objects.filter(pk__in=ids).annotate(filled_at=filled_at).order_by()
    rows = rows.select_related("channel", "user", "shipping_address")
    checkouts = {row.pk: row for row in rows}
    lines = _lines(checkouts.values())
    stock = _stock(checkouts.values(), lines)
    costly = costly_shipping.costly(checkouts.values(), lines)
    paying = with_money(list(checkouts))
    buyable = {pk: [ln for ln in lines[pk] if stock.get((pk, ln.variant_id))] for pk in lines}
    of_first = _of_first_line(checkouts.values(), buyable, stock)
    return {
        str(pk): _cart(
            row,
            lines.get(pk, []),
            is_paying=pk in paying,
            lines=tuple(buyable.get(pk, ())),
            costly_shipping=costly.get(pk),
            **of_first.get(pk, {}),
        )
        for pk, row in checkouts.items()
    }


def _stock(checkouts: Collection[Checkout], lines: _Lines) -> _Stock:
    """Return the quantity that a cart's shopper could buy, with what the cart reserves itself."""
    pairs = {
        (row.pk, line.variant_id): (line.variant_id, row.channel.slug)
        for row in checkouts
        for line in lines.get(row.pk, ())
    }
    current = current_prices_and_stock.current_offers(set(pairs.values()))
    reserved = current_prices_and_stock.reserved_by(lines.keys())
    return {
        key: max(current[pair].quantity + reserved.get(key, 0), 0)
        for key, pair in pairs.items()
        if pair in current and current[pair].amount is not None
    }


def _of_first_line(
    checkouts: Collection[Checkout], lines: _Lines, stock: _Stock
) -> Mapping[UUID, dict[str, Any]]:
    """Return the fields `stock_left` and `selling_points` of each cart's first line."""
    firsts = {
        row.pk: (lines[row.pk][0].variant_id, row.channel.slug)
        for row in checkouts
        if lines.get(row.pk)
    }
    points = selling_points.load(set(firsts.values()))
    return {
        pk: {"stock_left": low_stock(stock[pk, pair[0]]), "selling_points": points[pair]}
        for pk, pair in firsts.items()
    }


def _cart(
    row: Checkout, all_lines: Collection[CartLine], *, is_paying: bool, **fields: Any
) -> _Cart:
    """Make a cart; `all_lines` include those that nobody can buy, `fields` are of the facts."""
    email = row.email or (row.user.email if row.user else None)
    facts = CartFacts(
        id=str(row.pk),
        channel=row.channel.slug,
        language=row.language_code,
        user_id=row.user_id,
        touched_at=row.last_change,
        sold_out=len(all_lines) - len(fields["lines"]),
        **fields,
    )
    owner = person_orders.identity(user_id=row.user_id, email=email, checkouts=[str(row.pk)])
    return _Cart(
        subject=subject_of(facts.id, [(line.variant_id, line.quantity) for line in all_lines]),
        facts=facts,
        owner=owner,
        filled_at=row.filled_at,
        is_paying=is_paying,
    )


def _lines(checkouts: Collection[Checkout]) -> _Lines:
    """Return the lines that shoppers added. Saleor adds and removes gifts of promotions itself."""
    by_checkout: dict[UUID, list[CartLine]] = defaultdict(list)
    rows = CheckoutLine.objects.filter(checkout__in=checkouts, is_gift=False)
    rows = rows.select_related("variant__product").order_by("created_at", "pk")
    names = translations.load(products={row.variant.product_id for row in rows})
    for row in rows:
        name = names.of_product(row.variant.product_id, row.variant.product.name)
        line = CartLine(variant_id=row.variant_id, name=name, quantity=row.quantity)
        by_checkout[row.checkout_id].append(line)
    return by_checkout


@dataclass(frozen=True, kw_only=True)
class _Bought:
    """A cart that became an order, and when."""

    facts: CartFacts
    at: datetime

    def by(self, moment: datetime | None) -> CartFacts:
        """Return the facts; before it was bought nothing had ended it, as far as is known."""
        return (
            self.facts if moment is None or self.at <= moment else replace(self.facts, ended=None)
        )


def _ordered(ids: Collection[str]) -> dict[str, _Bought]:
    """Return the carts that became orders. Saleor deletes a checkout; its order keeps the token."""
    orders = Order.objects.filter(checkout_token__in=ids).select_related("channel")
    return {
        order.checkout_token: _Bought(
            facts=CartFacts(
                id=order.checkout_token,
                channel=order.channel.slug,
                user_id=order.user_id,
                ended=Reason.BOUGHT_MEANWHILE,
            ),
            at=order.created_at,
        )
        for order in orders
    }
