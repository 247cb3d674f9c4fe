"""What the shop does: sends parcels, cancels, pays back, and moves prices and stock."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from types import SimpleNamespace
from typing import Any

from saleor.account.models import User
from saleor.order import OrderEvents, OrderEventsEmails, OrderStatus
from saleor.order.models import Fulfillment, Order
from saleor.plugins.manager import get_plugins_manager
from saleor.product.models import ProductVariant, ProductVariantChannelListing
from saleor.warehouse.models import Stock, Warehouse

from sandbox.host.api.base import global_id
from sandbox.host.api.fulfilling import OrderFulfill
from sandbox.host.api.orders import OrderCancel
from sandbox.host.api.settling import OrderMarkAsPaid, OrderRefund

from .browsing import WANTED
from .log import Owed, Priced, Stocked
from .shelves import Shelves
from .street import Street

MOST_DAYS = timedelta(days=4)
DELIVERED_AT = "push.delivered_at"


@dataclass(kw_only=True)
class Office:
    street: Street
    shelves: Shelves
    _there: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        staff = User.objects.create(email="staff@example.com", is_staff=True)
        self._info = SimpleNamespace(context=SimpleNamespace(user=staff))
        self._warehouse = global_id("Warehouse", Warehouse.objects.get().pk)

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

    def _owe(self, order: Any, code: str) -> None:
        self.street.write(Owed(at=self.street.now, order=str(order), code=code))

    def cancel(self, order: Any) -> None:
        answer = OrderCancel.mutate(None, self._info, id=global_id("Order", order))
        if not answer.errors:
            self._owe(order, "order_cancelled")

    def send(self, order: Any) -> None:
        """One parcel with everything; now and then without a word to the shopper."""
        began, row = self.street.now, Order.objects.get(pk=order)
        if row.status == OrderStatus.CANCELED:
            return
        told = not self.street.odds(0.1)
        words = {"lines": [self._pick(line) for line in row.lines.all()], "notify_customer": told}
        answer = OrderFulfill.mutate(None, self._info, order=global_id("Order", order), input=words)
        assert not answer.errors, answer.errors
        if told:
            self._mailed(row)
            self._owe(order, "order_shipped")
            parcel = answer.fulfillments[0].pk
            self.street.comes(began + MOST_DAYS, partial(self._arrived, order, parcel))
            if self.street.odds(0.4):
                self.street.later(12, 80, partial(self.hand_over, order, parcel))

    def _pick(self, line: Any) -> dict[str, Any]:
        stocks = [{"quantity": line.quantity, "warehouse": self._warehouse}]
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

    def _arrived(self, order: Any, parcel: int) -> None:
        """By the carrier's word, or because it must have by now."""
        if parcel not in self._there:
            self._there.add(parcel)
            self._owe(order, "order_delivered")

    def pay_back(self, order: Any) -> None:
        id, row = global_id("Order", order), Order.objects.get(pk=order)
        OrderMarkAsPaid.mutate(None, self._info, id=id)
        answer = OrderRefund.mutate(None, self._info, id=id, amount=row.total_gross_amount)
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
            self.street.write(Priced(at=now, variant=variant, channel=slug, amount=amount))
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
        row = Stock.objects.get(product_variant=variant)
        row.quantity = row.quantity_allocated + free
        row.save()
        self.street.write(Stocked(at=self.street.now, variant=variant, available=free))


def open_for(office: Office, start: datetime) -> None:
    """Prices and stock move all through the week."""
    street, when = office.street, start
    while when < street.end:
        when += timedelta(minutes=street.chance.uniform(5, 25))
        street.at(when, office.move_price if street.odds(0.5) else office.move_stock)
