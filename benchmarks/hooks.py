"""What our hooks cost the shop's own requests: plugin off against plugin on and sending.

A live web server with its database and broker. Worker and beat do not run: they work after the
shopper has got an answer, and on a machine of their own where that matters.
"""

import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median

from benchmarks.database import Database
from benchmarks.places import Place
from benchmarks.rounds import Act, Duel, Effort, Outcome, Work, fight
from benchmarks.shoppers import subscribe, switch_on, vapid_key
from sandbox.browsers.subscriber import Subscriber
from tests.hosts.shop import Shop
from tools.say import CACHE, say

CROWDS = (0, 100_000)
WARM_UP = 10
# Every order takes something from the shelf.
STOCK = 1_000_000
UPDATE, COMPLETE = "checkoutLinesUpdate", "checkoutComplete"
# How many events a request makes while the plugin is on.
EVENTS = {UPDATE: 0, COMPLETE: 1}
SHORT = {UPDATE: "lines", COMPLETE: "complete"}


class NotMeasuredError(Exception):
    """The plugin did not do what it is measured for."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    mutation: str
    crowd: int
    outcome: Outcome


def run(place: Place, effort: Effort) -> dict[str, object]:
    """Measures, prints a table, gives the values of the closing line."""
    _get_ready(place)
    with Database(place.url) as database:
        cells = list(_cells(place, database, effort))
        database.switch(on=True)
    _table(cells)
    _keep(place, cells)
    return {**_values(cells), **_inside(place, cells)}


def _inside(place: Place, cells: Sequence[Cell]) -> dict[str, object]:
    """The hook by itself, and its share of the request it belongs to."""
    calls = json.loads(place.live.run("-m", "benchmarks.inside").splitlines()[-1])
    waits, works = (median(values) for values in zip(*calls, strict=True))
    request = next(c.outcome for c in reversed(cells) if c.mutation == COMPLETE)
    wait, work = waits / request.wall.off, works / request.cpu.off
    say(f"  the hook alone: the request waits {waits:.2f} ms for it ({wait:.1%}), and the")
    say(f"  processor works {works:.2f} ms for hook and message ({work:.1%} of the request's)")
    return {
        "hook_ms": f"{waits:.2f}",
        "hook_share": f"{wait:.4f}",
        "hook_cpu_ms": f"{works:.2f}",
        "hook_cpu_share": f"{work:.4f}",
    }


def _get_ready(place: Place) -> None:
    shop = place.live.shop
    switch_on(shop)
    shop.set_stock(shop.catalogue.variants[0], STOCK)


def _cells(place: Place, database: Database, effort: Effort) -> Iterator[Cell]:
    duels = _duels(place, database)
    for crowd in CROWDS:
        _gather(place, database, crowd)
        say(f"  {database.count('subscription')} subscriptions")
        for mutation, duel in duels.items():
            yield Cell(mutation=mutation, crowd=crowd, outcome=_fight(duel, database, effort))


def _gather(place: Place, database: Database, crowd: int) -> None:
    """So many subscriptions, with a past of as many events: that is where hooks write."""
    database.switch(on=True)
    if crowd:
        subscribe(place, Subscriber(place.service, key=vapid_key(place)))
        database.multiply("subscription", crowd - 1)
        database.multiply("event", crowd)
    database.tidy()


def _fight(duel: Duel, database: Database, effort: Effort) -> Outcome:
    before = database.count("event")
    for number in range(WARM_UP):
        duel.pair(number)
    outcome = fight(duel, effort)
    made = database.count("event") - before
    expected = EVENTS[duel.name] * (WARM_UP + outcome.wall.pairs)
    if made != expected:
        raise NotMeasuredError(f"{duel.name}: {made} events were stored instead of {expected}")
    return outcome


def _duels(place: Place, database: Database) -> Mapping[str, Duel]:
    shop = place.live.shop
    works = {UPDATE: _updating(shop), COMPLETE: _completing(shop)}
    return {
        name: Duel(name=name, work=work, switch=database.switch, cpu=place.web_seconds)
        for name, work in works.items()
    }


def _updating(shop: Shop) -> Work:
    """One cart, in which there is now one and now two of a thing."""
    cart, variant = shop.new_checkout(), shop.catalogue.variants[0]
    quantities = itertools.cycle((1, 2))

    def prepare() -> Act:
        lines = [(variant, next(quantities))]
        return lambda: shop.update_lines(cart, lines=lines)

    return prepare


def _completing(shop: Shop) -> Work:
    """A new cart each time, ready to be ordered."""

    def prepare() -> Act:
        cart = shop.new_checkout()
        shop.choose_delivery(cart)
        return lambda: shop.finish(cart)

    return prepare


def _table(cells: Sequence[Cell]) -> None:
    say(f"  {'mutation':<20}{'subscriptions':>14}{'off ms':>9}{'on ms':>9}{'ratio':>8}  95 %")
    for cell in cells:
        wall = cell.outcome.wall
        say(
            f"  {cell.mutation:<20}{cell.crowd:>14}{wall.off:>9.1f}{wall.on:>9.1f}"
            f"{wall.ratio:>8.3f}  {wall.low:.3f} to {wall.high:.3f}"
        )


def _keep(place: Place, cells: Sequence[Cell]) -> None:
    """Every single measurement, for whoever wants to look closer."""
    raw = {f"{cell.mutation} {cell.crowd}": asdict(cell.outcome) for cell in cells}
    file = CACHE / "bench" / f"hooks-{place.host}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(raw))


def _values(cells: Sequence[Cell]) -> dict[str, object]:
    """`complete_100000=1.012 complete_100000_low=… …`"""
    values: dict[str, object] = {}
    for cell in cells:
        name, wall = f"{SHORT[cell.mutation]}_{cell.crowd}", cell.outcome.wall
        values[name] = f"{wall.ratio:.3f}"
        values[f"{name}_low"], values[f"{name}_high"] = f"{wall.low:.3f}", f"{wall.high:.3f}"
        values[f"{name}_cpu"] = f"{cell.outcome.cpu.ratio:.3f}"
        values[f"{name}_pairs"] = wall.pairs
    return values
