"""Waiting for a lower price or for stock: what shoppers ask to be told of."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

import graphene

from ...core.push_subscription import Problem
from ...subscribers import lifecycle, watches
from .. import inputs_parsing
from ..enums import PushWatchKindEnum
from .subscriptions import UNKNOWN, PushMutation

if TYPE_CHECKING:
    from ...models import Subscription

_PRECISION = Decimal("0.001")
_HIGHEST = Decimal(10) ** 12
_TARGET = Problem(field="target", code="invalid", message="This is not a price to wait for.")
_ENDPOINT = "The endpoint of the browser."
_VARIANT = "ID of the product variant."
_CHANNEL = "Slug of the channel whose price or stock counts."


class _Watch(PushMutation):
    """What both kinds have in common: the browser, the variant, the channel."""

    class Meta:
        abstract = True

    @classmethod
    def _read(
        cls, endpoint: str, variant_id: str, channel: str, *wrong: Problem
    ) -> "tuple[Subscription, int] | Self":
        """The subscription and the variant, or a refusal."""
        variant, about_variant = inputs_parsing.variant(variant_id)
        found = [
            *inputs_parsing.about_endpoint(endpoint),
            *about_variant,
            *inputs_parsing.about_channel(channel),
            *wrong,
        ]
        subscription = None if found else lifecycle.find(endpoint)
        if subscription is None:
            return cls.refused(found or [UNKNOWN])
        return subscription, variant

    @classmethod
    def _end(cls, subscription: "Subscription", problem: Problem | None) -> Self:
        return cls.refused([problem]) if problem else cls.done(subscription)


class PushWatchPrice(_Watch):
    class Arguments:
        endpoint = graphene.String(required=True, description=_ENDPOINT)
        variant_id = graphene.ID(required=True, description=_VARIANT)
        channel = graphene.String(required=True, description=_CHANNEL)
        target = graphene.Float(
            description="Tell only at this price or below, in the channel's currency."
        )

    class Meta:
        description = (
            "Waits for a lower price. Agrees to alerts in this browser. "
            "Called again it changes the target; the price to compare with stays."
        )

    @classmethod
    def mutate(
        cls,
        _root: None,
        info: Any,
        endpoint: str,
        variant_id: str,
        channel: str,
        target: float | None = None,
    ) -> Self:
        price = None if target is None else Decimal(str(target))
        wrong = [] if price is None or _PRECISION <= price < _HIGHEST else [_TARGET]
        asked = cls._read(endpoint, variant_id, channel, *wrong)
        if isinstance(asked, cls):
            return asked
        subscription, variant = asked
        price = price and price.quantize(_PRECISION)
        problem = watches.watch_price(
            subscription, variant, channel, target=price, now=info.context.now
        )
        return cls._end(subscription, problem)


class PushWatchStock(_Watch):
    class Arguments:
        endpoint = graphene.String(required=True, description=_ENDPOINT)
        variant_id = graphene.ID(required=True, description=_VARIANT)
        channel = graphene.String(required=True, description=_CHANNEL)

    class Meta:
        description = (
            "Waits for a variant to be in stock again. Agrees to alerts in this browser. "
            "It ends when the shopper was told; refused while the variant is in stock."
        )

    @classmethod
    def mutate(cls, _root: None, info: Any, endpoint: str, variant_id: str, channel: str) -> Self:
        asked = cls._read(endpoint, variant_id, channel)
        if isinstance(asked, cls):
            return asked
        subscription, variant = asked
        problem = watches.watch_stock(subscription, variant, channel, now=info.context.now)
        return cls._end(subscription, problem)


class PushUnwatch(PushMutation):
    class Arguments:
        endpoint = graphene.String(required=True, description=_ENDPOINT)
        variant_id = graphene.ID(required=True, description=_VARIANT)
        kind = PushWatchKindEnum(
            description="What not to wait for any more. Nothing at all if null."
        )

    class Meta:
        description = "Waits no longer for a variant, in any channel."

    @classmethod
    def mutate(
        cls, _root: None, _info: Any, endpoint: str, variant_id: str, kind: str | None = None
    ) -> Self:
        variant, about_variant = inputs_parsing.variant(variant_id)
        if found := [*inputs_parsing.about_endpoint(endpoint), *about_variant]:
            return cls.refused(found)
        subscription = lifecycle.find(endpoint)
        if subscription:
            watches.unwatch(subscription, variant, kind)
        return cls.found(subscription)
