"""Sweeps, timed inside the shop's own Python, and how the database went about them.

Run as a module with the shop's settings. Prints JSON: milliseconds of each sweep, what was found,
which of Saleor's larger tables were read from end to end, and milliseconds of the comparison of
watched variants alone: looked up one by one and joined, in turns, with equal answers.
"""

import json
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

# A table this small is read whole whatever indexes it has.
SMALL = 1000
OURS = "saleor_push_plugin_"


def main(looks: int) -> None:
    import django

    django.setup()
    from saleor.core.db.connection import allow_writer

    with allow_writer():
        _finish_the_night()
        pairs = [_compare() for _ in range(looks)]
        times, found, statements = zip(*(_look() for _ in range(looks)), strict=True)
        scanned = sorted(set(_scanned(statements[0])))
    told = {
        "ms": times,
        "events": found,
        "queries": len(statements[0]),
        "scanned": scanned,
        "one_by_one_ms": [one for one, _ in pairs],
        "joined_ms": [joined for _, joined in pairs],
    }
    sys.stdout.write(json.dumps(told) + "\n")


def _finish_the_night() -> None:
    """Note all prices, as once a night: it is no part of what every sweep costs."""
    from django.utils import timezone

    from saleor_push_plugin.models import PriceRound
    from saleor_push_plugin.shop.sweeps import published_prices

    now = timezone.now()
    published_prices.look(now)
    while PriceRound.objects.filter(is_done=False).exists():
        published_prices.look(now)


def _compare() -> tuple[float, float]:
    """Milliseconds of both ways to compare. What they find is undone."""
    from django.utils import timezone

    from saleor_push_plugin.shop.sweeps import price_and_stock_changes as changes

    now = timezone.now()
    one_by_one, found = _timed(changes.all_pages(), now)
    joined, alike = _timed(changes.pages(now), now)
    if found != alike:
        raise AssertionError(f"{len(found)} changes one by one, {len(alike)} joined")
    return one_by_one, joined


def _timed(pages: Iterator[Any], now: datetime) -> tuple[float, set[tuple[str, str]]]:
    from django.db import transaction

    from saleor_push_plugin.shop.sweeps import price_and_stock_changes as changes

    with transaction.atomic():
        began = time.perf_counter()
        events = [event for page in pages for event in changes.changed(page, now)]
        taken = (time.perf_counter() - began) * 1000
        transaction.set_rollback(True)
    return taken, {(event.kind, event.subject) for event in events}


def _look() -> tuple[float, int, list[tuple[str, Any]]]:
    from django.db import connection
    from django.utils import timezone

    from saleor_push_plugin.delivery import sweep_runner
    from saleor_push_plugin.shop import config

    asked: list[tuple[str, Any]] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        began = time.perf_counter()
        found = sweep_runner.sweep(config.load(), now=timezone.now())
    return (time.perf_counter() - began) * 1000, len(found), asked


def _scanned(statements: list[tuple[str, Any]]) -> Iterator[str]:
    """Saleor's own tables that a plan reads from end to end, small ones aside."""
    from django.db import connection

    sizes = _sizes()
    with connection.cursor() as cursor:
        for sql, params in statements:
            if sql.lstrip().split()[0] in {"SELECT", "WITH", "UPDATE", "DELETE", "INSERT"}:
                cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
                (answer,) = cursor.fetchone()
                plan = json.loads(answer) if isinstance(answer, str) else answer
                for table in _sequential(plan[0]["Plan"]):
                    if not table.startswith(OURS) and sizes.get(table, 0) > SMALL:
                        yield table


def _sizes() -> dict[str, int]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, reltuples::bigint FROM pg_class WHERE relkind = 'r'")
        return dict(cursor.fetchall())


def _sequential(plan: dict[str, Any]) -> Iterator[str]:
    if plan["Node Type"].endswith("Seq Scan"):
        yield plan["Relation Name"]
    for below in plan.get("Plans", ()):
        yield from _sequential(below)


if __name__ == "__main__":
    main(int(sys.argv[1]))
