"""The whole path in one process: `python -m benchmarks.path_inside ROWS ORIGIN`.

One order of a customer with ROWS browsers, as a campaign is one fact for many: planned rows are put
into the outbox, then claimed, asked again, said, encrypted, posted, settled, as a worker does it.
Prints {"plan": s, "wall": s, "cpu": s, "memory": bytes}.
"""

import json
import resource
import sys
import time

import django
from django.db import connection


def main() -> None:
    rows, origin = int(sys.argv[1]), sys.argv[2]
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    event_id = _order_with_a_crowd(rows, origin)
    sys.stdout.write(json.dumps(_measured(event_id)) + "\n")


def _order_with_a_crowd(rows: int, origin: str) -> int:
    """The id of an order's event, unplanned."""
    from benchmarks.browsers import subscribing
    from saleor_push_plugin.models import Event, Subscription
    from tests.hosts.opening import open_in_process

    shop = open_in_process()
    shop.configure_push(
        send=True, storefront_url="https://shop.example", contact="mailto:push@shop.example.com"
    )
    ada = shop.register()
    shop.place_order(customer=ada)
    from saleor.account.models import User

    user = User.objects.get(email=ada.email).pk
    crowd = subscribing(rows, origin, channel="channel-eur", topics=["order_updates"], user=user)
    with connection.cursor() as cursor:
        cursor.execute(*crowd)
        cursor.execute("ANALYZE")
    assert Subscription.objects.count() == rows
    event = Event.objects.filter(kind="order_created").get()
    Event.objects.exclude(id=event.id).delete()
    Event.objects.filter(id=event.id).update(planned_at=None)
    return int(event.id)


def _measured(event_id: int) -> dict[str, float]:
    from django.utils import timezone

    from saleor_push_plugin.delivery import planner, worker
    from saleor_push_plugin.models import Notification
    from saleor_push_plugin.shop import config
    from saleor_push_plugin.shop.connections import writer

    with writer():
        known, began = config.load(), time.perf_counter()
        planner.plan(event_id, known, now=timezone.now())
        plan = time.perf_counter() - began
        wall, cpu = time.perf_counter(), time.process_time()
        while worker.pump(known, now=timezone.now(), bulk=False, seconds=1.5):
            pass
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        left = Notification.objects.exclude(state="sent")
        assert not left.exists(), left.values_list("state", "reason")[:3]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"plan": plan, "wall": wall, "cpu": cpu, "memory": memory}


if __name__ == "__main__":
    main()
