"""Refuses mutations of an address that has sent too many in the last minute."""

from collections.abc import Callable
from typing import Any

from ...core.push_subscription import Problem

# What a mutation costs of the units that an address has a minute. A subscription stands for rows,
# an event and its planning. Who leaves or logs out is never refused: others may have used up the
# units of a shared address.
LEAVE, WRITE, SUBSCRIBE = 0, 1, 8
Resolver = Callable[..., Any]


def limited(resolve: Resolver, refuse: Callable[[list[Problem]], Any], units: int) -> Resolver:
    """The same resolver, within the limit; `refuse` makes the payload of one that is refused."""

    def within_limit(root: Any, info: Any, **arguments: Any) -> Any:
        seconds = info.context.wait(units) if units else None
        if seconds is None:
            return resolve(root, info, **arguments)
        return refuse([_too_many(seconds)])

    return within_limit


def _too_many(seconds: int) -> Problem:
    message = f"Too many requests come from this address. Try again in {seconds} seconds."
    return Problem(field="", code="too_many_requests", message=message)
