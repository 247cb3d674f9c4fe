"""Segments over the shop's own tables: what finding, counting and freezing people costs.

A million subscribers who are customers, three orders each over two years, products in a tree of
categories, and what was looked at. Each condition is counted alone and all together; then the
audience of a campaign is frozen, and the facts of a few buyers are made anew. Beat and worker are
stopped, so that nobody else counts.
"""

import json
import os

from benchmarks import customers, warehouse
from benchmarks.database import Database
from benchmarks.hooks import NotMeasuredError
from benchmarks.places import Place
from benchmarks.rounds import Effort
from benchmarks.shoppers import subscribe, switch_on, vapid_key
from sandbox.browsers.subscriber import Subscriber
from tools.say import say

PEOPLE = int(os.environ.get("PEOPLE") or 1_000_000)
ORDERS_EACH, VARIANTS = 3, 20_000


def run(place: Place, _effort: Effort) -> dict[str, object]:
    """Measures, prints a table, gives the values of the closing line."""
    _get_ready(place)
    with Database(place.url) as database:
        say(f"  {PEOPLE:,} subscribers with {PEOPLE * ORDERS_EACH:,} orders")
        warehouse.fill(database, 1, VARIANTS, each=1)
        customers.fill(database, PEOPLE, ORDERS_EACH, VARIANTS)
    told = json.loads(place.live.run("-m", "benchmarks.counting").splitlines()[-1])
    if told["facts"] < PEOPLE:
        raise NotMeasuredError(f"only {told['facts']:,} people have facts")
    _table(told)
    return {
        "people": PEOPLE,
        "all_ms": f"{told['counted']['all together'][1]:.0f}",
        "slowest_alone_ms": f"{max(ms for _, ms in told['counted'].values()):.0f}",
        "reach_ms": f"{told['reach_ms']:.0f}",
        "freeze_s": f"{told['freeze_s']:.1f}",
        "frozen": told["frozen"],
        "facts_s": f"{told['facts_s']:.0f}",
        "refresh_ms_each": f"{told['refresh_ms_each']:.2f}",
    }


def _get_ready(place: Place) -> None:
    """An order, a cart and a browser of a customer, to make the others from."""
    shop = place.live.shop
    switch_on(shop)
    ada = shop.register()
    subscribe(place, Subscriber(place.service, key=vapid_key(place)), ada)
    shop.place_order(customer=ada)
    shop.reserve_stock(minutes=60)
    shop.new_checkout()
    place.live.beat.stop()
    place.live.worker.stop()


def _table(told: dict[str, dict[str, tuple[int, float]]]) -> None:
    say("  condition                                        people        ms")
    for name, (people, milliseconds) in told["counted"].items():
        say(f"  {name:44} {people:10,} {milliseconds:9.0f}")
