"""No query reads a whole table: each has its index."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from saleor_push_plugin import outbox
from saleor_push_plugin.models import (
    Campaign,
    CampaignRecipient,
    Event,
    Lane,
    Notification,
    Subscription,
)
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver, Look
from .waiting import Waiting

Browsers = Callable[..., Browser]
# Ours that grow with the shop. Of Saleor's own the sweeps' benchmark counts what is read whole.
BIG = re.compile(
    "saleor_push_plugin_(?:subscription|notification|event|watch|guestcheckout|productview|personalvoucher)"
)
# The one that a test has filled.
BIG_HERE = re.compile("saleor_push_plugin_notification")
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


# What PostgreSQL knows of the few rows of a test must not make it read them all.
A_MILLION_OF_EACH = """
    WITH big AS (UPDATE pg_class SET reltuples = 1000000, relpages = 1
        WHERE relkind = 'r' AND relname ~ %s RETURNING oid)
    DELETE FROM pg_statistic WHERE starelid IN (SELECT oid FROM big)"""


def read_from_end_to_end(asked: set[str]) -> dict[str, list[str]]:
    """Tables that have to be read whole: no index leads to what is asked for. By question."""
    scans = {}
    with connections["default"].cursor() as cursor:
        # By name: the catalogues are shared with the databases of other runs.
        cursor.execute(f"ANALYZE {', '.join(connections['default'].introspection.table_names())}")
        cursor.execute(A_MILLION_OF_EACH, [f"^(?:{BIG.pattern})$"])
        for way in ("seqscan", "hashjoin", "mergejoin"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        for question in asked:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {question.replace('%', '%%')}", [])
            ((plans,),) = cursor.fetchall()
            if found := list(_scanned(plans[0]["Plan"])):
                scans[question] = found
    return scans


def _scanned(node: dict[str, Any], big: re.Pattern[str] = BIG) -> Iterator[str]:
    parts = node.get("Plans", [])
    if node["Node Type"] == "Limit" and not any(map(_sorts, parts)):
        return  # what comes first of an index
    table, index = node.get("Relation Name", ""), node.get("Index Name")
    whole = index not in {None, *SHORT} and "Index Cond" not in node
    if big.fullmatch(table) and (whole or node["Node Type"] == "Seq Scan"):
        yield f"{node['Node Type']} on {table} by {index}"
    for part in parts:
        yield from _scanned(part, big)


def _sorts(node: dict[str, Any]) -> bool:
    """Whether all has to be read before the first is known."""
    here = node["Node Type"] in {"Sort", "Incremental Sort", "Aggregate", "Seq Scan"}
    return here or any(map(_sorts, node.get("Plans", [])))


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


def test_whose_turn_it_is_is_found_without_reading_whole_tables(
    push: Shop, browser: Browsers, look: Look, deliver: Deliver
) -> None:
    waiting = Waiting(push, look, deliver)
    waiting.has(0)
    for each in (browser(), browser()):
        waiting.stock(each)
    push.configure_push(quiet_hours="00:00-23:59")
    waiting.has(1)
    waiting.look()
    waiting.passed += timedelta(hours=2)
    with every_question() as asked:
        assert waiting.look() == 0
    turns = {question for question in asked if question.startswith("WITH p AS")}
    assert len(turns) == 1
    assert read_from_end_to_end(turns) == {}


def test_a_claim_reads_what_it_claims_and_not_all_that_waits(push: Shop, browser: Browsers) -> None:
    browser(push.register())
    wait_for_sending(20_000)
    with every_question() as asked:
        assert len(outbox.claim(timezone.now(), limit=500)) == 500
    (claim,) = (question for question in asked if "FOR UPDATE SKIP LOCKED" in question)
    with connections["default"].cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {claim.replace('%', '%%')}", [])
        ((plans,),) = cursor.fetchall()
    assert list(_scanned(plans[0]["Plan"], BIG_HERE)) == []


def wait_for_sending(number: int) -> None:
    now = timezone.now()
    shared = {
        "event": Event.objects.create(key="x", kind="x", subject="x", at=now, planned_at=now),
        "subscription": Subscription.objects.get(),
        "lane": Lane.objects.create(bulk=True, channel="channel-eur", origin="https://x.example"),
        "bulk": True,
        **dict.fromkeys(("due_at", "expires_at", "created_at"), now),
    }
    rows = (Notification(key=f"x/{n}", scenario="x", **shared) for n in range(number))
    Notification.objects.bulk_create(rows, batch_size=5000)
    with connections["default"].cursor() as cursor:
        cursor.execute("ANALYZE saleor_push_plugin_notification")


def test_a_persons_campaigns_are_found_without_reading_all_recipients(shop: Shop) -> None:
    campaign = Campaign.objects.create(
        name="x", language="en", state="sending", created_at=timezone.now()
    )
    rows = (CampaignRecipient(campaign=campaign, person=f"u{n}") for n in range(2000))
    CampaignRecipient.objects.bulk_create(rows)
    with every_question() as asked:
        assert len(CampaignRecipient.of(["u7", "u8"])) == 2
    (question,) = (each for each in asked if "campaignrecipient" in each)
    with connections["default"].cursor() as cursor:
        cursor.execute("ANALYZE saleor_push_plugin_campaignrecipient")
        cursor.execute(f"EXPLAIN (FORMAT JSON) {question}")
        ((plans,),) = cursor.fetchall()
    recipients = re.compile("saleor_push_plugin_campaignrecipient")
    assert list(_scanned(plans[0]["Plan"], recipients)) == []
