"""Carts that were left: what is in them, and whether somebody has bought it after all."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, Q
from saleor.checkout.models import Checkout, CheckoutLine
from saleor.order.models import Order

from ...core.audience import Person
from ...core.event import CART_LEFT, id_of
from ...core.facts.availability import low_stock
from ...core.facts.carts import CartFacts, CartLine, subject_of
from ...core.reason import Reason
from .. import offers, product_proof, translations
from . import people, shipping
from .loading import Pair, loads

# By cart; by cart and variant.
_Lines = Mapping[UUID, list[CartLine]]
_Stock = Mapping[tuple[UUID, int], int]


@dataclass(frozen=True, kw_only=True)
class _Cart:
    """A cart as it is now, whose it is, and since when it holds its newest item."""

    subject: str
    facts: CartFacts
    owner: people.Identity
    filled_at: datetime | None


@loads(CART_LEFT)
def load(pairs: Collection[Pair]) -> Mapping[Pair, CartFacts]:
    """Carts by (subject, person); a bounded number of queries however many."""
    ids = {_id(pair) for pair in pairs}
    carts = _carts(ids)
    gone = _bought(ids - carts.keys())
    standing = [pair for pair in pairs if _id(pair) in carts]
    return {**_as_now(standing, carts), **{p: gone[_id(p)] for p in pairs if _id(p) in gone}}


def _id(pair: Pair) -> str:
    return id_of(pair[0])


def _as_now(pairs: list[Pair], carts: Mapping[str, _Cart]) -> dict[Pair, CartFacts]:
    """Somebody may have bought it: whoever has the cart, or whoever sits before the device."""
    known = people.identities({person for _, person in pairs if person is not None})
    who = {pair: carts[_id(pair)].owner | _known(known, pair[1]) for pair in pairs}
    since = min((cart.filled_at for cart in carts.values() if cart.filled_at), default=None)
    bought = people.purchases(who.values(), since=since)
    return {
        pair: replace(cart.facts, ended=_ended(cart, pair[0], who[pair], bought))
        for pair in pairs
        if (cart := carts[_id(pair)])
    }


def _known(known: Mapping[Person, people.Identity], person: Person | None) -> people.Identity:
    return people.NOBODY if person is None else known[person]


def _ended(
    cart: _Cart, subject: str, who: people.Identity, bought: people.Purchases
) -> Reason | None:
    if cart.filled_at is None:
        return Reason.CART_EMPTIED
    if bought.of(who, since=cart.filled_at):
        return Reason.BOUGHT_MEANWHILE
    if subject != cart.subject:
        return Reason.CART_CHANGED
    return None if cart.facts.lines else Reason.SOLD_OUT


def _carts(ids: Collection[str]) -> dict[str, _Cart]:
    filled_at = Max("lines__created_at", filter=Q(lines__is_gift=False))
    rows = Checkout.objects.filter(pk__in=ids).annotate(filled_at=filled_at).order_by()
    rows = rows.select_related("channel", "user", "shipping_address")
    found = {row.pk: row for row in rows}
    lines = _lines(found.values())
    stock = _stock(found.values(), lines)
    costly = shipping.costly(found.values(), lines)
    there = {pk: [ln for ln in lines[pk] if stock.get((pk, ln.variant_id))] for pk in lines}
    first = _of_first(found.values(), there, stock)
    return {
        str(pk): _cart(
            row,
            lines.get(pk, []),
            lines=tuple(there.get(pk, ())),
            costly_shipping=costly.get(pk),
            **first.get(pk, {}),
        )
        for pk, row in found.items()
    }


def _stock(checkouts: Collection[Checkout], lines: _Lines) -> _Stock:
    """How many pieces of its lines a cart's shopper could buy: those it holds back are theirs."""
    where = {
        (row.pk, line.variant_id): (line.variant_id, row.channel.slug)
        for row in checkouts
        for line in lines.get(row.pk, ())
    }
    stand, held = offers.standing(set(where.values())), offers.held_by(lines.keys())
    return {
        key: max(stand[pair].left + held.get(key, 0), 0)
        for key, pair in where.items()
        if pair in stand and stand[pair].amount is not None
    }


def _of_first(
    checkouts: Collection[Checkout], lines: _Lines, stock: _Stock
) -> Mapping[UUID, dict[str, Any]]:
    """What speaks for coming back for the first line: how few are left, and its product proof."""
    firsts = {
        row.pk: (lines[row.pk][0].variant_id, row.channel.slug)
        for row in checkouts
        if lines.get(row.pk)
    }
    proofs = product_proof.of(set(firsts.values()))
    return {
        pk: {"stock_left": low_stock(stock[pk, pair[0]]), "product_proof": proofs[pair]}
        for pk, pair in firsts.items()
    }


def _cart(row: Checkout, held: Collection[CartLine], **known: Any) -> _Cart:
    email = row.email or (row.user.email if row.user else None)
    facts = CartFacts(
        id=str(row.pk),
        channel=row.channel.slug,
        language=row.language_code,
        user_id=row.user_id,
        touched_at=row.last_change,
        sold_out=len(held) - len(known["lines"]),
        **known,
    )
    owner = people.somebody(user_id=row.user_id, email=email, checkouts=[str(row.pk)])
    return _Cart(
        subject=subject_of(facts.id, [(line.variant_id, line.quantity) for line in held]),
        facts=facts,
        owner=owner,
        filled_at=row.filled_at,
    )


def _lines(checkouts: Collection[Checkout]) -> _Lines:
    """What shoppers put in themselves; a promotion's gifts come and go without them."""
    found: dict[UUID, list[CartLine]] = defaultdict(list)
    rows = CheckoutLine.objects.filter(checkout__in=checkouts, is_gift=False)
    rows = rows.select_related("variant__product").order_by("created_at", "pk")
    called = translations.load(products={row.variant.product_id for row in rows})
    for row in rows:
        name = called.of_product(row.variant.product_id, row.variant.product.name)
        line = CartLine(variant_id=row.variant_id, name=name, quantity=row.quantity)
        found[row.checkout_id].append(line)
    return found


def _bought(ids: Collection[str]) -> dict[str, CartFacts]:
    """Saleor deletes a checkout when it becomes an order, which keeps its token."""
    orders = Order.objects.filter(checkout_token__in=ids).select_related("channel")
    return {
        order.checkout_token: CartFacts(
            id=order.checkout_token,
            channel=order.channel.slug,
            user_id=order.user_id,
            ended=Reason.BOUGHT_MEANWHILE,
        )
        for order in orders
    }
