"""The same with Celery's other pools, and with another broker."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox import rabbitmq
from sandbox.browsers.subscriber import Subscriber
from sandbox.live import LiveShop
from tests.hosts.refs import CheckoutRef

from .test_running_shop import ready_checkout

Guest = Callable[[CheckoutRef], Subscriber]


def order_and_be_told(live: LiveShop, guest: Guest) -> None:
    for _ in range(3):
        checkout = ready_checkout(live)
        browser = guest(checkout)
        order = live.shop.finish(checkout)
        (shown,) = browser.wait_for(1, timeout=20)
        assert order.number in shown.title


@pytest.mark.parametrize("pool", ["solo", "threads"])
def test_any_pool_of_celerys_will_do(live_shop: LiveShop, guest: Guest, pool: str) -> None:
    with live_shop.otherwise("-P", pool):
        order_and_be_told(live_shop, guest)


@pytest.mark.skipif(not rabbitmq.is_there(), reason="no RabbitMQ on this machine")
def test_rabbitmq_will_do(live_shop: LiveShop, guest: Guest, tmp_path: Path) -> None:
    with rabbitmq.rabbitmq(tmp_path) as url, live_shop.otherwise(CELERY_BROKER_URL=url):
        order_and_be_told(live_shop, guest)
