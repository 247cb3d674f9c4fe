"""A worker that begins at a given moment: `python -m benchmarks.worker_inside START ORIGIN`.

Prints when nothing was left (seconds since the epoch).
"""

import sys
import time

import django


def main() -> None:
    django.setup()
    from benchmarks.crowd_inside import pump
    from saleor_push_plugin.models import Notification
    from saleor_push_plugin.shop.connections import writer

    with writer():
        Notification.objects.exists()
        time.sleep(max(0.0, float(sys.argv[1]) - time.time()))
        pump()
    sys.stdout.write(f"{time.time()}\n")


if __name__ == "__main__":
    main()
