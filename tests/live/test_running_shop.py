"""What only shows when web server, worker, beat and broker are programs of their own."""

import time
from collections.abc import Callable

import psycopg

from saleor_push_plugin.outbox.claiming import LEASE
from sandbox.browsers.subscriber import Subscriber
from sandbox.live import LiveShop
from sandbox.pushservice import PushService
from tests.hosts.refs import CheckoutRef

Guest = Callable[[CheckoutRef], Subscriber]
# Who waits for a broker that is away waits longer, 0.6 s at least: Celery tries again after 0.2 s
# and after 0.4 s more. Without its tries it is a connection's own, which take seconds.
WAITS = 0.5


def ready_checkout(live: LiveShop) -> CheckoutRef:
    checkout = live.shop.new_checkout()
    live.shop.choose_delivery(checkout)
    return checkout


def seconds_to_finish(live: LiveShop, checkout: CheckoutRef, *, push: bool) -> float:
    """How long a shopper waits for the shop's answer, with the plugin sending or not."""
    live.shop.configure_push(send=push)
    started = time.monotonic()
    live.shop.finish(checkout)
    return time.monotonic() - started


def quickest_without_broker(live: LiveShop, checkouts: list[CheckoutRef]) -> tuple[float, float]:
    """With the plugin and without: in turns, so that what else the machine does hits both."""
    others = [ready_checkout(live) for _ in checkouts]
    live.broker.stop()
    try:
        pairs = [
            (
                seconds_to_finish(live, checkout, push=True),
                seconds_to_finish(live, other, push=False),
            )
            for checkout, other in zip(checkouts, others, strict=True)
        ]
    finally:
        live.shop.configure_push(send=True)
        live.broker.start()
    ours, saleors_own = zip(*pairs, strict=True)
    return min(ours), min(saleors_own)


def test_an_order_is_shown_within_seconds(live_shop: LiveShop, guest: Guest) -> None:
    checkout = ready_checkout(live_shop)
    browser = guest(checkout)
    order = live_shop.shop.finish(checkout)
    (shown,) = browser.wait_for(1, timeout=10)
    assert order.number in shown.title


def test_without_a_broker_the_order_is_placed_and_shown_once_it_is_back(
    live_shop: LiveShop, guest: Guest
) -> None:
    checkouts = [ready_checkout(live_shop) for _ in range(5)]
    browsers = [guest(checkout) for checkout in checkouts]
    # Saleor's own tasks may wait for the broker: what counts is how long ours make it wait more.
    with_ours, saleors_own = quickest_without_broker(live_shop, checkouts)
    for browser in browsers:
        # Worker and beat try to reach the broker again after up to half a minute.
        browser.wait_for(1, timeout=45)
    # A repeat would come with the next look of the beat task.
    time.sleep(12)
    assert [len(browser.received) for browser in browsers] == [1] * 5
    assert with_ours < saleors_own + WAITS


def test_a_worker_killed_while_sending_loses_nothing_and_shows_nothing_twice(
    live_shop: LiveShop, guest: Guest, push_service: PushService
) -> None:
    checkouts = [ready_checkout(live_shop) for _ in range(5)]
    browsers = [guest(checkout) for checkout in checkouts]
    push_service.answer(delay=2.0, times=5)
    for checkout in checkouts:
        live_shop.shop.finish(checkout)
    time.sleep(0.5)
    live_shop.worker.kill()
    push_service.answer_normally()
    live_shop.worker.start()
    for browser in browsers:
        # What was claimed and not yet posted is given back when its lease is over.
        browser.wait_for(1, timeout=LEASE.total_seconds() + 30)
        assert len(browser.on_screen()) == 1


# Of ours: whatever else the shop does in long transactions is its own business.
OPEN = """
    SELECT a.query FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid
    WHERE l.relation = 'saleor_push_plugin_notification'::regclass
        AND a.datname = current_database() AND a.state = 'idle in transaction'
        AND a.xact_start < clock_timestamp() - interval '2 s'
"""
SENDING = """
    SELECT count(*) FROM saleor_push_plugin_notification n
    JOIN saleor_push_plugin_subscription s ON s.id = n.subscription_id
    WHERE s.endpoint = %s AND n.state = 'sending'
"""


def test_nothing_is_sent_inside_a_database_transaction(
    live_shop: LiveShop, guest: Guest, push_service: PushService
) -> None:
    checkout = ready_checkout(live_shop)
    browser = guest(checkout)
    push_service.answer(delay=14.0, token=browser.token)
    live_shop.shop.finish(checkout)
    with psycopg.connect(live_shop.database_url, autocommit=True) as database:

        def is_on_its_way() -> bool:
            return database.execute(SENDING, [browser.endpoint]).fetchall() == [(1,)]

        deadline = time.monotonic() + 15
        while not is_on_its_way() and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(3.0)
        assert database.execute(OPEN).fetchall() == []
        # What was looked at is a push that waits for its answer.
        assert is_on_its_way()
    push_service.answer_normally()
    browser.wait_for(1, timeout=20)
