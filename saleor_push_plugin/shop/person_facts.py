"""Keeps the facts of people that segments ask for: orders, money, country, city, scores.

They are made of Saleor's tables by one statement, for everybody once a day and for whoever was
reported as stale within seconds. Whoever changes what they are made of reports the people; those
of changed orders are found here.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from ..core.event import Event
from ..core.order_status import NOT_BOUGHT
from ..core.person import GUEST, USER
from ..core.sql_files import statements
from ..models import Cursor, PersonFacts, StalePerson
from .time_zone_countries import zones_and_countries

# People whose facts are made in one statement when they were reported, and statements in a run.
BATCH, MOST_BATCHES = 2000, 50
# Orders that changed so short a time ago are looked for with every run, which beat starts every 20
# seconds: so the hooks of orders need no statement more. The sweep finds what was written later.
JUST_CHANGED = timedelta(seconds=50)
REBUILT, EVERY = "person_facts", timedelta(days=1)
# Later than every moment: what is known now.
NOW = "infinity"
COLUMNS = [field.attname for field in PersonFacts._meta.concrete_fields]

_SQL = statements(__package__, "person_facts.sql")
_LOCK, _FOLD = "saleor_push_plugin.person_facts", "saleor_push_plugin.person_facts.fold"
_SCORES = _SQL["scores"].format(
    recency="c.last_at", frequency="c.orders", money="(n.net ->> l.currency)::numeric"
)
_STORED_SCORES = _SQL["scores"].format(
    recency="f.last_order_at", frequency="f.orders", money="(f.net ->> f.currency)::numeric"
)


def everybody() -> str:
    """Return the query of everybody's facts; its parameters: `parameters`."""
    return _SQL["facts"].format(people=_SQL["everybody"], scores=_SCORES)


def parameters(at: datetime | str = NOW) -> dict[str, Any]:
    """Return the parameters of `everybody` for the facts at a moment."""
    zones, countries = zones_and_countries()
    not_bought = [status.value for status in NOT_BOUGHT]
    texts = {"at": at, "user": USER, "guest": GUEST, "not_bought": not_bought}
    return {**texts, "zones": zones, "countries": countries}


def mark(persons: Iterable[str]) -> None:
    """Report people (keys) whose facts may have changed."""
    StalePerson.objects.bulk_create([StalePerson(person=person) for person in sorted(set(persons))])


def mark_changed_orders(since: datetime, until: datetime) -> list[Event]:
    """Report the people of orders that changed in [since, until); returns no events.

    Saleor moves `updated_at` whenever it saves an order.
    """
    changed = "o.updated_at >= %(since)s AND o.updated_at < %(until)s"
    _run(_SQL["mark_buyers"].format(orders=changed), {"since": since, "until": until})
    return []


def forget(persons: Collection[str]) -> None:
    """Delete the facts of people (keys), in a transaction, and what was reported of them."""
    _run("SELECT pg_advisory_xact_lock_shared(hashtextextended(%(fold)s, 0))", {"fold": _FOLD})
    PersonFacts.objects.filter(person__in=persons).delete()
    StalePerson.objects.filter(person__in=persons).delete()


def refresh(now: datetime) -> int:
    """Make anew what was reported, or everything if that was a day ago; returns how many people.

    Does nothing while another worker does it.
    """
    if _is_due(now):
        total = rebuild(now)
        # Whoever was erased while everything was read.
        _run(_SQL["forget_gone"].format(people=_SQL["everybody"]), parameters())
        return total
    mark_changed_orders(now - JUST_CHANGED, now)
    total = 0
    for _ in range(MOST_BATCHES):
        if not (persons := _fold()):
            break
        total += persons
    return total


@transaction.atomic
def rebuild(now: datetime) -> int:
    """Make the facts of everybody anew, and the bounds of the scores; returns how many people."""
    if not _lock():
        return 0
    values = parameters()
    _run(_store(everybody()), values)
    _run(_SQL["forget_gone"].format(people=_SQL["everybody"]), values)
    _run(_SQL["forget_bounds"], {})
    _run(_SQL["store_bounds"], {})
    _run(_SQL["score"].format(scores=_STORED_SCORES), {})
    Cursor.objects.update_or_create(name=REBUILT, defaults={"since": now, "at": now})
    return PersonFacts.objects.count()


def _is_due(now: datetime) -> bool:
    return not Cursor.objects.filter(name=REBUILT, at__gt=now - EVERY).exists()


@transaction.atomic
def _fold() -> int:
    """Make the facts of a batch of reported people anew; how many.

    Nobody is erased meanwhile, so that what was read before does not come back.
    """
    if not _lock():
        return 0
    _run("SELECT pg_advisory_xact_lock(hashtextextended(%(fold)s, 0))", {"fold": _FOLD})
    persons = _take_stale()
    if persons:
        values = {**parameters(), "persons": persons, **_ids(persons)}
        some = _SQL["some"]
        _run(_store(_SQL["facts"].format(people=some, scores=_SCORES)), values)
        _run(_SQL["forget_gone_of"].format(people=some), values)
    return len(persons)


def _take_stale() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_SQL["take_stale"], {"most": BATCH})
        return [row[0] for row in cursor.fetchall()]


def _ids(persons: Collection[str]) -> dict[str, list[int]]:
    """Return the ids in keys of people."""
    return {
        name: [int(key[1:]) for key in persons if key.startswith(letter)]
        for name, letter in (("users", USER), ("guests", GUEST))
    }


def _store(facts: str) -> str:
    return _SQL["store"].format(
        facts=facts,
        columns=", ".join(COLUMNS),
        stored=", ".join(f"stored.{name}" for name in COLUMNS),
        excluded=", ".join(f"excluded.{name}" for name in COLUMNS),
    )


def _lock() -> bool:
    """Let nobody else make facts until the transaction ends; False if somebody does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [_LOCK])
        return bool(cursor.fetchone()[0])


def _run(statement: str, values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"user": USER, "guest": GUEST, **values})
