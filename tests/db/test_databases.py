"""The test database: whoever commits to it leaves nothing behind."""

import pytest

from saleor_push_plugin.models import Event
from tests.hosts.shop import Shop


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_test_that_commits_finds_the_shop_as_it_was(shop: Shop, turn: str) -> None:
    assert not Event.objects.exists()
    shop.configure_push(active=True, send=False)
    order = shop.place_order()
    assert order.number
    Event.objects.create(key=turn, kind="order_created", subject=order.id, at="2026-03-02T12:00Z")
