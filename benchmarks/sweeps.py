"""What a sweep costs while many wait for many: at a tenth of the size, and at the whole.

A million watches of 200,000 variants, each held back by a cart, and a million carts. Nothing
changed is what almost every sweep finds; then the prices of one in a hundred fall at once. The
comparison of watched variants is measured alone as well, in the way of a few and in the way of
many, in turns. At last one in two hundred variants is watched, and no table is read whole. Beat
and worker are stopped, so that nobody else looks.
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
# So few of the variants are watched at last: one in FEW.
FEW = 200


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Milliseconds of a sweep that finds nothing, and of one that finds `changed` events.

    `one_by_one`, `joined`: of comparing the watched variants alone, in both ways.
    """

    variants: int
    still: float
    busy: float
    changed: int
    queries: int
    one_by_one: float
    joined: float


def run(place: Place, _effort: Effort) -> dict[str, object]:
    """Measures, prints a table, gives the values of the closing line."""
    _get_ready(place)
    with Database(place.url) as database:
        database.multiply("subscription", BROWSERS)
        small = _measure(place, database, 1, TENTH)
        large = _measure(place, database, TENTH + 1, VARIANTS)
        watches = database.count("watch")
        _look_at_few(place, database)
    _table(small, large)
    return {
        "watches": watches,
        "variants": VARIANTS,
        "still_ms": f"{large.still:.0f}",
        "changed_ms": f"{large.busy:.0f}",
        "per_variant_us": f"{large.still / VARIANTS * 1000:.1f}",
        "compared_us": f"{large.joined / VARIANTS * 1000:.1f}",
        "one_by_one_us": f"{large.one_by_one / VARIANTS * 1000:.1f}",
        "joined_to_one_by_one": f"{large.joined / large.one_by_one:.3f}",
        "at_a_tenth": f"{small.joined / small.one_by_one:.3f}",
        "against_a_tenth": f"{large.still / small.still:.1f}",
        "few_watched_sequential_scans": 0,
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
        one_by_one=median(still["one_by_one_ms"]),
        joined=median(still["joined_ms"]),
    )


def _look_at_few(place: Place, database: Database) -> None:
    """Where few are watched, a sweep reads no whole table of Saleor's."""
    warehouse.forget_all_but(database, VARIANTS // FEW)
    if scanned := _look(place, 1)["scanned"]:
        raise NotMeasuredError(f"read from end to end: {', '.join(scanned)}")


def _look(place: Place, times: int) -> dict[str, list]:
    told = place.live.run("-m", "benchmarks.looking", str(times)).splitlines()[-1]
    return dict(json.loads(told))


def _table(*rows: Measured) -> None:
    say("  variants   nothing changed          1 % changed          queries  one by one, joined")
    for row in rows:
        still = f"{row.still:8.0f} ms {row.still / row.variants * 1000:5.1f} µs each"
        busy = f"{row.busy:8.0f} ms {row.changed:6,} events"
        both = f"{row.one_by_one:8.0f} ms {row.joined:8.0f} ms {row.joined / row.one_by_one:.3f}"
        say(f"  {row.variants:8,} {still} {busy} {row.queries:8,} {both}")
