"""One hook, timed inside the shop's own Python: what it adds, without the noise of a request.

Run as a module with the shop's settings, after orders were placed. Prints as JSON, for every call,
how many milliseconds the request waits, and how many the processor works until the broker has the
message, which another thread sends.
"""

import json
import sys
import time
from typing import Any

CALLS = 300


def main() -> None:
    import django

    django.setup()
    from saleor.core.db.connection import allow_writer
    from saleor.order.models import Order

    with allow_writer():
        orders = list(Order.objects.select_related("channel").order_by("-created_at")[:CALLS])
        sys.stdout.write(json.dumps([_milliseconds(order) for order in orders]) + "\n")


def _milliseconds(order: Any) -> tuple[float, float]:
    """As Saleor calls it after the commit, for an order the plugin has not heard of."""
    from saleor.plugins.manager import get_plugins_manager

    from saleor_push_plugin import enqueue
    from saleor_push_plugin.models import Event

    Event.objects.filter(subject=str(order.pk)).delete()
    # The manager would ask Saleor's own plugins, too.
    plugin = get_plugins_manager(allow_replica=False).get_plugin("saleor.push", order.channel.slug)
    enqueue.wait_until_idle()
    worked, began = time.process_time(), time.perf_counter()
    plugin.order_created(order, None)
    waited = time.perf_counter() - began
    enqueue.wait_until_idle()
    return waited * 1000, (time.process_time() - worked) * 1000


if __name__ == "__main__":
    main()
