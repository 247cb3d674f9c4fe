"""Orders while one fact is told to a million browsers, by one worker that does everything.

The price of a shirt falls that all of them wait for. Web server, worker (two processes), beat,
PostgreSQL, Redis and both push services share the machine: one only counts what the crowd gets,
the other is that of a hundred shoppers who order meanwhile. Over when all of them were told.
"""

import os
import ssl
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from benchmarks import latency
from benchmarks.browsers import waiting
from benchmarks.database import Database
from benchmarks.hooks import NotMeasuredError
from benchmarks.places import SANDBOX, Place, chosen, opened
from benchmarks.sender import sink
from benchmarks.shoppers import arrive
from tools.say import say

CROWD = int(os.environ.get("CROWD") or 1_000_000)
ORDERS = 100
# Beat looks for fallen prices once a minute.
PATIENCE = 150

_VARIANT = """
    SELECT v.id, c.slug FROM product_productvariant v
    JOIN product_productvariantchannellisting l ON l.variant_id = v.id
    JOIN channel_channel c ON c.id = l.channel_id
    WHERE c.slug = '{channel}' ORDER BY v.id LIMIT 1
"""


def run() -> dict[str, object]:
    """Measures, prints tables, gives the values of the closing line."""
    host = os.environ.get("HOSTS") or SANDBOX
    with sink(0) as (origin, ca):
        settings = {"SSL_CERT_FILE": ca}
        with opened(chosen([host])[0], services=[origin], settings=settings) as place:
            return {"host": host, "browsers": CROWD, **_measure(place, origin, ca)}


def _measure(place: Place, origin: str, ca: str) -> dict[str, object]:
    shoppers = list(arrive(place, ORDERS))
    place.live.shop.configure_push(quiet_hours="")
    with Database(place.url) as database:
        _gather(database, origin, place.live.shop.catalogue.channel.slug)
        place.live.start()
        _wait_for_the_crowd(database)
        sent, since = _counted(origin, ca), time.monotonic()
        for shopper in shoppers:
            shopper.order()
        rate = (_counted(origin, ca) - sent) / (time.monotonic() - since)
        if rate == 0:
            raise NotMeasuredError("the crowd was told before the orders were placed")
        say(f"  {ORDERS} orders placed while {rate:,.0f} others a second were told")
        found = latency.told(place, shoppers)
        planned = _planned(database)
    memory = max(_most_memory(place))
    say(f"  worker's largest process: {memory:.0f} MB; planned so far: {planned:,}")
    return {**found, "told_per_second": round(rate), "worker_mb": round(memory)}


def _gather(database: Database, origin: str, channel: str) -> None:
    say(f"  {CROWD:,} browsers that wait for a lower price")
    [(variant, slug)] = database.rows(_VARIANT.format(channel=channel))
    for statement, values in waiting(CROWD, origin, variant=variant, channel=slug):
        database.run(statement, values)
    database.tidy()


def _wait_for_the_crowd(database: Database) -> None:
    """Until its first rows are there."""
    deadline = time.monotonic() + PATIENCE
    while not _planned(database):
        if time.monotonic() > deadline:
            raise NotMeasuredError("nobody was told of the lower price")
        time.sleep(0.5)


def _planned(database: Database) -> int:
    rows = database.rows("SELECT max(id) FROM saleor_push_plugin_notification")
    return int(rows[0][0] or 0)


def _counted(origin: str, ca: str) -> int:
    with urllib.request.urlopen(
        origin, timeout=10, context=ssl.create_default_context(cafile=ca)
    ) as answer:
        return int(answer.read())


def _most_memory(place: Place) -> Iterator[float]:
    """The most that each process of the worker has held, in MB."""
    session = str(place.live.worker.pid)
    for status in Path("/proc").glob("[0-9]*/status"):
        fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
        if fields.get("NSsid", "").split()[-1:] == [session]:
            yield int(fields["VmHWM"].split()[0]) / 1024
