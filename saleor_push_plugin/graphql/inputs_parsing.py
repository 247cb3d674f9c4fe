"""From what a storefront sent to checked values. All problems are found before any is told."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ..core.consent import Choice, choice_problems
from ..core.global_id import number_of, uuid_of
from ..core.platform import platform_of
from ..core.push_subscription import Device, Problem, problems
from ..core.scenario import Topic
from ..settings import vapid
from ..settings.config import Config
from ..shop import facts

_SLUG = re.compile(r"[-\w]{1,255}")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A device to remember and the guest's checkout to remember it for."""

    device: Device
    choice: Choice
    checkout_id: UUID | None
    problems: tuple[Problem, ...]


def read(wish: Mapping[str, Any], config: Config, user_agent: str = "") -> Wish:
    """A PushSubscribeInput, checked against the shop."""
    device, choice = _device(wish, user_agent), choice_of(wish)
    checkout_id, about_checkout = checkout(wish.get("checkout_id"))
    found = [
        *problems(device, config.services),
        *about_channel(device.channel),
        *about_key(device.vapid_public),
        *about_checkout,
        *choice_problems(choice),
    ]
    return Wish(device=device, choice=choice, checkout_id=checkout_id, problems=tuple(found))


def choice_of(wish: Mapping[str, Any]) -> Choice:
    topics = wish.get("topics")
    return Choice(
        topics=None if topics is None else frozenset(Topic(topic) for topic in topics),
        text_version=wish.get("text_version") or "",
        source=wish.get("source") or "",
    )


def _device(wish: Mapping[str, Any], user_agent: str) -> Device:
    subscription = wish["subscription"]
    return Device(
        endpoint=subscription["endpoint"],
        p256dh=subscription["keys"]["p256dh"],
        auth=subscription["keys"]["auth"],
        channel=wish["channel"],
        language=wish.get("language") or "",
        time_zone=wish.get("time_zone") or "",
        display_mode=wish.get("display_mode") or "",
        platform=platform_of(user_agent),
        vapid_public=(wish.get("vapid_public_key") or "").rstrip("="),
    )


def about_key(public: str) -> Iterator[Problem]:
    if public and not (_is_plain(public) and len(public) <= 88 and vapid.private_of(public)):
        message = "This is no key of the shop's: no push could be sent to the browser."
        yield Problem(field="vapid_public_key", code="not_found", message=message)


def about_channel(slug: str) -> Iterator[Problem]:
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
    checkout_id = uuid_of(global_id, "Checkout")
    if checkout_id is None:
        return None, (_about_id("graphql_error", "This is not the ID of a checkout."),)
    if not facts.checkout_exists(checkout_id):
        return None, (_about_id("not_found", "There is no such checkout."),)
    return checkout_id, ()


def _about_id(code: str, message: str) -> Problem:
    return Problem(field="checkout_id", code=code, message=message)


def variant(global_id: str) -> tuple[int, tuple[Problem, ...]]:
    """The variant a global id names, or what is wrong with it; 0 is nobody's."""
    return _number_of(global_id, "ProductVariant", "variant_id", "a product variant")


def product(global_id: str) -> tuple[int, tuple[Problem, ...]]:
    """The same of a product."""
    return _number_of(global_id, "Product", "product_id", "a product")


def _number_of(
    global_id: str, kind: str, field: str, thing: str
) -> tuple[int, tuple[Problem, ...]]:
    if not global_id:
        return 0, (Problem(field=field, code="required", message="The ID is missing."),)
    if number := number_of(global_id, kind):
        return number, ()
    message = f"This is not the ID of {thing}."
    return 0, (Problem(field=field, code="graphql_error", message=message),)


def about_endpoint(endpoint: str, field: str = "endpoint") -> tuple[Problem, ...]:
    """What is wrong with an endpoint that names a known browser, before the database is asked."""
    if not endpoint:
        return (Problem(field=field, code="required", message="The endpoint is missing."),)
    if not _is_plain(endpoint):
        return (Problem(field=field, code="invalid", message="This is not an endpoint."),)
    return ()


def _is_plain(text: str) -> bool:
    """PostgreSQL takes neither NUL nor half a character."""
    return text.isascii() and text.isprintable()
