"""Orders while a script subscribes browsers as fast as it can: from many addresses, and from one.

From 1,200 addresses behind a proxy that the shop trusts, so that none exceeds its limit; and from
one behind a proxy that nobody named, so that visitors cannot be told apart. Honest shoppers order
and subscribe meanwhile; none may be refused. Before it some order without a flood.
"""

import json
import os
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks import latency
from benchmarks.database import Database
from benchmarks.hooks import NotMeasuredError
from benchmarks.latency import Trip
from benchmarks.places import SANDBOX, Place, chosen, opened
from benchmarks.sender_ways import new_device
from benchmarks.shoppers import SUBSCRIBE, Shopper, arrive
from benchmarks.statistics import percentile
from tools.say import say

FLOOD = int(os.environ.get("FLOOD") or 1200)
CALM, ORDERS = 10, 30
# As many connections as a script would open at once.
AT_ONCE = 4
_ROWS = """
    SELECT count(*), count(*) FILTER (WHERE accepted_at IS NULL AND user_id IS NULL)
    FROM saleor_push_plugin_subscription
"""


def run() -> dict[str, object]:
    """Measures, prints tables, gives the values of the closing line."""
    host = chosen([os.environ.get("HOSTS") or SANDBOX])[0]
    found: dict[str, object] = {"host": host, "flood": FLOOD}
    for name, addresses, settings in (
        ("addresses", FLOOD, {"SALEOR_PUSH_TRUSTED_PROXIES": "127.0.0.0/8"}),
        ("untold", 0, {}),
    ):
        say(f"  from {addresses or 'one proxy that nobody named: no'} addresses")
        with opened(host, settings=settings) as place:
            found |= {f"{name}_{key}": value for key, value in _measure(place, addresses).items()}
    return found


@dataclass(kw_only=True)
class Flood:
    """A script that subscribes browsers that do not exist."""

    place: Place
    addresses: int
    answers: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._numbers = iter(range(FLOOD))
        self._lock, self._done = threading.Lock(), 0
        self._threads = [threading.Thread(target=self._run) for _ in range(AT_ONCE)]

    @property
    def is_over(self) -> bool:
        return not any(thread.is_alive() for thread in self._threads)

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        for number in self._take():
            address = _address(number % self.addresses) if self.addresses else ""
            answer = subscribe(self.place, address, topics=["ORDER_UPDATES", "OFFERS"])
            with self._lock:
                self.answers[answer] += 1

    def _take(self) -> Iterator[int]:
        while True:
            with self._lock:
                number = next(self._numbers, None)
            if number is None:
                return
            yield number


def _address(number: int) -> str:
    """Addresses that anybody may have: the limits do not hold for private ones."""
    return f"1.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def subscribe(place: Place, address: str, **fields: object) -> str:
    """Subscribe a browser that nobody has; "ok", or the code of the error."""
    device = new_device(place.service.origin)
    keys = {"p256dh": device.p256dh, "auth": device.auth}
    subscription = {"endpoint": device.endpoint, "keys": keys}
    channel = place.live.shop.catalogue.channel.slug
    wanted = {"subscription": subscription, "channel": channel, **fields}
    body = json.dumps({"query": SUBSCRIBE, "variables": {"input": wanted}}).encode()
    headers = {"Content-Type": "application/json"}
    if address:
        headers["X-Forwarded-For"] = address
    url = f"{place.live.url}/plugins/saleor.push/graphql/"
    with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=60) as answer:
        errors = json.load(answer)["data"]["pushSubscribe"]["errors"]
    return str(errors[0]["code"]) if errors else "ok"


def _measure(place: Place, addresses: int) -> Mapping[str, object]:
    shoppers = list(arrive(place, CALM + ORDERS))
    place.live.shop.configure_push(quiet_hours="")
    place.live.start()
    for shopper in shoppers[:CALM]:
        shopper.order()
    flood, began = Flood(place=place, addresses=addresses), time.time()
    flood.start()
    honest, meanwhile = _shop_meanwhile(place, flood, shoppers[CALM:], addresses)
    flood.join()
    seconds = time.time() - began
    trips = list(latency.trips(place, shoppers[: CALM + meanwhile]))
    with Database(place.url) as database:
        [(rows, unproven)] = database.rows(_ROWS)
    say(f"  flood: {dict(flood.answers)} in {seconds:.0f} s; honest browsers: {dict(honest)}")
    say(f"  {rows} subscriptions, {unproven} of them unproven")
    if set(honest) != {"ok"}:
        raise NotMeasuredError(f"an honest browser was refused: {dict(honest)}")
    return _values(trips, began) | {"per_second": f"{flood.answers['ok'] / seconds:.1f}"}


def _shop_meanwhile(
    place: Place, flood: Flood, shoppers: Sequence[Shopper], addresses: int
) -> tuple[Counter[str], int]:
    """Order and subscribe until the flood is over; the answers, and how many ordered."""
    honest: Counter[str] = Counter()
    for number, shopper in enumerate(shoppers):
        if flood.is_over:
            return honest, number
        shopper.order()
        honest[subscribe(place, f"9.9.9.{number}" if addresses else "")] += 1
    return honest, len(shoppers)


def _values(trips: Sequence[Trip], began: float) -> dict[str, object]:
    calm = [trip.latency for trip in trips if trip.created < 1000 * began]
    during = [trip.latency for trip in trips if trip.created >= 1000 * began]
    if not during:
        raise NotMeasuredError("the flood was over before an order was placed")
    say(f"  {'commit -> accepted, ms':<28}{'orders':>8}{'p50':>8}{'p95':>8}{'most':>8}")
    for name, values in (("without a flood", calm), ("during the flood", during)):
        p50, p95 = percentile(values, 0.5), percentile(values, 0.95)
        say(f"  {name:<28}{len(values):>8}{p50:>8.0f}{p95:>8.0f}{max(values):>8.0f}")
    p50, p95 = percentile(during, 0.5), percentile(during, 0.95)
    return {
        "orders": len(during),
        "p50_ms": round(p50),
        "p95_ms": round(p95),
        "p50_ratio": f"{p50 / percentile(calm, 0.5):.1f}",
        "p95_ratio": f"{p95 / percentile(calm, 0.95):.1f}",
    }
