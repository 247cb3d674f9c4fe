"""Alerts that somebody asked for and that have not come though they were due for long.

An alert may wait: for the reader's morning, the end of a pause, an outage. It must not be lost, so
what was due all that time and never came is missing.
"""

from collections.abc import Iterator
from datetime import datetime

from .promises import ALERT_COMES, ALERTS, CLEARLY_LESS, ENOUGH_FOR_ALL
from .state import NEVER, Device, World, marks_of

What = tuple[int, str]


def overdue(world: World, variant: int, at: datetime) -> Iterator[tuple[int, str]]:
    """Browsers that have waited too long for news of a variant, and which news."""
    for number in sorted(world.askers[variant]):
        device = world.devices.get(number)
        if device is None or ALERTS not in device.topics:
            continue
        for what in {**device.asked, **device.waiting_since}:
            if what[0] == variant and _has_reason(world, device, what):
                yield from ((number, name) for name in _late(world, device, what, at))


def _has_reason(world: World, device: Device, what: What) -> bool:
    """Who has bought it, or has it in the cart, may have no wish any more."""
    bought = (world.bought_this.get((mark, what[0]), NEVER) for mark in marks_of(device))
    in_cart = (v for cart in world.carts_of(device) for v, _ in cart.items)
    return max(bought, default=NEVER) is NEVER and what[0] not in in_cart


def _late(world: World, device: Device, what: What, at: datetime) -> Iterator[str]:
    since = max(device.since, device.paused_until or NEVER, world.stocked_at.get(what[0], NEVER))
    if what in device.asked and not world.is_sold_out(what[0]):
        began = max(since, device.asked[what], world.priced_at.get(what, NEVER))
        if world.prices[what] <= device.known[what] * CLEARLY_LESS and at - began >= ALERT_COMES:
            yield f"price_drop variant:{what[0]} at {world.prices[what]}"
    waits = device.waits[what] > 0 and world.stock[what[0]] >= ENOUGH_FOR_ALL
    if waits and at - max(since, device.waiting_since[what]) >= ALERT_COMES:
        yield f"back_in_stock variant:{what[0]}"
