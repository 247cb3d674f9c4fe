"""How many browsers are subscribed now, by system and browser, for staff and apps."""

from typing import Any

import graphene
from graphql import GraphQLError

from ...shop import people
from ...subscribers import subscriber_counts
from ...subscribers.subscriber_counts import Group
from .. import scalars
from .segments import MANAGE_DISCOUNTS


def _number(description: str) -> scalars.Int:
    return scalars.Int(required=True, description=description)


class PushSubscriberCount(graphene.ObjectType):
    platform = graphene.String(
        description="Operating system, such as `android`. Null if unknown.",
        resolver=lambda root, _info: root.platform or None,
    )
    browser = graphene.String(
        description="`chromium`, `firefox`, `safari` or `edge`, by its push service. Null if "
        "unknown.",
        resolver=lambda root, _info: root.browser or None,
    )
    browsers = _number("How many browsers are subscribed.")
    customers = _number("How many of them a customer is logged in to.")
    installed = _number("How many of them are installed apps.")
    offers = _number("How many of them agreed to offers.")

    class Meta:
        description = "How many browsers of one kind and system are subscribed now."


class SubscriberCountQuery(graphene.ObjectType):
    push_subscriber_counts = graphene.List(
        graphene.NonNull(PushSubscriberCount),
        required=True,
        description="How many browsers are subscribed now, by system and browser, the most first; "
        "once per request. Requires the permission MANAGE_DISCOUNTS of an app or a member of "
        "staff; staff see the channels of their permission groups.",
    )

    class Meta:
        abstract = True

    @staticmethod
    def resolve_push_subscriber_counts(_root: None, info: Any) -> list[Group]:
        info.context.require(MANAGE_DISCOUNTS)
        info.context.once("count the subscribers")
        try:
            return subscriber_counts.groups(info.context.channels())
        except people.TooSlowError:
            raise GraphQLError("The database did not answer in time.") from None
