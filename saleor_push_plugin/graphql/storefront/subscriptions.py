"""What a storefront may ask for about a browser. Each says what was wrong, or does all of it."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Self

import graphene

from ...core.push_subscription import Problem
from ...shop import config
from ...subscribers import lifecycle
from .. import inputs_parsing
from ..inputs import PushSubscribeInput
from ..types import PushError, PushSubscription

if TYPE_CHECKING:
    from ...models import Subscription

UNKNOWN = Problem(
    field="endpoint", code="not_found", message="No browser is subscribed with that endpoint."
)
_DISABLED = Problem(
    field="", code="disabled", message="The shop has switched notifications off for now."
)
_NOBODY = Problem(
    field="checkout_id",
    code="required",
    message="Log in or give a checkoutId: there is nobody to bind to.",
)


class PushMutation(graphene.Mutation):
    subscription = graphene.Field(
        PushSubscription, description="The subscription as it is now. Null if something was wrong."
    )
    errors = graphene.List(
        graphene.NonNull(PushError),
        required=True,
        description="Everything that was wrong. If there is anything, nothing was done.",
    )

    class Meta:
        abstract = True

    @classmethod
    def done(cls, subscription: "Subscription | None") -> Self:
        return cls(subscription=subscription, errors=[])

    @classmethod
    def refused(cls, problems: Iterable[Problem]) -> Self:
        return cls(subscription=None, errors=[error(problem) for problem in problems])

    @classmethod
    def found(cls, subscription: "Subscription | None") -> Self:
        """For what can only be done to a subscription that is there."""
        return cls.done(subscription) if subscription else cls.refused([UNKNOWN])


def error(problem: Problem) -> PushError:
    return PushError(field=_as_written(problem.field), message=problem.message, code=problem.code)


def _as_written(field: str) -> str | None:
    """`time_zone` → `timeZone`, `keys.p256dh` → `p256dh`: the leaf, as the caller wrote it."""
    first, *others = field.rpartition(".")[2].split("_")
    return first + "".join(word.title() for word in others) or None


class PushSubscribe(PushMutation):
    class Arguments:
        input = PushSubscribeInput(required=True, description="The browser to subscribe.")

    class Meta:
        description = (
            "Subscribes a browser. Called again for the same endpoint it refreshes what is known. "
            "With a customer's token the browser is bound to the customer at once."
        )

    @classmethod
    def mutate(cls, _root: None, info: Any, input: Mapping[str, Any]) -> Self:
        user_id, settings = info.context.user_id(), config.load()
        wish = inputs_parsing.read(input, settings, info.context.user_agent)
        problems = wish.problems if settings.sending else (_DISABLED, *wish.problems)
        if problems:
            return cls.refused(problems)
        return cls.done(
            lifecycle.subscribe(
                wish.device,
                user_id=user_id,
                checkout_id=wish.checkout_id,
                now=info.context.now,
                choice=wish.choice,
                returning=bool(input.get("returning")),
            )
        )


class PushSubscriptionRenew(PushMutation):
    class Arguments:
        old_endpoint = graphene.String(
            required=True, description="The endpoint the shop knows the browser by."
        )
        input = PushSubscribeInput(required=True, description="The browser as it is now.")

    class Meta:
        description = (
            "Tells the shop that a browser's endpoint or keys have changed. "
            "The subscription keeps its ID, its customer and its checkouts. "
            "Works while notifications are switched off, so that no browser gets lost."
        )

    @classmethod
    def mutate(cls, _root: None, info: Any, old_endpoint: str, input: Mapping[str, Any]) -> Self:
        user_id = info.context.user_id()
        wish = inputs_parsing.read(input, config.load(), info.context.user_agent)
        problems = (*inputs_parsing.about_endpoint(old_endpoint, "old_endpoint"), *wish.problems)
        if problems:
            return cls.refused(problems)
        return cls.done(
            lifecycle.sync(
                old_endpoint,
                wish.device,
                user_id=user_id,
                checkout_id=wish.checkout_id,
                now=info.context.now,
                choice=wish.choice,
            )
        )


class PushUnsubscribe(PushMutation):
    class Arguments:
        endpoint = graphene.String(required=True, description="The endpoint of the browser.")
        erase = graphene.Boolean(
            default_value=False,
            description="Erase as well the log of what was agreed to in this browser, and what was "
            "written there in answer to surveys.",
        )

    class Meta:
        description = "Forgets a browser and all that waits for it. Answers no subscription."

    @classmethod
    def mutate(cls, _root: None, info: Any, endpoint: str, erase: bool = False) -> Self:
        if problems := inputs_parsing.about_endpoint(endpoint):
            return cls.refused(problems)
        known = lifecycle.unsubscribe(endpoint, now=info.context.now, erase=bool(erase))
        return cls.done(None) if known else cls.refused([UNKNOWN])


class PushCustomerAttach(PushMutation):
    class Arguments:
        endpoint = graphene.String(required=True, description="The endpoint of the browser.")
        checkout_id = graphene.ID(description="ID of the guest's checkout.")

    class Meta:
        description = (
            "Binds a browser to the logged-in customer, to a guest's checkout, or to both. "
            "What it was bound to for another customer is dropped."
        )

    @classmethod
    def mutate(cls, _root: None, info: Any, endpoint: str, checkout_id: str | None = None) -> Self:
        user_id = info.context.user_id()
        checkout, about_checkout = inputs_parsing.checkout(checkout_id)
        if user_id is None and not checkout_id:
            about_checkout = (_NOBODY,)
        if problems := (*inputs_parsing.about_endpoint(endpoint), *about_checkout):
            return cls.refused(problems)
        return cls.found(
            lifecycle.bind(endpoint, user_id=user_id, checkout_id=checkout, now=info.context.now)
        )


class PushCustomerDetach(PushMutation):
    class Arguments:
        endpoint = graphene.String(required=True, description="The endpoint of the browser.")

    class Meta:
        description = (
            "For logout: the browser stays subscribed, its customer and checkouts are forgotten, "
            "and what waits for them is cancelled. Needs no token."
        )

    @classmethod
    def mutate(cls, _root: None, info: Any, endpoint: str) -> Self:
        if problems := inputs_parsing.about_endpoint(endpoint):
            return cls.refused(problems)
        return cls.found(lifecycle.unbind(endpoint, now=info.context.now))
