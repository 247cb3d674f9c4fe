"""What a sweep costs while many wait for many: at a tenth of the size, and at the whole.

A million watches of 200,000 variants, each held back by a cart, and a million carts. Nothing
changed is what almost every sweep finds; then the prices of one in a hundred fall at once. Beat and
worker are stopped, so that nobody else looks.
"""

import json
from dataclasses import dataclass
from statistics import median

from benchmarks import warehouse
from benchmarks.database import Database
from benchmarks.hooks import NotMeasuredError
from benchmarks.places import Place
from benchmarks.rounds import Effort
from benchmarks.shoppers import subscribe, switch_on, vapid_key
from sandbox.browsers.subscriber import Subscriber
from tools.say import say

VARIANTS, WATCHERS = 200_000, 5
BROWSERS = 50_000
LOOKS = 5
TENTH = VARIANTS // 10


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Milliseconds of a sweep that finds nothing, and of one that finds `changed` events."""

    variants: int
    still: float
    busy: float
    changed: int
    queries: int


def run(place: Place, _effort: Effort) -> dict[str, object]:
    """Measures, prints a table, gives the values of the closing line."""
    _get_ready(place)
    with Database(place.url) as database:
        database.multiply("subscription", BROWSERS)
        small = _measure(place, database, 1, TENTH)
        large = _measure(place, database, TENTH + 1, VARIANTS)
        watches = database.count("watch")
    _table(small, large)
    return {
        "watches": watches,
        "variants": VARIANTS,
        "still_ms": f"{large.still:.0f}",
        "changed_ms": f"{large.busy:.0f}",
        "per_variant_us": f"{large.still / VARIANTS * 1000:.1f}",
        "against_a_tenth": f"{large.still / small.still:.1f}",
        "sequential_scans": 0,
    }


def _get_ready(place: Place) -> None:
    switch_on(place.live.shop)
    subscribe(place, Subscriber(place.service, key=vapid_key(place)))
    # A reservation to make others from.
    place.live.shop.reserve_stock(minutes=60)
    place.live.shop.new_checkout()
    place.live.beat.stop()
    place.live.worker.stop()


def _measure(place: Place, database: Database, first: int, last: int) -> Measured:
    say(f"  {last:,} variants, {last * WATCHERS:,} watches and as many carts")
    warehouse.fill(database, first, last, each=WATCHERS)
    still = _look(place, LOOKS)
    if any(still["events"]):
        raise NotMeasuredError("something was found where nothing had changed")
    warehouse.change(database, last // 100)
    busy = _look(place, 1)
    if not busy["events"][0]:
        raise NotMeasuredError("no price that fell was found")
    return Measured(
        variants=last,
        still=median(still["ms"]),
        busy=busy["ms"][0],
        changed=busy["events"][0],
        queries=still["queries"],
    )


def _look(place: Place, times: int) -> dict[str, list]:
    told = dict(json.loads(place.live.run("-m", "benchmarks.looking", str(times)).splitlines()[-1]))
    if told["scanned"]:
        raise NotMeasuredError(f"read from end to end: {', '.join(told['scanned'])}")
    return told


def _table(*rows: Measured) -> None:
    say("  variants   nothing changed          1 % changed          queries")
    for row in rows:
        still = f"{row.still:8.0f} ms {row.still / row.variants * 1000:5.1f} µs each"
        busy = f"{row.busy:8.0f} ms {row.changed:6,} events"
        say(f"  {row.variants:8,} {still} {busy} {row.queries:8,}")
