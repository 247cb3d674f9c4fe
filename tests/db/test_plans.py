"""However many there are, nothing is found by reading all of them: every question has its index."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.models import Subscription
from tests.hosts.opening import host_name
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver, Look, ask
from .test_browse_abandoned import VIEWED
from .waiting import Waiting

Browsers = Callable[..., Browser]
HOUR = timedelta(hours=1)
# Tables that grow with the shop; the sandbox has not all of Saleor's indexes.
OURS = "saleor_push_plugin_(?:subscription|notification|event|watch|guestcheckout|view|grant)"
SALEORS = "(?:order|checkout|account|product|warehouse)_.*"
BIG = re.compile(OURS if host_name() == "sandbox" else f"{OURS}|{SALEORS}")
# Indexes of what is under way: short, however long the table is.
SHORT = {"push_notification_leased", "push_notification_due", "push_event_unplanned"}
ASKS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


@contextmanager
def every_question() -> Iterator[set[str]]:
    """What is asked of the database meanwhile."""
    asked: set[str] = set()
    with CaptureQueriesContext(connections["default"]) as found:
        yield asked
    asked |= {q["sql"].strip() for q in found if q["sql"].strip().upper().startswith(ASKS)}


def read_from_end_to_end(asked: set[str]) -> dict[str, list[str]]:
    """Tables that even a PostgreSQL which would do anything else has to read, by question."""
    scans = {}
    with connections["default"].cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for question in asked:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {question.replace('%', '%%')}", [])
            ((plans,),) = cursor.fetchall()
            if found := list(_scanned(plans[0]["Plan"])):
                scans[question] = found
    return scans


def _scanned(node: dict[str, Any]) -> Iterator[str]:
    if node["Node Type"] == "Limit":
        return  # what comes first of an index
    table, index = node.get("Relation Name", ""), node.get("Index Name")
    if BIG.fullmatch(table) and (
        node["Node Type"] == "Seq Scan"
        or (index not in {None, *SHORT} and "Index Cond" not in node)
    ):
        yield f"{node['Node Type']} on {table} by {index}"
    for part in node.get("Plans", []):
        yield from _scanned(part)


def test_an_order_is_told_without_reading_whole_tables(
    push: Shop, browser: Browsers, deliver: Deliver
) -> None:
    ada, checkout = push.register(), push.new_checkout()
    phone, guest = browser(ada), browser()
    guest.use(checkout)
    with every_question() as asked:
        push.place_order(customer=ada)
        push.complete(checkout)
        deliver(timezone.now())
    assert [len(one.texts) for one in (phone, guest)] == [1, 1]
    ours = {question for question in asked if "saleor_push_plugin" in question}
    assert read_from_end_to_end(ours) == {}


def test_interest_is_told_without_reading_whole_tables(
    push: Shop, browser: Browsers, look: Look, deliver: Deliver
) -> None:
    push.configure_push(quiet_hours="", scenario_order_placed=False)
    look(timezone.now())
    ada = push.register()
    waiting, phone = Waiting(push, look, deliver), browser(ada)
    Subscription.objects.update(topics=list(Topic))
    waiting.price(phone)
    product = waiting.shirt.product_id
    ask(VIEWED, endpoint=phone.subscriber.endpoint, product=product)
    push.new_checkout(customer=ada)
    waiting.costs("29.90")
    with every_question() as asked:
        for hours in range(1, 5):
            look(timezone.now() + hours * HOUR)
            deliver(timezone.now() + hours * HOUR)
    assert phone.texts
    assert read_from_end_to_end(asked) == {}
