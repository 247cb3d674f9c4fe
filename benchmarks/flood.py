"""Orders while a script subscribes browsers as fast as it can: from many addresses, and from one.

From as many addresses as browsers, behind a proxy that the shop trusts, so that none exceeds its
limit; and from one that cannot be told, as behind a proxy that nobody named. Honest guests
subscribe and order meanwhile; none may be refused. Before it some order without a flood.
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
from benchmarks.hooks import NotMeasuredError
from benchmarks.latency import Trip
from benchmarks.places import SANDBOX, Place, chosen, opened
from benchmarks.sender_ways import new_device
from benchmarks.shoppers import SUBSCRIBE, Shopper, switch_on, vapid_key
from benchmarks.statistics import percentile
from sandbox.browsers.subscriber import Subscriber
from tools.say import say

FLOOD = int(os.environ.get("FLOOD") or 1200)
CALM, ORDERS = 12, 25
# The first orders of a new worker, which imports modules and connects.
WARM_UP = 2
# As many connections as a script would open at once.
AT_ONCE = 4


def run() -> dict[str, object]:
    """Measures, prints tables, gives the values of the closing line."""
    host = chosen([os.environ.get("HOSTS") or SANDBOX])[0]
    # The proxy is this program. Without its header a visitor's address cannot be told.
    with opened(host, settings={"SALEOR_PUSH_TRUSTED_PROXIES": "127.0.0.0/8"}) as place:
        guests = list(_guests(place))
        place.live.start()
        say(f"  {CALM} guests order without a flood")
        for guest in guests[:CALM]:
            guest.order()
        first, second = Measurement(place, FLOOD), Measurement(place, 0)
        ordered = CALM + first.run(guests[CALM : CALM + ORDERS])
        ordered += second.run(guests[CALM + ORDERS :])
        trips = list(latency.trips(place, ordered))
    before = [trip for trip in trips if trip.created < 1000 * first.began]
    calm = sorted(before, key=lambda trip: trip.created)[WARM_UP:]
    return {
        "host": host,
        "flood": FLOOD,
        **first.values("addresses", trips, calm),
        **second.values("untold", trips, calm),
    }


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


def _guests(place: Place) -> Iterator[Shopper]:
    """Guests: an account costs the shop half a second, for its password."""
    switch_on(place.live.shop)
    place.live.shop.configure_push(quiet_hours="")
    key = vapid_key(place)
    for _ in range(CALM + 2 * ORDERS):
        yield Shopper(place=place, browser=Subscriber(place.service, key=key), customer=None)


@dataclass
class Measurement:
    """One flood, and the orders during it."""

    place: Place
    addresses: int
    began: float = 0
    ended: float = 0

    def run(self, guests: Sequence[Shopper]) -> int:
        """Order and subscribe until the flood is over; how many ordered."""
        self._flood = Flood(place=self.place, addresses=self.addresses)
        self._honest: Counter[str] = Counter()
        self.began = time.time()
        self._flood.start()
        ordered = 0
        for guest in guests:
            if self._flood.is_over:
                break
            guest.order()
            ordered += 1
            address = f"9.9.9.{ordered}" if self.addresses else ""
            self._honest[subscribe(self.place, address)] += 1
        self._flood.join()
        self.ended = time.time()
        self._say()
        return ordered

    def _say(self) -> None:
        answers, seconds = self._flood.answers, self.ended - self.began
        say(f"  from {self.addresses or 'no'} addresses in {seconds:.0f} s: {dict(answers)}")
        say(f"  honest browsers meanwhile: {dict(self._honest)}")
        if set(self._honest) != {"ok"}:
            raise NotMeasuredError("no honest browser came, or one was refused")

    def values(
        self, name: str, trips: Sequence[Trip], calm: Sequence[Trip]
    ) -> Mapping[str, object]:
        during = [trip.latency for trip in trips if self.began <= trip.created / 1000 < self.ended]
        before = [trip.latency for trip in calm]
        say(f"  {name}: commit -> accepted, ms{'':>8}orders{'p50':>8}{'p95':>8}{'most':>8}")
        for when, times in (("without a flood", before), ("during the flood", during)):
            p50, p95 = percentile(times, 0.5), percentile(times, 0.95)
            say(f"  {when:<34}{len(times):>8}{p50:>8.0f}{p95:>8.0f}{max(times):>8.0f}")
        p50, p95 = percentile(during, 0.5), percentile(during, 0.95)
        rate = self._flood.answers["ok"] / (self.ended - self.began)
        found: dict[str, object] = {"orders": len(during), "p50_ms": round(p50)}
        found |= {"p95_ms": round(p95), "per_second": f"{rate:.1f}"}
        found |= {"p50_ratio": f"{p50 / percentile(before, 0.5):.1f}"}
        found |= {"p95_ratio": f"{p95 / percentile(before, 0.95):.1f}"}
        return {f"{name}_{key}": value for key, value in found.items()}
