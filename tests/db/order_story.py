"""What the tests of an order's news share: an order, a phone, and time passing in the shop."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from saleor_push_plugin.shop.connections import writer
from sandbox.pushservice import PushService
from tests.hosts.refs import Customer, OrderRef
from tests.hosts.shop import Shop

from .unheard import unheard

if TYPE_CHECKING:
    from .conftest import Browser, Deliver, Look

SOON = timedelta(minutes=2)


@dataclass(frozen=True, kw_only=True)
class Story:
    """A customer with a phone, who bought a shirt twice and a pair of socks and knows that."""

    shop: Shop
    service: PushService
    look: Look
    deliver: Deliver
    customer: Customer
    phone: Browser
    order: OrderRef

    @property
    def news(self) -> list[str]:
        """What the phone showed since, without the order's number."""
        named, short = f"rder {self.order.number}", "rder #"
        return [text.replace(named, short) for text in self.phone.texts[1:]]

    @property
    def titles(self) -> list[str]:
        return [text.splitlines()[0] for text in self.news]

    def sweep(self, after: timedelta = SOON) -> list[str]:
        """The titles after a look at the shop, and a worker at the same time."""
        self.look(timezone.now() + after)
        self.deliver(timezone.now() + after)
        return self.titles

    def sweep_by_day(self, after: timedelta) -> list[str]:
        """The same at the first noon then: what is only assumed to have arrived keeps the night."""
        then = timezone.now() + after
        noon = then.replace(hour=12, minute=0)
        return self.sweep(after + (noon - then) % timedelta(days=1))

    def without_hooks(self, work: Callable[[], Any]) -> Any:
        with unheard():
            return work()

    def held_up(self, work: Callable[[], Any]) -> Any:
        """The push of this has to wait: the push service fails just then."""
        self.service.answer(503, times=1)
        return work()

    def place_another(self) -> OrderRef:
        return self.shop.place_order(customer=self.customer)


def begin(shop: Shop, service: PushService, phone: Browser, **rest: Any) -> Story:
    shirt, socks = shop.catalogue.variants[:2]
    customer = rest["customer"]
    rest["look"](timezone.now())
    order = shop.place_order(customer=customer, lines=[(shirt, 2), (socks, 1)])
    assert len(phone.texts) == 1
    return Story(shop=shop, service=service, phone=phone, order=order, **rest)


def row(node_id: str) -> Any:
    """An order, its line or a fulfillment by its global id."""
    from saleor.order import models

    kind, _, pk = base64.b64decode(node_id).decode().partition(":")
    with writer():
        return getattr(models, kind).objects.get(pk=pk)


def change(node_id: str, **values: Any) -> None:
    """What no mutation of the shop can do, such as to have happened earlier."""
    found = row(node_id)
    with writer():
        type(found).objects.filter(pk=found.pk).update(**values)
