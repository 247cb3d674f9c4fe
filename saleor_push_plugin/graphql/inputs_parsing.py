"""Parses and checks the inputs of storefronts. Reports all problems at once."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ..core.consent import Choice, Source, choice_problems
from ..core.global_id import number_of, uuid_of
from ..core.platform import platform_of
from ..core.push_subscription import BrowserSubscription, Problem, problems
from ..core.scenario import Topic
from ..settings import vapid_keys
from ..settings.config import Config
from ..shop import facts

_SLUG = re.compile(r"[-\w]{1,255}")


@dataclass(frozen=True, kw_only=True)
class ParsedSubscribeInput:
    """A push subscription, what the shopper agrees to, and the guest's checkout, if any."""

    device: BrowserSubscription
    choice: Choice
    checkout_id: UUID | None
    problems: tuple[Problem, ...]


def parse_subscribe_input(
    input: Mapping[str, Any], config: Config, user_agent: str = ""
) -> ParsedSubscribeInput:
    """Parse a PushSubscribeInput and check it against the shop."""
    device, choice = _device(input, user_agent), parse_choice(input)
    checkout_id, checkout_problems = parse_checkout(input.get("checkout_id"))
    all_problems = [
        *problems(device, config.services),
        *channel_problems(device.channel),
        *_key_problems(device.vapid_public),
        *checkout_problems,
        *choice_problems(choice),
    ]
    return ParsedSubscribeInput(
        device=device, choice=choice, checkout_id=checkout_id, problems=tuple(all_problems)
    )


def parse_choice(input: Mapping[str, Any]) -> Choice:
    """The consent in a PushSubscribeInput or PushPreferencesInput."""
    topics, source = input.get("topics"), input.get("source")
    return Choice(
        topics=None if topics is None else frozenset(Topic(topic) for topic in topics),
        text_version=input.get("text_version") or "",
        text_language=input.get("text_language") or "",
        source=Source(source) if source else None,
    )


def _device(input: Mapping[str, Any], user_agent: str) -> BrowserSubscription:
    subscription = input["subscription"]
    return BrowserSubscription(
        endpoint=subscription["endpoint"],
        p256dh=subscription["keys"]["p256dh"],
        auth=subscription["keys"]["auth"],
        channel=input["channel"],
        language=input.get("language") or "",
        time_zone=input.get("time_zone") or "",
        display_mode=input.get("display_mode") or "",
        platform=platform_of(user_agent),
        vapid_public=(input.get("vapid_public_key") or "").rstrip("="),
    )


def _key_problems(public: str) -> Iterator[Problem]:
    if public and not (
        _is_printable_ascii(public) and len(public) <= 88 and vapid_keys.private_of(public)
    ):
        message = "This is not a VAPID key of the shop: no push could be sent to the browser."
        yield Problem(field="vapid_public_key", code="not_found", message=message)


def channel_problems(slug: str) -> Iterator[Problem]:
    if not slug:
        yield Problem(field="channel", code="required", message="The channel is missing.")
    elif not channel_exists(slug):
        yield Problem(field="channel", code="not_found", message="There is no such channel.")


def channel_exists(slug: str) -> bool:
    """Whether the shop has that channel. The database is not asked for an impossible slug."""
    return bool(_SLUG.fullmatch(slug)) and facts.channel_exists(slug)


def parse_checkout(global_id: str | None) -> tuple[UUID | None, tuple[Problem, ...]]:
    """The checkout of a global id, or its problems; neither if no id is given.

    Whether it may be bound is decided when it is (subscribers.checkout_binding).
    """
    if not global_id:
        return None, ()
    checkout_id = uuid_of(global_id, "Checkout")
    if checkout_id is None:
        message = "This is not the ID of a checkout."
        return None, (Problem(field="checkout_id", code="graphql_error", message=message),)
    return checkout_id, ()


def parse_variant(global_id: str) -> tuple[int, tuple[Problem, ...]]:
    """The product variant of a global id, or 0 and its problems."""
    return _number_of(global_id, "ProductVariant", "variant_id", "a product variant")


def parse_product(global_id: str) -> tuple[int, tuple[Problem, ...]]:
    """The product of a global id, or 0 and its problems."""
    return _number_of(global_id, "Product", "product_id", "a product")


def _number_of(
    global_id: str, type_name: str, field: str, noun: str
) -> tuple[int, tuple[Problem, ...]]:
    if not global_id:
        return 0, (Problem(field=field, code="required", message="The ID is missing."),)
    if number := number_of(global_id, type_name):
        return number, ()
    message = f"This is not the ID of {noun}."
    return 0, (Problem(field=field, code="graphql_error", message=message),)


def endpoint_problems(endpoint: str, field: str = "endpoint") -> tuple[Problem, ...]:
    """Problems of an endpoint that should name a known browser, without asking the database."""
    if not endpoint:
        return (Problem(field=field, code="required", message="The endpoint is missing."),)
    if not _is_printable_ascii(endpoint):
        return (Problem(field=field, code="invalid", message="This is not an endpoint."),)
    return ()


def _is_printable_ascii(text: str) -> bool:
    """PostgreSQL accepts neither NUL nor a lone surrogate."""
    return text.isascii() and text.isprintable()
