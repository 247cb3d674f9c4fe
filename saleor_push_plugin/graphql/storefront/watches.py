"""Mutations of watches: alerts for a lower price or for stock."""

from decimal import Decimal
from typing import Any, Self

import graphene

from ...core.push_subscription import Problem
from ...subscribers import possession, watches
from .. import inputs_parsing
from ..enums import PushWatchKindEnum
from .subscriptions import UNKNOWN_ENDPOINT, PushMutation, endpoint_argument, proof_argument

_PRECISION = Decimal("0.001")
_HIGHEST = Decimal(10) ** 12
_BAD_TARGET = Problem(field="target", code="invalid", message="The target price is out of range.")
_VARIANT = "ID of the product variant."
_CHANNEL = "Slug of the channel whose price or stock counts."


class _Watch(PushMutation):
    """The base of both mutations: reads the subscription, the variant and the channel."""

    class Meta:
        abstract = True

    @classmethod
    def _read(
        cls, endpoint: str, proof: str | None, variant_id: str, channel: str, *problems: Problem
    ) -> "tuple[possession.Possessed, int] | Self":
        """The subscription and the variant, or a payload with errors."""
        variant, variant_problems = inputs_parsing.parse_variant(variant_id)
        all_problems = [
            *inputs_parsing.endpoint_problems(endpoint),
            *variant_problems,
            *inputs_parsing.channel_problems(channel),
            *problems,
        ]
        found = None if all_problems else possession.find(endpoint, proof or "")
        if found is None:
            return cls.failure(all_problems or [UNKNOWN_ENDPOINT])
        return found, variant

    @classmethod
    def _payload(cls, found: possession.Possessed, problem: Problem | None) -> Self:
        return cls.failure([problem]) if problem else cls.success(found.subscription)


class PushWatchPrice(_Watch):
    class Arguments:
        endpoint = endpoint_argument()
        proof = proof_argument()
        variant_id = graphene.ID(required=True, description=_VARIANT)
        channel = graphene.String(required=True, description=_CHANNEL)
        target = graphene.Float(
            description="Alert only at this price or below, in the channel's currency."
        )

    class Meta:
        description = (
            "Watches a variant for a lower price. Implies consent to alerts in this browser. "
            "A second call changes the target; the price to compare with stays."
        )

    @classmethod
    def mutate(
        cls,
        _root: None,
        info: Any,
        endpoint: str,
        variant_id: str,
        channel: str,
        proof: str | None = None,
        target: float | None = None,
    ) -> Self:
        price = None if target is None else Decimal(str(target))
        problems = [] if price is None or _PRECISION <= price < _HIGHEST else [_BAD_TARGET]
        read = cls._read(endpoint, proof, variant_id, channel, *problems)
        if isinstance(read, cls):
            return read
        found, variant = read
        price = price and price.quantize(_PRECISION)
        problem = watches.watch_price(found, variant, channel, target=price, now=info.context.now)
        return cls._payload(found, problem)


class PushWatchStock(_Watch):
    class Arguments:
        endpoint = endpoint_argument()
        proof = proof_argument()
        variant_id = graphene.ID(required=True, description=_VARIANT)
        channel = graphene.String(required=True, description=_CHANNEL)

    class Meta:
        description = (
            "Watches a variant until it is in stock again. Implies consent to alerts in this "
            "browser. Ends with the alert; refused while the variant is in stock."
        )

    @classmethod
    def mutate(
        cls,
        _root: None,
        info: Any,
        endpoint: str,
        variant_id: str,
        channel: str,
        proof: str | None = None,
    ) -> Self:
        read = cls._read(endpoint, proof, variant_id, channel)
        if isinstance(read, cls):
            return read
        found, variant = read
        problem = watches.watch_stock(found, variant, channel, now=info.context.now)
        return cls._payload(found, problem)


class PushUnwatch(PushMutation):
    class Arguments:
        endpoint = endpoint_argument()
        proof = proof_argument()
        variant_id = graphene.ID(required=True, description=_VARIANT)
        kind = PushWatchKindEnum(
            description="What not to wait for any more. Nothing at all if null."
        )

    class Meta:
        description = "Ends the watches of a variant, in every channel."

    @classmethod
    def mutate(
        cls,
        _root: None,
        _info: Any,
        endpoint: str,
        variant_id: str,
        proof: str | None = None,
        kind: str | None = None,
    ) -> Self:
        variant, variant_problems = inputs_parsing.parse_variant(variant_id)
        if problems := [*inputs_parsing.endpoint_problems(endpoint), *variant_problems]:
            return cls.failure(problems)
        found = possession.find(endpoint, proof or "")
        if found is None:
            return cls.failure([UNKNOWN_ENDPOINT])
        watches.unwatch(found.subscription, variant, kind)
        return cls.success(found.subscription)
