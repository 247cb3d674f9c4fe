"""One fact for a crowd, in one process: `python -m benchmarks.crowd_inside plan|all ROWS ORIGIN`.

ROWS browsers wait for a shirt to cost less, and it does. Their rows are made piece by piece, and
then (all) sent, by this process alone, as a worker does it. Prints a JSON object: seconds to plan
and to send, processor seconds of sending, and the most memory held (bytes) after each.
"""

import json
import resource
import sys
import time
from typing import Any

import django
from django.db import connection


def main() -> None:
    step, rows, origin = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    gather(rows, origin, **_shop())
    told = _plan(rows) | (_send() if step == "all" else {})
    sys.stdout.write(json.dumps(told) + "\n")


def _shop() -> dict[str, Any]:
    import graphene

    from tests.hosts.opening import open_in_process

    shop = open_in_process()
    shop.configure_push(
        send=True,
        storefront_url="https://shop.example",
        contact="mailto:push@shop.example.com",
        quiet_hours="",
    )
    catalogue = shop.catalogue
    _, variant = graphene.Node.from_global_id(catalogue.variant("Linen shirt").id)
    return {"variant": int(variant), "channel": catalogue.channel.slug}


def gather(rows: int, origin: str, *, variant: int, channel: str) -> None:
    from benchmarks.browsers import waiting

    with connection.cursor() as cursor:
        for statement, values in waiting(rows, origin, variant=variant, channel=channel):
            cursor.execute(statement, values)
        cursor.execute("ANALYZE")


def _plan(rows: int) -> dict[str, float]:
    from django.utils import timezone

    from saleor_push_plugin.delivery import planner, sweep_runner
    from saleor_push_plugin.models import Notification
    from saleor_push_plugin.shop import config
    from saleor_push_plugin.shop.connections import writer

    with writer():
        known, began = config.load(), time.perf_counter()
        for event_id in sweep_runner.sweep(known, now=timezone.now()):
            planner.plan(event_id, known, now=timezone.now())
        while planner.make_rows(known, now=timezone.now()):
            pass
        taken = time.perf_counter() - began
        assert Notification.objects.count() == rows
    return {"plan": taken, "planner": _memory()}


def _send() -> dict[str, float]:
    from saleor_push_plugin.models import Notification
    from saleor_push_plugin.shop.connections import writer

    with writer():
        wall, cpu = time.perf_counter(), time.process_time()
        pump()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        left = Notification.objects.exclude(state="sent")
        assert not left.exists(), left.values_list("state", "reason")[:3]
    return {"wall": wall, "cpu": cpu, "worker": _memory()}


def pump() -> None:
    """Send what is due until there is nothing left, a slice at a time."""
    from django.utils import timezone

    from saleor_push_plugin.delivery import worker
    from saleor_push_plugin.shop import config

    known = config.load()
    while worker.pump(known, now=timezone.now(), bulk=True, seconds=1.5):
        pass


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    main()
