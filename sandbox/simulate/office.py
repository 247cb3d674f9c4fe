"""What the shop does: sends parcels, cancels, pays back, and moves prices and stock."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import ROUND_DOWN, Decimal
from functools import partial
from itertools import count
from types import SimpleNamespace
from typing import Any

from django.db.models import Sum
from saleor.account.models import User
from saleor.giftcard.models import GiftCard
from saleor.order import OrderEvents, OrderEventsEmails, OrderStatus
from saleor.order.models import Fulfillment, FulfillmentLine, Order
from saleor.plugins.manager import get_plugins_manager
from saleor.product.models import ProductVariant, ProductVariantChannelListing
from saleor.warehouse.models import Stock, Warehouse

from sandbox.host.api.base import global_id
from sandbox.host.api.fulfilling import OrderFulfill
from sandbox.host.api.orders import OrderCancel
from sandbox.host.api.settling import OrderMarkAsPaid, OrderRefund

from .browsing import WANTED
from .log import Expires, Owed, Priced, Stocked
from .shelves import Shelves, shown
from .street import Street

CENT = Decimal("0.01")
# One customer of so many has a gift card.
CARDS = 20
MOST_DAYS = timedelta(days=4)
DELIVERED_AT = "push.delivered_at"


@dataclass(kw_only=True)
class Office:
    street: Street
    shelves: Shelves
    _there: set[int] = field(default_factory=set)
    _numbers: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        staff = User.objects.create(email="staff@example.com", is_staff=True)
        self._info = SimpleNamespace(context=SimpleNamespace(user=staff))
        self._main = Warehouse.objects.get(slug="main")

    # Orders.

    def process(self, order: Any) -> None:
        """What will become of a new order."""
        street, dice = self.street, self.street.chance.random()
        if dice < 0.07:
            street.later(0.01, 20, partial(self.cancel, order.pk))
        elif dice < 0.85:
            street.later(0.5, 40, partial(self.send, order.pk))
        if street.odds(0.04):
            street.later(1, 60, partial(self.pay_back, order.pk))

    def _owe(self, order: Any, code: str, **more: Any) -> None:
        self.street.write(Owed(at=self.street.now, order=str(order), code=code, **more))

    def cancel(self, order: Any) -> None:
        answer = OrderCancel.mutate(None, self._info, id=global_id("Order", order))
        if not answer.errors:
            self._owe(order, "order_cancelled")

    def send(self, order: Any) -> None:
        """Everything in one go, or a part now and the rest later; now and then without a word."""
        row = Order.objects.get(pk=order)
        lines = [line for line in row.lines.all() if line.quantity_unfulfilled]
        if row.status == OrderStatus.CANCELED or not lines:
            return
        if len(lines) > 1 and self.street.odds(0.3):
            self.street.later(2, 30, partial(self.send, order))
            lines = lines[:1]
        told, number = not self.street.odds(0.1), f"JD{next(self._numbers):05}"
        words = {
            "lines": [self._pick(line, row) for line in lines],
            "notify_customer": told,
            "tracking_number": "" if row.collection_point else number,
        }
        answer = OrderFulfill.mutate(None, self._info, order=global_id("Order", order), input=words)
        assert not answer.errors, answer.errors
        if told:
            self._sent(row, answer.fulfillments, words["tracking_number"])

    def _sent(self, row: Any, parcels: list[Any], number: str) -> None:
        self._mailed(row)
        missing = sum(line.quantity_unfulfilled for line in row.lines.all())
        code = "ready_to_collect" if row.collection_point else "order_shipped"
        self._owe(row.pk, code, names=frozenset({number} - {""}), missing=missing)
        for parcel in parcels:
            self._follow(row, parcel.pk)

    def _follow(self, row: Any, parcel: int) -> None:
        """The carrier says when it is there; nobody but the shop knows when it was collected."""
        if not row.collection_point:
            assumed = partial(self._arrived, row.pk, parcel, assumed=True)
            self.street.comes(self.street.now + MOST_DAYS, assumed)
        if self.street.odds(0.4):
            self.street.later(12, 80, partial(self.hand_over, row.pk, parcel))

    def _pick(self, line: Any, order: Any) -> dict[str, Any]:
        """From where there is some; half of a line from each where both warehouses have it."""
        shop, rest = self.shelves.shop, line.quantity_unfulfilled
        held = {
            s.warehouse_id: s.quantity for s in Stock.objects.filter(product_variant=line.variant)
        }
        there = rest if order.collection_point else min(rest // 2, held[shop.pk])
        # What one warehouse has sold out of, the other one sends.
        there = max(there, rest - held[self._main.pk])
        stocks = [
            {"quantity": quantity, "warehouse": global_id("Warehouse", warehouse.pk)}
            for warehouse, quantity in ((shop, there), (self._main, rest - there))
            if quantity
        ]
        return {"order_line_id": global_id("OrderLine", line.pk), "stocks": stocks}

    def _mailed(self, row: Any) -> None:
        """What Saleor's own mail plugin writes down."""
        mail = {"email_type": OrderEventsEmails.FULFILLMENT}
        row.events.create(type=OrderEvents.EMAIL_SENT, parameters=mail)

    def hand_over(self, order: Any, parcel: int) -> None:
        """The carrier's app says so, in metadata; nobody ever looks for that later."""
        if self.street.faults.hooks_are_lost(self.street.now):
            self.street.later(1, 2, partial(self.hand_over, order, parcel))
        elif parcel not in self._there:
            row = Fulfillment.objects.get(pk=parcel)
            row.store_value_in_metadata({DELIVERED_AT: self.street.now.isoformat()})
            row.save()
            get_plugins_manager(allow_replica=False).fulfillment_metadata_updated(row)
            self._arrived(order, parcel)

    def _arrived(self, order: Any, parcel: int, *, assumed: bool = False) -> None:
        """By the carrier's word, or because it must have by now."""
        if parcel in self._there:
            return
        self._there.add(parcel)
        row = Order.objects.get(pk=order)
        ordered = sum(line.quantity for line in row.lines.all())
        arrived = FulfillmentLine.objects.filter(fulfillment__in=self._there, order_line__order=row)
        missing = ordered - (arrived.aggregate(n=Sum("quantity"))["n"] or 0)
        code = "order_collected" if row.collection_point else "order_delivered"
        self._owe(order, code, missing=missing, assumed=assumed)

    def pay_back(self, order: Any) -> None:
        id, row = global_id("Order", order), Order.objects.get(pk=order)
        OrderMarkAsPaid.mutate(None, self._info, id=id)
        self._refund(order, row.total_gross_amount / 2)
        self.street.later(1, 40, partial(self._refund, order, row.total_gross_amount / 2))

    def _refund(self, order: Any, amount: Decimal) -> None:
        """Twice a half: each is news of its own."""
        answer = OrderRefund.mutate(
            None, self._info, id=global_id("Order", order), amount=amount.quantize(CENT, ROUND_DOWN)
        )
        assert not answer.errors, answer.errors
        self._owe(order, "order_refunded")

    # Prices and stock.

    def move_price(self) -> None:
        """Up or down, most of all of what many wait for; now and then for minutes only."""
        street = self.street
        variant = street.chance.choice(self.shelves.variants[:WANTED])
        rows = ProductVariantChannelListing.objects.filter(variant_id=variant)
        before = dict(rows.values_list("channel__slug", "price_amount"))
        factor = Decimal(street.chance.choice(["0.6", "0.75", "0.9", "0.97", "1.1", "1.3"]))
        after = {
            slug: max((amount * factor).quantize(Decimal("0.01")), Decimal(3))
            for slug, amount in before.items()
        }
        self._price(variant, after)
        if street.odds(0.3):
            street.later(0.02, 0.5, partial(self._price, variant, before))

    def _price(self, variant: int, amounts: dict[str, Decimal]) -> None:
        for slug, amount in amounts.items():
            rows = ProductVariantChannelListing.objects.filter(variant_id=variant)
            rows.filter(channel__slug=slug).update(
                price_amount=amount, discounted_price_amount=amount
            )
            now = self.street.now
            page = shown(amount, slug)
            self.street.write(Priced(at=now, variant=variant, channel=slug, amount=page))
        if self.street.odds(0.5):
            row = ProductVariant.objects.get(pk=variant)
            get_plugins_manager(allow_replica=False).product_variant_updated(row)

    def move_stock(self) -> None:
        """Sold out, or a few are there again, perhaps not for long."""
        street = self.street
        variant = street.chance.choice(self.shelves.variants[:WANTED])
        free = street.chance.choice([1, 3, 20, 200]) if street.world.stock[variant] <= 0 else 0
        self._stock(variant, free)
        if free and street.odds(0.3):
            street.later(0.02, 1, partial(self._stock, variant, 0))

    def _stock(self, variant: int, free: int) -> None:
        for row in Stock.objects.filter(product_variant=variant):
            more = free if row.warehouse_id == self._main.pk else 0
            row.quantity = row.quantity_allocated + more
            row.save()
        self.street.write(Stocked(at=self.street.now, variant=variant, available=free))


def give_cards(office: Office, start: datetime) -> None:
    """Some customers have gift cards that end a week after a day of this week."""
    street = office.street
    customers = User.objects.filter(is_staff=False).order_by("pk")
    for user in customers[::CARDS]:
        ends = start.date() + timedelta(days=street.chance.randrange(8, 14))
        card = GiftCard.objects.create(
            code=f"CARD{user.pk:08}",
            is_active=True,
            expiry_date=ends,
            used_by=user,
            currency="EUR",
            initial_balance_amount=Decimal(25),
            current_balance_amount=Decimal(25),
        )
        over = datetime.combine(ends + timedelta(days=1), time.min, tzinfo=start.tzinfo)
        street.write(Expires(at=start, card=str(card.pk), user=user.pk, ends=over))


def open_for(office: Office, start: datetime) -> None:
    """Prices and stock move all through the week."""
    street, when = office.street, start
    while when < street.end:
        when += timedelta(minutes=street.chance.uniform(5, 25))
        street.at(when, office.move_price if street.odds(0.5) else office.move_stock)
