"""Mutations of push subscriptions. Each one reports its errors or takes effect completely."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Self

import graphene

from ...core.consent import Source
from ...core.push_subscription import Problem
from ...subscribers import checkout_binding, proven_changes, visits
from .. import inputs_parsing
from ..consent_enums import PushUnsubscribeReasonEnum
from ..types import PushError, PushSubscription, to_push_error
from . import request_limits

if TYPE_CHECKING:
    from ...models import Subscription

# One answer for both, so that nobody learns which endpoints are known.
UNKNOWN_ENDPOINT = Problem(
    field="endpoint",
    code="not_found",
    message="No browser is subscribed with that endpoint, or the proof is not that browser's.",
)
# The same for a checkout that never was, somebody else's and one that was ordered too long ago.
CHECKOUT_REFUSED = Problem(
    field="checkout_id", code="not_found", message="There is no checkout that may be attached."
)
_NOTHING_TO_ATTACH = Problem(
    field="checkout_id",
    code="required",
    message="Send a customer's token or a checkoutId: there is nothing to attach.",
)


class PushMutation(graphene.Mutation):
    subscription = graphene.Field(
        PushSubscription, description="The subscription as it is now. Null if there are errors."
    )
    errors = graphene.List(
        graphene.NonNull(PushError),
        required=True,
        description="Everything that is wrong with the request. If there are errors, "
        "nothing was changed.",
    )

    class Meta:
        abstract = True

    # Of the units that one address has a minute.
    units = request_limits.WRITE

    @classmethod
    def Field(cls, *args: Any, **kwargs: Any) -> Any:  # noqa: N802  graphene's name
        """As graphene's, within the limit of one address; it counts as a visit of the browser."""
        field = super().Field(*args, **kwargs)
        visited = _noting_visit(field.resolver)
        field.resolver = request_limits.limited(visited, cls.failure, cls.units)
        return field

    @classmethod
    def success(cls, subscription: "Subscription | None") -> Self:
        return cls(subscription=subscription, errors=[])

    @classmethod
    def failure(cls, problems: Iterable[Problem]) -> Self:
        return cls(subscription=None, errors=[to_push_error(problem) for problem in problems])

    @classmethod
    def success_or_not_found(cls, subscription: "Subscription | None") -> Self:
        """For mutations of an existing subscription; None: the endpoint is unknown or unproven."""
        return cls.success(subscription) if subscription else cls.failure([UNKNOWN_ENDPOINT])

    @classmethod
    def attempt(cls, change: "Callable[[], Subscription | None]") -> Self:
        """Make a change that may bind a checkout; None: the endpoint is unknown."""
        try:
            return cls.success_or_not_found(change())
        except checkout_binding.CheckoutRefusedError:
            return cls.failure([CHECKOUT_REFUSED])


def _noting_visit(resolve: request_limits.Resolver) -> request_limits.Resolver:
    """The same resolver; the browser whose subscription it returns was seen now."""

    def noted(root: Any, info: Any, **arguments: Any) -> Any:
        payload = resolve(root, info, **arguments)
        if payload.subscription:
            visits.note(payload.subscription, info.context.now)
        return payload

    return noted


def endpoint_argument() -> graphene.String:
    return graphene.String(required=True, description="The endpoint of the browser.")


def proof_argument() -> graphene.String:
    return graphene.String(
        description="Proof of possession: the `auth` of the browser's keys, or the `secret` that "
        "the shop made for it. Without a proof the endpoint is not found."
    )


class PushUnsubscribe(PushMutation):
    units = request_limits.LEAVE

    class Arguments:
        endpoint = endpoint_argument()
        proof = proof_argument()
        erase = graphene.Boolean(
            default_value=False,
            description="Also erase what a guest left in this browser: lines of the consent log, "
            "and texts written in answers to surveys. With a customer's token also what that "
            "customer left there.",
        )
        reason = PushUnsubscribeReasonEnum(
            description="Why; the shopper unsubscribed unless given. The consent log and the "
            "delivery log keep it."
        )

    class Meta:
        description = (
            "Deletes a subscription and its waiting notifications. `subscription` is always null."
        )

    @classmethod
    def mutate(
        cls,
        _root: None,
        info: Any,
        endpoint: str,
        proof: str | None = None,
        erase: bool = False,
        reason: str | None = None,
    ) -> Self:
        user_id = info.context.user_id() if erase else info.context.shown_user()
        if problems := inputs_parsing.endpoint_problems(endpoint):
            return cls.failure(problems)
        was_subscribed = proven_changes.unsubscribe(
            endpoint,
            proof or "",
            now=info.context.now,
            erase=bool(erase),
            user_id=user_id,
            why=Source(reason) if reason else Source.UNSUBSCRIBED,
        )
        return cls.success(None) if was_subscribed else cls.failure([UNKNOWN_ENDPOINT])


class PushCustomerAttach(PushMutation):
    class Arguments:
        endpoint = endpoint_argument()
        proof = proof_argument()
        checkout_id = graphene.ID(description="ID of the guest's checkout.")

    class Meta:
        description = (
            "Attaches a browser to the logged-in customer, to a guest's checkout, or to both. "
            "A checkout that has a customer needs that customer's token. After its order was "
            "placed, a guest's checkout can be attached for 30 minutes, to 3 browsers in all; "
            "these get the order's news without amounts and without a link that opens the order. "
            "If another customer was attached, that customer and their checkouts are detached."
        )

    @classmethod
    def mutate(
        cls,
        _root: None,
        info: Any,
        endpoint: str,
        proof: str | None = None,
        checkout_id: str | None = None,
    ) -> Self:
        user_id = info.context.user_id()
        checkout, checkout_problems = inputs_parsing.parse_checkout(checkout_id)
        if user_id is None and not checkout_id:
            checkout_problems = (_NOTHING_TO_ATTACH,)
        if problems := (*inputs_parsing.endpoint_problems(endpoint), *checkout_problems):
            return cls.failure(problems)
        return cls.attempt(
            lambda: proven_changes.attach(
                endpoint,
                proof or "",
                user_id=user_id,
                checkout_id=checkout,
                now=info.context.now,
            )
        )


class PushCustomerDetach(PushMutation):
    units = request_limits.LEAVE

    class Arguments:
        endpoint = endpoint_argument()
        proof = proof_argument()

    class Meta:
        description = (
            "For logout: detaches the customer and the checkouts and cancels their waiting "
            "notifications. The browser stays subscribed. Needs no token."
        )

    @classmethod
    def mutate(cls, _root: None, info: Any, endpoint: str, proof: str | None = None) -> Self:
        if problems := inputs_parsing.endpoint_problems(endpoint):
            return cls.failure(problems)
        detached = proven_changes.detach(endpoint, proof or "", now=info.context.now)
        return cls.success_or_not_found(detached)
