"""Conditions are found by hash tables of many people, and not by lists that each goes through."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from saleor_push_plugin import outbox
from saleor_push_plugin.campaigns import freezing, upkeep
from saleor_push_plugin.core.event import JOINED, Event
from saleor_push_plugin.models import Notification, PersonFacts
from saleor_push_plugin.segments import counting
from saleor_push_plugin.shop import config
from tests.hosts.shop import Shop

from .campaigning import scheduled, state

NOW = timezone.now()
# More than PostgreSQL hashes in the least memory that it can be given.
MANY = 5000
NEVER_SHOWN = {"engagement": {"kind": "SHOWN", "times": {"eq": 0}}}
SHOWN = {"engagement": {"kind": "SHOWN", "times": {"range": {"gte": 1}}}}


@pytest.fixture
def many(push: Shop) -> None:
    """People who were shown a push each, and next to no memory for a query."""
    event = outbox.record_planned(Event(kind=JOINED, subject="1", at=NOW), NOW, channel="")
    keys = [f"s{number}" for number in range(1, MANY + 1)]
    PersonFacts.objects.bulk_create([PersonFacts(person=key) for key in keys])
    moments = {"due_at": NOW, "expires_at": NOW, "created_at": NOW, "sent_at": NOW, "shown_at": NOW}
    Notification.objects.bulk_create(
        Notification(
            key=key, event_id=event, person=key, scenario="x", state="sent", bulk=True, **moments
        )
        for key in keys
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE saleor_push_plugin_notification, saleor_push_plugin_personfacts")
        cursor.execute("SET LOCAL work_mem = '64kB'; SET LOCAL jit = on")


@contextmanager
def planned() -> Iterator[list[str]]:
    """The plans of what is asked of facts and notifications meanwhile."""
    plans: list[str] = []

    def explain(run: Any, statement: str, values: Any, *rest: Any) -> Any:
        if (
            "saleor_push_plugin_personfacts f" in statement
            and "saleor_push_plugin_notif" in statement
        ):
            with connection.connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN {statement}", values)
                plan = "\n".join(row[0] for row in cursor.fetchall())
                cursor.execute("SHOW jit")
                plans.append(f"{plan}\njit = {cursor.fetchone()[0]}")
        return run(statement, values, *rest)

    with connection.execute_wrapper(explain):
        yield plans


def freeze(where: dict[str, Any]) -> None:
    campaign = scheduled(NOW, where=where, now=NOW - timedelta(hours=1))
    upkeep.freeze(config.load(), lambda: NOW, 60)
    assert state(campaign) == "sending"


WAYS: dict[str, Callable[[dict[str, Any]], object]] = {
    "count": lambda where: counting.count(where, NOW),
    "reach": lambda where: counting.reach(where, config.load(), NOW),
    "freeze": freeze,
}


@pytest.mark.parametrize("where", [NEVER_SHOWN, SHOWN], ids=["never", "ever"])
@pytest.mark.parametrize("way", list(WAYS))
def test_it_is_found_by_a_hash_table(many: None, way: str, where: dict[str, Any]) -> None:
    with planned() as plans:
        WAYS[way](where)
    (plan,) = plans
    assert "hashed SubPlan" in plan
    # Fifty thousand people were not counted in five seconds, most of which went into compiling.
    assert plan.endswith("jit = off")


def test_a_slice_that_takes_too_long_pauses_its_campaign(
    push: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    statement = (
        freezing._SQL["freeze"]
        .replace("WITH people", "WITH slow AS MATERIALIZED (SELECT pg_sleep(2)), people")
        .replace("FROM planned", "FROM planned, slow")
    )
    monkeypatch.setitem(freezing._SQL, "freeze", statement)
    monkeypatch.setattr(freezing, "LONGEST", 100)
    campaign = scheduled(NOW, now=NOW - timedelta(hours=1))
    upkeep.freeze(config.load(), lambda: NOW, 60)
    assert (state(campaign), campaign.problem) == ("paused", "audience_unreadable")
