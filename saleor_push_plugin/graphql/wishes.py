"""From what a storefront sent to checked values. All problems are found before any is told."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import graphene

from ..conf import Config
from ..core.device import Device, Problem, problems
from ..shop import facts

_SLUG = re.compile(r"[-\w]{1,255}")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A device to remember and the guest's checkout to remember it for."""

    device: Device
    checkout_id: UUID | None
    problems: tuple[Problem, ...]


def read(wish: Mapping[str, Any], config: Config) -> Wish:
    """A PushSubscribeInput, checked against the shop."""
    device = _device(wish)
    checkout_id, about_checkout = checkout(wish.get("checkout_id"))
    found = [*problems(device, config.services), *_about_channel(device.channel), *about_checkout]
    return Wish(device=device, checkout_id=checkout_id, problems=tuple(found))


def _device(wish: Mapping[str, Any]) -> Device:
    subscription = wish["subscription"]
    return Device(
        endpoint=subscription["endpoint"],
        p256dh=subscription["keys"]["p256dh"],
        auth=subscription["keys"]["auth"],
        channel=wish["channel"],
        language=wish.get("language") or "",
        time_zone=wish.get("time_zone") or "",
    )


def _about_channel(slug: str) -> Iterator[Problem]:
    if not slug:
        yield Problem(field="channel", code="required", message="The channel is missing.")
    elif not channel_exists(slug):
        yield Problem(field="channel", code="not_found", message="There is no such channel.")


def channel_exists(slug: str) -> bool:
    """Whether the shop has that channel. What cannot be a slug is not asked of the database."""
    return bool(_SLUG.fullmatch(slug)) and facts.channel_exists(slug)


def checkout(global_id: str | None) -> tuple[UUID | None, tuple[Problem, ...]]:
    """The checkout a global id names, or what is wrong with it; nothing at all if there is none."""
    if not global_id:
        return None, ()
    checkout_id = _uuid_of(global_id)
    if checkout_id is None:
        return None, (_about_id("graphql_error", "This is not the ID of a checkout."),)
    if not facts.checkout_exists(checkout_id):
        return None, (_about_id("not_found", "There is no such checkout."),)
    return checkout_id, ()


def _about_id(code: str, message: str) -> Problem:
    return Problem(field="checkout_id", code=code, message=message)


def _uuid_of(global_id: str) -> UUID | None:
    try:
        kind, key = graphene.Node.from_global_id(global_id)
        return UUID(key) if kind == "Checkout" else None
    except ValueError:  # not base64, not UTF-8, no colon, no UUID: all are ValueErrors
        return None


def about_endpoint(endpoint: str, field: str = "endpoint") -> tuple[Problem, ...]:
    """What is wrong with an endpoint that names a known browser, before the database is asked."""
    if not endpoint:
        return (Problem(field=field, code="required", message="The endpoint is missing."),)
    if not (endpoint.isascii() and endpoint.isprintable()):
        return (Problem(field=field, code="invalid", message="This is not an endpoint."),)
    return ()
