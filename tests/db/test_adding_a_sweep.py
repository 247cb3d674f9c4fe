"""The example of a sweep in the guide, registered as it says, with the test it shows."""

from collections.abc import Iterator
from typing import Any

import pytest

from saleor_push_plugin.core import event
from saleor_push_plugin.shop import sweeps
from saleor_push_plugin.shop.facts import orders
from saleor_push_plugin.shop.facts.registry import LOADERS, loads_shared
from tests import guide


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(event, "ORDER_UNPAID", "order_unpaid", raising=False)
    event._declare("order_unpaid", "Order")
    loads_shared("order_unpaid")(orders.load)
    made: dict[str, Any] = {"__package__": sweeps.__name__, "__name__": "unpaid_orders"}
    exec(compile(guide.SWEEP, "unpaid_orders.py", "exec"), made)
    monkeypatch.setitem(sweeps.WINDOWED, "unpaid_orders", made["after_a_day"])  # type: ignore[arg-type]
    yield
    del event._types["order_unpaid"], LOADERS["order_unpaid"]


exec(compile(guide.UNPAID, "test_order_unpaid.py", "exec"))
