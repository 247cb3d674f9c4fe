"""How things stand in the simulated shop after each entry of its log, as far as pushes go by it."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

from . import log
from .promises import EVERYTHING, MISSED_WITHIN, ORDERS, OUTDATES

# A user, an e-mail address or a cart: whatever ties a purchase to somebody.
Mark = tuple[str, object]
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(kw_only=True)
class Device:
    zone: str
    topics: frozenset[str]
    user: int | None = None
    # Who agreed to what: another customer's word does not count.
    givers: dict[str, int | None] = field(default_factory=dict)
    carts: set[str] = field(default_factory=set)
    paused_until: datetime | None = None
    # What was asked for here: the lowest price known, and how often stock was waited for.
    known: dict[tuple[int, str], Decimal] = field(default_factory=dict)
    # Of these, what a push was asked for, since when: the shop's weekly cap is not for them.
    asked: dict[tuple[int, str], datetime] = field(default_factory=dict)
    waiting_since: dict[tuple[int, str], datetime] = field(default_factory=dict)
    # Who sits here and what they agreed to, since when.
    since: datetime = NEVER
    waits: Counter[tuple[int, str]] = field(default_factory=Counter)
    looks: dict[int, datetime] = field(default_factory=dict)

    def forget(self) -> None:
        for kept in (self.carts, self.known, self.asked, self.waits, self.looks):
            kept.clear()


@dataclass(kw_only=True)
class Told:
    amount: Decimal
    at: datetime
    is_missed: bool = False

    def may_come_again(self, amount: Decimal, at: datetime) -> bool:
        return self.is_missed and amount <= self.amount and at - self.at >= MISSED_WITHIN


@dataclass(kw_only=True)
class Cart:
    email: str
    user: int | None
    items: frozenset[tuple[int, int]]
    changed_at: datetime
    version: int = 0
    # Money has moved for it, and has not gone back.
    is_paid: bool = False
    # What a thing cost when it was put in; kept when it is taken out again.
    seen: dict[tuple[int, str], Decimal] = field(default_factory=dict)


@dataclass(kw_only=True)
class World:
    devices: dict[int, Device] = field(default_factory=dict)
    carts: dict[str, Cart] = field(default_factory=dict)
    orders: dict[str, log.Bought] = field(default_factory=dict)
    prices: dict[tuple[int, str], Decimal] = field(default_factory=dict)
    # When a price, or whether there is any stock, changed last; and what pages have ever shown.
    priced_at: dict[tuple[int, str], datetime] = field(default_factory=dict)
    stocked_at: dict[int, datetime] = field(default_factory=dict)
    shown_prices: dict[tuple[int, str], set[Decimal]] = field(
        default_factory=lambda: defaultdict(set)
    )
    stock: dict[int, int] = field(default_factory=dict)
    # The price that a browser was told last, when, and whether it sold out soon after.
    told: dict[tuple[int, str], dict[int, Told]] = field(default_factory=lambda: defaultdict(dict))
    # In which browsers somebody has ever asked for news of a variant.
    askers: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    # Gift cards by their customer.
    cards: dict[str, log.Expires] = field(default_factory=dict)
    # When somebody with this mark bought last: anything, and this very variant.
    bought: dict[Mark, datetime] = field(default_factory=dict)
    bought_this: dict[tuple[Mark, int], datetime] = field(default_factory=dict)
    news: Counter[tuple[str, str]] = field(default_factory=Counter)
    # (order, code) → when it happened; the last time, where it did more than once.
    dates: dict[tuple[str, str], datetime] = field(default_factory=dict)
    facts: dict[tuple[str, str], list[log.Owed]] = field(default_factory=lambda: defaultdict(list))
    # (order, code) → which devices have not heard of it yet, since when.
    owed: dict[tuple[str, str], dict[int, datetime]] = field(
        default_factory=lambda: defaultdict(dict)
    )

    def apply(self, entry: log.Entry) -> None:
        name = type(entry).__name__.lower()
        getattr(self, f"_{name}")(entry)

    def belongs(self, device: Device, user: int | None, cart: str) -> bool:
        return (user is not None and device.user == user) or cart in device.carts

    def is_sold_out(self, variant: int) -> bool:
        return self.stock[variant] <= 0

    def carts_of(self, device: Device) -> list[Cart]:
        """The open carts of whoever sits here."""
        return [cart for id, cart in self.carts.items() if self.belongs(device, cart.user, id)]

    def newer_cart(self, device: Device, than: Cart, id: str) -> Cart | None:
        """Another cart of whoever sits here that was touched later."""
        theirs = [
            cart
            for other, cart in self.carts.items()
            if other != id and cart.items and self.belongs(device, cart.user, other)
        ]
        return next((cart for cart in theirs if cart.changed_at > than.changed_at), None)

    def known_price(self, device: Device, what: tuple[int, str]) -> Decimal | None:
        """What was known when somebody here asked, looked, or put it into a cart; or was told."""
        if what in device.known:
            return device.known[what]
        seen = [cart.seen[what] for cart in self.carts_of(device) if what in cart.seen]
        return max(seen, default=None)

    def _arrived(self, e: log.Arrived) -> None:
        givers = dict.fromkeys(e.topics, e.user)
        self.devices[e.device] = Device(
            zone=e.zone, topics=e.topics, user=e.user, givers=givers, since=e.at
        )

    def _left(self, e: log.Left) -> None:
        del self.devices[e.device]
        self._settle_debts()

    def _held(self, e: log.Held) -> None:
        device = self.devices[e.device]
        device.since = e.at
        if e.user is None or device.user not in (None, e.user):
            device.forget()
        device.user = e.user
        if e.user is not None:
            kept = {t for t in device.topics if device.givers.get(t) in (None, e.user)}
            device.topics = frozenset(kept | (device.topics & {ORDERS}))
            device.givers = dict.fromkeys(device.topics, e.user)
        self._settle_debts()

    def _linked(self, e: log.Linked) -> None:
        self.devices[e.device].carts.add(e.cart)

    def _agreed(self, e: log.Agreed) -> None:
        device = self.devices[e.device]
        assert e.topics <= EVERYTHING
        device.since = e.at
        device.givers.update(dict.fromkeys(e.topics - device.topics, device.user))
        device.topics = e.topics
        self._settle_debts()

    def _paused(self, e: log.Paused) -> None:
        self.devices[e.device].paused_until = e.until

    def _filled(self, e: log.Filled) -> None:
        before = self.carts.get(e.cart)
        version = before.version + (before.items != e.items) if before else 0
        cart = Cart(email=e.email, user=e.user, items=e.items, changed_at=e.at, version=version)
        cart.is_paid = bool(before and before.is_paid)
        here = {(variant, e.channel) for variant, _ in e.items}
        cart.seen = {what: self.prices[what] for what in here if what in self.prices}
        cart.seen |= before.seen if before else {}
        self.carts[e.cart] = cart

    def _paying(self, e: log.Paying) -> None:
        if cart := self.carts.get(e.cart):
            cart.is_paid = not e.ended

    def _bought(self, e: log.Bought) -> None:
        self.orders[e.order] = e
        if cart := self.carts.get(e.cart):
            # What it cost stays known: the order may be cancelled, and the wish is there again.
            cart.items = frozenset()
        for mark in marks(cart=e.cart, user=e.user, email=e.email):
            self.bought[mark] = e.at
            self.bought_this |= {(mark, variant): e.at for variant in e.variants}

    def _owed(self, e: log.Owed) -> None:
        order = self.orders[e.order]
        self.news[e.order, e.code] += 1
        self.dates[e.order, e.code] = e.at
        self.facts[e.order, e.code].append(e)
        for code in OUTDATES.get(e.code, ()):
            self.owed.pop((e.order, code), None)
        for number, device in self.devices.items():
            if ORDERS in device.topics and self.belongs(device, order.user, order.cart):
                self.owed[e.order, e.code][number] = e.at

    def _priced(self, e: log.Priced) -> None:
        what = e.variant, e.channel
        if self.prices.get(what) != e.amount:
            self.priced_at[what] = e.at
        self.prices[what] = e.amount
        self.shown_prices[what].add(e.amount)

    def _stocked(self, e: log.Stocked) -> None:
        if (self.stock.get(e.variant, 0) > 0) != (e.available > 0):
            self.stocked_at[e.variant] = e.at
        self.stock[e.variant] = e.available
        if e.available <= 0:
            self._sold_out(e.variant, e.at)

    def may_hear_again(self, device: int, what: tuple[int, str], at: datetime) -> bool:
        told = self.told[what].get(device)
        return told is not None and told.may_come_again(self.prices[what], at)

    def _sold_out(self, variant: int, at: datetime) -> None:
        for what in [what for what in self.told if what[0] == variant]:
            for told in self.told[what].values():
                told.is_missed |= at - told.at <= MISSED_WITHIN

    def _asked(self, e: log.Asked) -> None:
        device, what = self.devices[e.device], (e.variant, e.channel)
        self.askers[e.variant].add(e.device)
        if e.kind == "stock":
            device.waits[what] += 1
            device.waiting_since[what] = e.at
        else:
            device.known.setdefault(what, self.prices[what])
            device.asked.setdefault(what, e.at)

    def _looked(self, e: log.Looked) -> None:
        device, what = self.devices[e.device], (e.variant, e.channel)
        device.looks[e.variant] = e.at
        device.known.setdefault(what, self.prices[what])

    def _expires(self, e: log.Expires) -> None:
        self.cards[e.card] = e

    def _shown(self, e: log.Shown) -> None:
        """The rules see to it."""

    def _settle_debts(self) -> None:
        """Whoever left, logged out or took back consent is owed nothing any more."""
        for (order, code), waiting in list(self.owed.items()):
            for number in [n for n in waiting if not self._still(order, n)]:
                self.pay(order, code, number)

    def pay(self, order: str, code: str, number: int) -> None:
        waiting = self.owed.get((order, code), {})
        waiting.pop(number, None)
        if not waiting:
            self.owed.pop((order, code), None)

    def pay_older(self, order: str, number: int, at: datetime) -> None:
        """A browser that shows newer news of an order is owed no older ones."""
        for which, waiting in list(self.owed.items()):
            if which[0] == order and number in waiting and waiting[number] < at:
                self.pay(*which, number)

    def _still(self, order: str, number: int) -> bool:
        device, what = self.devices.get(number), self.orders[order]
        mine = device is not None and self.belongs(device, what.user, what.cart)
        return bool(mine and device and ORDERS in device.topics)


def marks(*, cart: str = "", user: int | None = None, email: str = "") -> Iterator[Mark]:
    if cart:
        yield "cart", cart
    if user is not None:
        yield "user", user
    if email:
        yield "email", email.lower()


def marks_of(device: Device) -> Iterator[Mark]:
    """Everything an order of whoever sits here may be known by."""
    yield from marks(user=device.user)
    for cart in device.carts:
        yield from marks(cart=cart)
