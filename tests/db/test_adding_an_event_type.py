"""The example of a new event type in the guide, added as it says, with the test it shows."""

import textwrap
from collections.abc import Iterator

import pytest

from saleor_push_plugin import plugin
from saleor_push_plugin.core import event
from saleor_push_plugin.core.shopper_subjects import ShopperSubjects
from saleor_push_plugin.core.subject_global_id import global_id_of
from saleor_push_plugin.shop import facts, order_events
from saleor_push_plugin.shop.facts import orders
from saleor_push_plugin.shop.facts.registry import LOADERS, loads_shared
from tests import guide

from .order_story import Story, row


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    exec(guide.DECLARED, vars(event))
    monkeypatch.setattr(order_events, "ORDER_PAID", "order_paid", raising=False)
    exec(guide.REPORTED, vars(order_events))
    exec(textwrap.dedent(guide.HOOK), vars(plugin))
    hook = vars(plugin)["order_fully_paid"]
    monkeypatch.setattr(plugin.PushPlugin, "order_fully_paid", hook, raising=False)
    loads_shared("order_paid")(orders.load)
    yield
    del event._types["order_paid"], event.ORDER_PAID, LOADERS["order_paid"]  # type: ignore[attr-defined]
    del order_events.paid, plugin.order_fully_paid  # type: ignore[attr-defined]


exec(compile(guide.PAID, "test_order_paid.py", "exec"))


def test_its_facts_are_loaded_and_it_is_found_by_its_order(story: Story) -> None:
    pk = str(row(story.order.id).pk)
    ((_, known),) = facts.load("order_paid", [(pk, None)]).items()
    assert known.number == story.order.number
    assert global_id_of("order_paid", pk) == story.order.id
    assert f"order_paid:{pk}" in list(ShopperSubjects(orders=(pk,)).keys())
