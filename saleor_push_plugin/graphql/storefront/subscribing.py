"""The mutations that take a browser in: subscribe and renew."""

from collections.abc import Mapping
from typing import Any, Self

import graphene

from ...core.push_subscription import Problem
from ...shop import config
from ...subscribers import checkout_binding, subscribing
from .. import inputs_parsing
from . import request_limits
from .inputs import PushSubscribeInput
from .subscriptions import CHECKOUT_REFUSED, PushMutation

_DISABLED = Problem(
    field="", code="disabled", message="The shop has switched notifications off for now."
)


class _Admission(PushMutation):
    """The base of both mutations that take a browser in."""

    units = request_limits.SUBSCRIBE
    secret = graphene.String(
        description="A secret that proves possession of this browser from now on; keep it there. "
        "It is made for a new subscription and for a caller who proved possession by the keys "
        "alone, and is told only this once. Null otherwise: the caller's secret stays valid."
    )

    class Meta:
        abstract = True

    @classmethod
    def _admit(cls, request: subscribing.Request) -> Self:
        try:
            result = subscribing.admit(request)
        except checkout_binding.CheckoutRefusedError:
            return cls.failure([CHECKOUT_REFUSED])
        if isinstance(result, Problem):
            return cls.failure([result])
        return cls(subscription=result.subscription, secret=result.secret or None, errors=[])


def _admission_proof() -> graphene.String:
    return graphene.String(
        description="Proof of possession of a browser that the shop knows: the `secret` that was "
        "made for it, or the `auth` of its former keys. Not needed while its keys are the same."
    )


class PushSubscribe(_Admission):
    class Arguments:
        input = PushSubscribeInput(required=True, description="The browser to subscribe.")
        proof = _admission_proof()

    class Meta:
        description = (
            "Subscribes a browser. A second call for the same endpoint updates the subscription, "
            "if its keys are the same or a proof is given; otherwise it is refused as UNPROVEN and "
            "nothing is changed. "
            "With a customer's token the browser is attached to the customer at once."
        )

    @classmethod
    def mutate(
        cls, _root: None, info: Any, input: Mapping[str, Any], proof: str | None = None
    ) -> Self:
        user_id, settings = info.context.user_id(), config.load()
        parsed = inputs_parsing.parse_subscribe_input(input, settings, info.context.user_agent)
        problems = parsed.problems if settings.sending else (_DISABLED, *parsed.problems)
        if problems:
            return cls.failure(problems)
        return cls._admit(
            subscribing.Request(
                device=parsed.device,
                proof=proof or "",
                user_id=user_id,
                checkout_id=parsed.checkout_id,
                now=info.context.now,
                choice=parsed.choice,
                returning=bool(input.get("returning")),
            )
        )


class PushSubscriptionRenew(_Admission):
    class Arguments:
        old_endpoint = graphene.String(
            required=True, description="The endpoint that the shop has stored."
        )
        input = PushSubscribeInput(required=True, description="The browser as it is now.")
        proof = _admission_proof()

    class Meta:
        description = (
            "Replaces the endpoint or keys that a browser has renewed. "
            "With a proof the subscription keeps its ID, its customer and its checkouts. Without "
            "one, or if the old endpoint is unknown, the browser is subscribed as a new one. "
            "Works also while the shop sends no notifications, so that no browser is lost."
        )

    @classmethod
    def mutate(
        cls,
        _root: None,
        info: Any,
        old_endpoint: str,
        input: Mapping[str, Any],
        proof: str | None = None,
    ) -> Self:
        user_id = info.context.user_id()
        parsed = inputs_parsing.parse_subscribe_input(input, config.load(), info.context.user_agent)
        problems = (
            *inputs_parsing.endpoint_problems(old_endpoint, "old_endpoint"),
            *parsed.problems,
        )
        if problems:
            return cls.failure(problems)
        return cls._admit(
            subscribing.Request(
                device=parsed.device,
                old_endpoint=old_endpoint,
                proof=proof or "",
                user_id=user_id,
                checkout_id=parsed.checkout_id,
                now=info.context.now,
                choice=parsed.choice,
                returning=True,
            )
        )
