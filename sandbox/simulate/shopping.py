"""What shoppers do to carts and orders."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from saleor.account.models import Address
from saleor.checkout.models import Checkout, CheckoutLine
from saleor.payment.models import Payment, TransactionItem

from saleor_push_plugin.subscribers import proven_changes
from sandbox.host.api.placing import place_order
from sandbox.host.api.pricing import show

from .crowd import Shopper
from .log import Bought, Filled, Linked, Owed, Paying, Stocked
from .shelves import Shelves, available, free_in
from .street import Street
from .wire import auth, endpoint


@dataclass(kw_only=True)
class Shopping:
    street: Street
    shelves: Shelves
    # What the shop does with a new order.
    process: Callable[[Any], None]
    orders: int = 0

    def fill(self, shopper: Shopper, device: int | None) -> None:
        """A new cart, or another look at the one there is."""
        street = self.street
        if shopper.cart and street.odds(0.5):
            self.change(shopper, shopper.cart)
            return
        shopper.cart = self._new_cart(shopper, device)
        self._what_next(shopper, shopper.cart)

    def _what_next(self, shopper: Shopper, cart: str) -> None:
        street, dice = self.street, self.street.chance.random()
        if dice < 0.2:
            street.later(0.03, 0.9, partial(self.buy, cart))
        elif dice < 0.25:
            street.later(0.03, 0.9, partial(self.pay, cart))
        elif dice < 0.4:
            street.later(1, 100, partial(self.buy, cart))
        elif dice < 0.55:
            street.later(0.5, 60, partial(self.buy_elsewhere, shopper))
        elif dice < 0.67:
            street.later(0.2, 60, partial(self.change, shopper, cart))
        elif dice < 0.75:
            street.later(0.2, 40, partial(self.empty, shopper, cart))

    def _new_cart(self, shopper: Shopper, device: int | None, *, as_guest: bool = False) -> str:
        channel, street = self.shelves.channels[shopper.channel], self.street
        user = None if as_guest or self._is_logged_out(device) else shopper.user
        with transaction.atomic():
            row = Checkout.objects.create(
                user_id=user,
                # A guest types an address as it comes.
                email=shopper.email.title() if user is None and street.odds(0.3) else shopper.email,
                channel=channel,
                currency=channel.currency_code,
                language_code=shopper.language or "en",
                shipping_address=self._address() if street.odds(0.3) else None,
            )
            self._put(row)
        if device and (user is None or street.odds(0.2)):
            proven_changes.attach(
                endpoint(device),
                auth(device),
                user_id=user,
                checkout_id=row.pk,
                now=self.street.now,
            )
            street.write(Linked(at=street.now, device=device, cart=str(row.pk)))
        self._note(row, shopper, user)
        return str(row.pk)

    def _is_logged_out(self, device: int | None) -> bool:
        return device is not None and self.street.world.devices[device].user is None

    def _address(self) -> Any:
        country = self.street.chance.choice(["DE", "PL"])
        return Address.objects.create(city="Somewhere", country=country)

    def _put(self, row: Any) -> None:
        chance = self.street.chance
        lines = [
            CheckoutLine(
                checkout=row,
                variant_id=variant,
                quantity=chance.choice([1, 1, 1, 2]),
                currency=row.currency,
            )
            for variant in chance.sample(self.shelves.variants, chance.choice([1, 1, 2, 3]))
        ]
        CheckoutLine.objects.bulk_create(lines)
        show(row)

    def _note(self, row: Any, shopper: Shopper, user: int | None) -> None:
        held = frozenset(row.lines.values_list("variant_id", "quantity"))
        words = {"cart": str(row.pk), "email": shopper.email, "items": held, "user": user}
        channel = shopper.channel
        self.street.write(Filled(at=self.street.now, channel=channel, **words))

    def change(self, shopper: Shopper, cart: str) -> None:
        """Other things, or another number of the same."""
        row = Checkout.objects.filter(pk=UUID(cart)).first()
        if row is None:
            return
        with transaction.atomic():
            line = row.lines.first()
            if line is None or self.street.odds(0.6):
                row.lines.all().delete()
                self._put(row)
            else:
                line.quantity += 1
                line.save()
                show(row)
            row.save()
        self._note(row, shopper, row.user_id)
        self._what_next(shopper, cart)

    def empty(self, shopper: Shopper, cart: str) -> None:
        row = Checkout.objects.filter(pk=UUID(cart)).first()
        if row is None:
            return
        if self.street.odds(0.5):
            row.lines.all().delete()
            row.save()
        else:
            row.delete()
            row.pk = UUID(cart)
        self._note(row, shopper, row.user_id)

    def pay(self, cart: str) -> None:
        """Money moves, and the tab is closed: the order follows later, or never."""
        row = Checkout.objects.filter(pk=UUID(cart)).first()
        if row is None or not row.lines.exists():
            return
        hanging = self._by_transaction if self.street.odds(0.5) else self._by_payment
        take_back = hanging(row)
        self.street.write(Paying(at=self.street.now, cart=cart))
        dice = self.street.chance.random()
        if dice < 0.5:
            self.street.later(0.1, 50, partial(self.buy, cart))
        elif dice < 0.75:
            self.street.later(1, 50, partial(self._paid_back, cart, take_back))

    def _by_transaction(self, row: Any) -> Callable[[], object]:
        """As transactionCreate with amountCharged; `last_change` does not move then."""
        total = show(row)
        item = row.payment_transactions.create(currency=row.currency, charged_value=total)
        Checkout.objects.filter(pk=row.pk).update(charge_status="full", authorize_status="full")

        def take_back() -> None:
            TransactionItem.objects.filter(pk=item.pk).update(charged_value=0, refunded_value=total)
            Checkout.objects.filter(pk=row.pk).update(charge_status="none", authorize_status="none")

        return take_back

    def _by_payment(self, row: Any) -> Callable[[], object]:
        """As checkoutPaymentCreate and a gateway that has not answered yet."""
        total = show(row)
        payment = row.payments.create(
            gateway="card", currency=row.currency, total=total, charge_status="pending"
        )
        return lambda: Payment.objects.filter(pk=payment.pk).update(
            is_active=False, charge_status="cancelled"
        )

    def _paid_back(self, cart: str, take_back: Callable[[], object]) -> None:
        if Checkout.objects.filter(pk=UUID(cart)).exists():
            take_back()
            self.street.write(Paying(at=self.street.now, cart=cart, ended=True))

    def buy_elsewhere(self, shopper: Shopper) -> None:
        """On a browser that never subscribed, some of them without login."""
        self.buy(self._new_cart(shopper, None, as_guest=self.street.odds(0.3)))

    def buy(self, cart: str) -> None:
        row = Checkout.objects.filter(pk=UUID(cart)).first()
        if row is None or not row.lines.exists():
            return
        variants = frozenset(row.lines.values_list("variant_id", flat=True))
        if self.street.odds(0.15) and self._is_in_shop(row):
            row.collection_point = self.shelves.shop
        else:
            row.shipping_method = self.shelves.method
            row.shipping_address = row.shipping_address or self._address()
        try:
            with transaction.atomic():
                row.save()
                order = place_order(row, row.user)
        except ValidationError:
            return  # Somebody else was faster.
        self._placed(order, cart, variants)

    def _is_in_shop(self, row: Any) -> bool:
        """Where nothing is brought for collection, Saleor offers it only then."""
        free = free_in(self.shelves.shop)
        lines = row.lines.values_list("variant_id", "quantity")
        return all(free.get(variant, 0) >= quantity for variant, quantity in lines)

    def _placed(self, order: Any, cart: str, variants: frozenset[int]) -> None:
        street, id = self.street, str(order.pk)
        words = {"cart": cart, "email": order.user_email, "variants": variants}
        street.write(Bought(at=street.now, order=id, user=order.user_id, **words))
        street.write(Owed(at=street.now, order=id, code="order_placed"))
        for variant in sorted(variants):
            street.write(Stocked(at=street.now, variant=variant, available=available(variant)))
        self.orders += 1
        self.process(order)
