"""Folding and reports in one process: `python -m benchmarks.results_inside RECEIPTS ROWS`.

Puts RECEIPTS deltas, each its own row as a receipt makes it, and about ROWS rows of sums, two years
if ROWS is two million.
Prints {"folded": deltas a second, "rows", "events", "credits": how many there are, "by_day", …: s,
"memory": MB}.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import timedelta

import django
from django.db import connection

SCENARIOS, GROUPS, KINDS = 20, 12, 11

_GROUPS = """
    INSERT INTO saleor_push_plugin_resultgroup (channel, language, platform, service)
    SELECT 'channel-' || g % 2, (ARRAY['de', 'en', 'pl'])[1 + g % 3], 'p' || g % 4, 'chromium'
    FROM generate_series(1, {groups}) g
"""
_DELTAS = """
    INSERT INTO saleor_push_plugin_resultdelta
        (day, scenario, campaign_id, experiment_id, arm, group_id, kind, n)
    SELECT current_date - (n % 2), 'scenario' || n % {scenarios}, 0, 0, 0, 1 + n / 7 % {groups},
        (ARRAY['shown', 'clicked', 'dismissed'])[1 + n % 3], 1
    FROM generate_series(1, {receipts}) n
"""
_SUMS = """
    INSERT INTO saleor_push_plugin_result
        (day, scenario, campaign_id, experiment_id, arm, group_id, kind, n)
    SELECT current_date - 3 - d, 'scenario' || s, 0, 0, 0, g,
        (ARRAY['planned', 'accepted', 'shown', 'clicked', 'dismissed',
        'unsubscribed', 'gone', 'took04', 'took06', 'took08', 'took10'])[k], 50
    FROM generate_series(0, {days} - 1) d, generate_series(1, {scenarios}) s,
        generate_series(1, {groups}) g, generate_series(1, {kinds}) k
"""
_CREDITS = """
    INSERT INTO saleor_push_plugin_ordercredit (order_id, via, notification_id, day, age, click_age,
        channel, currency, gross, paid_back, scenario, campaign_id, experiment_id, arm, group_id)
    SELECT gen_random_uuid(), (ARRAY['clicked', 'shown'])[1 + n % 2], n, current_date - n % {days},
        n % 600000, NULL, 'main', 'EUR', 40, n % 3, 'scenario' || n % {scenarios},
        0, 0, 0, 1 + n % {groups}
    FROM generate_series(1, {rows} / 10) n
"""


def main() -> None:
    receipts, rows = int(sys.argv[1]), int(sys.argv[2])
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from saleor_push_plugin.shop.connections import writer

    with writer():
        sys.stdout.write(json.dumps(_measured(receipts, rows)) + "\n")


def _measured(receipts: int, rows: int) -> dict[str, float]:
    from saleor_push_plugin.models import OrderCredit, Result
    from saleor_push_plugin.results import folding

    sizes = {"receipts": receipts, "rows": rows, "groups": GROUPS, "kinds": KINDS}
    sizes |= {"scenarios": SCENARIOS, "days": max(1, rows // (SCENARIOS * GROUPS * KINDS))}
    _put(_GROUPS, sizes)
    _put(_SUMS, sizes)
    _put(_CREDITS, sizes)
    _put(_DELTAS, sizes)
    seconds = _timed(lambda: [None for _ in iter(folding.fold, 0)])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return {
        "folded": receipts / seconds,
        "rows": Result.objects.count(),
        "events": receipts + 50 * sizes["days"] * SCENARIOS * GROUPS * KINDS,
        "credits": OrderCredit.objects.count(),
        **_reports(),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _put(statement: str, sizes: dict[str, int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement.format(**sizes))


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _reports() -> dict[str, float]:
    """Each the faster of two: the second finds its pages in memory, as a page that is looked at."""
    from django.utils import timezone

    from saleor_push_plugin.results import queries
    from saleor_push_plugin.results.queries import By, Wanted

    today = timezone.now().date()
    wanted = Wanted(since=today - timedelta(days=89), until=today)
    ways = {
        "by_day": [By.DAY],
        "by_scenario_and_channel": [By.SCENARIO, By.CHANNEL],
        "everything": [By.DAY, By.SCENARIO, By.CHANNEL, By.LANGUAGE, By.PLATFORM],
    }
    return {
        name: min(_timed(lambda by=by: queries.rows(wanted, by)) for _ in range(2))
        for name, by in ways.items()
    }


if __name__ == "__main__":
    main()
