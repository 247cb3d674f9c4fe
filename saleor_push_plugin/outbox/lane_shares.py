"""Divides a claim among lanes, so that each service and channel has its share.

Anybody can subscribe with new hosts below a wildcard. Those that never accepted a push are
rationed: all of one domain share what one proven lane gets, and a few are tried at a time.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from .lanes import OpenLane

# How many hosts of a domain that never accepted a push are tried by one claim.
NEW_HOSTS = 20


def shares(
    open_lanes: Sequence[OpenLane], limit: int, remaining: Mapping[str, int]
) -> dict[int, int]:
    """How many of each lane to claim, by its id; together at most `limit`.

    `open_lanes`: the longest due first. `remaining`: what is left of the rate of a service.
    """
    groups = _groups(open_lanes)[:limit]
    left, rates = limit, dict(remaining)
    found: dict[int, int] = {}
    share = -(-limit // len(groups)) if groups else 0
    for group in groups:
        part = min(share, left)
        for number, lane in enumerate(group):
            wanted = -(-part // (len(group) - number))
            fitting = min(wanted, rates.get(lane.origin, wanted))
            found[lane.id] = fitting
            if lane.origin in rates:
                rates[lane.origin] -= fitting
            part, left = part - fitting, left - fitting
    return {id: number for id, number in found.items() if number}


def _groups(open_lanes: Sequence[OpenLane]) -> list[list[OpenLane]]:
    """Proven lanes one by one, then the new hosts of each domain together, at most NEW_HOSTS."""
    new: dict[str, list[OpenLane]] = defaultdict(list)
    for lane in open_lanes:
        if not lane.proven and len(new[lane.domain]) < NEW_HOSTS:
            new[lane.domain].append(lane)
    return [*([lane] for lane in open_lanes if lane.proven), *new.values()]
