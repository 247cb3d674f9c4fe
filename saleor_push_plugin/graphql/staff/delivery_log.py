"""What staff get told of pushes: which were planned, which not, and how each ended."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any

import graphene
from graphql import GraphQLError

from ...core.global_id import global_id
from ...core.platform import browser_of
from ...engagement import delivery_log
from ...messages import reasons
from .. import connections
from ..enums import PushDeliveryStatusEnum
from . import lookups
from .fulfillments import MANAGE_ORDERS

if TYPE_CHECKING:
    from ...engagement.delivery_log import Why
    from ...models import Notification, Subscription

MANAGE_USERS = "account.manage_users"


def _notification(row: "Notification | None") -> str | None:
    return global_id(lookups.NOTIFICATION, str(row.id)) if row else None


class PushEvent(graphene.ObjectType):
    kind = graphene.String(required=True, description="What happened, such as `order_created`.")
    subject = graphene.ID(
        description="ID of what it happened to: an order, fulfillment, checkout, product variant, "
        "product, gift card or user. Null for what has no ID, such as a browser."
    )
    at = graphene.DateTime(required=True, description="When it happened.")

    class Meta:
        description = "What happened in the shop and led to a push, or might have."


class PushDevice(graphene.ObjectType):
    id = graphene.ID(required=True, description="ID of the subscription.")
    platform = graphene.String(description="System, such as `android`, as far as is known.")
    browser = graphene.String(
        description="`chromium` (Chrome and most others), `firefox`, `safari` or `edge`, by its "
        "push service, as far as is known."
    )
    display_mode = graphene.String(description="`browser` or `standalone`, if it told.")

    class Meta:
        description = "The browser a push is for. Its endpoint and keys are nobody's to read."

    @staticmethod
    def resolve_id(root: "Subscription", _info: Any) -> str:
        return global_id("PushSubscription", str(root.public_id))

    @staticmethod
    def resolve_platform(root: "Subscription", _info: Any) -> str | None:
        return root.platform or None

    @staticmethod
    def resolve_browser(root: "Subscription", _info: Any) -> str | None:
        return browser_of(root.origin) or None

    @staticmethod
    def resolve_display_mode(root: "Subscription", _info: Any) -> str | None:
        return root.display_mode or None


class PushStep(graphene.ObjectType):
    notification = graphene.ID(required=True, description="ID of that notification.")
    scenario = graphene.String(required=True, description="Code of its scenario.")
    state = PushDeliveryStatusEnum(required=True, description="How it stands.")
    seen_at = graphene.DateTime(description="When it was shown, else sent.")

    class Meta:
        description = "The push of the same sequence that another one counts from."

    @staticmethod
    def resolve_notification(root: "Notification", _info: Any) -> str | None:
        return _notification(root)

    @staticmethod
    def resolve_seen_at(root: "Notification", _info: Any) -> datetime | None:
        return root.shown_at or root.sent_at


def _moment(of: str, description: str) -> graphene.DateTime:
    def resolve(root: "Why", _info: Any) -> datetime | None:
        moment: datetime | None = getattr(root.row, of, None)
        return moment

    return graphene.DateTime(description=description, resolver=resolve)


class PushReason(graphene.ObjectType):
    code = graphene.String(
        required=True,
        description="Code that never changes its meaning, such as `quiet_hours`. Those of "
        "scenarios of other packages are `<scenario>.<name>`.",
        resolver=lambda root, _info: root.reason,
    )
    text = graphene.String(
        required=True,
        language_code=graphene.String(
            description="Language of the text, such as `pl`. English where there is none in it."
        ),
        description="What the code means, for staff.",
        resolver=lambda root, _info, language_code=None: reasons.words(
            root.reason, language_code or ""
        ),
    )
    detail = graphene.String(
        description="What the push service answered, or which error occurred, if there is more "
        "to say. In English, for people: not to be compared with anything.",
        resolver=lambda root, _info: root.detail or None,
    )

    class Meta:
        description = "Why a push stands as it does, or why there is none."


class PushDelivery(graphene.ObjectType):
    notification = graphene.ID(
        description="ID of the notification. Null if none was planned.",
        resolver=lambda root, _info: _notification(root.row),
    )
    scenario = graphene.String(required=True, description="Code of the scenario.")
    event = graphene.Field(PushEvent, required=True, description="What it is about.")
    state = PushDeliveryStatusEnum(required=True, description="How it stands.")
    reason = graphene.Field(
        PushReason,
        required=True,
        description="Why it stands so.",
        resolver=lambda root, _info: root,
    )
    planned_at = _moment("created_at", "When it was planned.")
    due_at = _moment("due_at", "When it is or was due.")
    expires_at = _moment("expires_at", "After that it is not sent.")
    sent_at = _moment("sent_at", "When the push service took it.")
    shown_at = _moment("shown_at", "When the browser showed it.")
    clicked_at = _moment("clicked_at", "When the shopper clicked it.")
    dismissed_at = _moment("dismissed_at", "When the shopper closed it.")
    device = graphene.Field(
        PushDevice,
        description="The browser it is for. Null if it has left, or if nothing was planned.",
        resolver=lambda root, _info: root.row and root.row.subscription,
    )
    after = graphene.Field(
        PushStep,
        description="The step before it. Null for pushes that count from the event itself.",
        resolver=lambda root, _info: root.before,
    )

    class Meta:
        description = "A push for one browser, or a scenario that was not planned; and why."

    @staticmethod
    def resolve_event(root: "Why", _info: Any) -> PushEvent:
        return PushEvent(kind=root.kind, subject=root.subject, at=root.event.at)


class PushDeliveryEdge(graphene.ObjectType):
    node = graphene.Field(PushDelivery, required=True, description="The push.")
    cursor = graphene.String(required=True, description="Its place in the list.")

    class Meta:
        description = "A push and its place in the list."


class PushDeliveryConnection(graphene.ObjectType):
    page_info = connections.page_info()
    edges = graphene.List(
        graphene.NonNull(PushDeliveryEdge), required=True, description="Newest first."
    )

    class Meta:
        description = "A page of pushes, newest first."


class DeliveryLogQuery(graphene.ObjectType):
    push_delivery_log = graphene.Field(
        PushDeliveryConnection,
        required=True,
        notification=graphene.ID(
            description="ID of one notification, as here or as its browser knows it."
        ),
        person=graphene.String(
            description="ID of a user, or of a guest's order or checkout, or an e-mail."
        ),
        description=(
            "What a shopper was sent, what not, and why: of a notification or of a person. Of "
            "somebody's newest 50 orders and checkouts also what was never planned. Requires the "
            "permission MANAGE_ORDERS or MANAGE_USERS of an app, or of a member of staff, who sees "
            "the channels of their permission groups."
        ),
        **connections.arguments(),
    )

    class Meta:
        abstract = True

    @staticmethod
    def resolve_push_delivery_log(
        _root: None, info: Any, first: int | None = 20, **asked: Any
    ) -> Any:
        info.context.require(MANAGE_ORDERS, MANAGE_USERS)
        found = _found(connections.check_first(first), info.context.channels(), **asked)
        return connections.page(found, first or 0, _cursor)


def _cursor(each: "Why") -> str:
    return connections.cursor(*each.place)


def _found(
    first: int,
    channels: Collection[str] | None,
    notification: str | None = None,
    person: str | None = None,
    after: str | None = None,
) -> list["Why"]:
    if (notification is None) == (person is None):
        raise GraphQLError("Give either notification or person.")
    if notification is not None:
        return delivery_log.of_notification(lookups.notification(notification), channels)
    place = connections.parse_cursor(after, bool, int, str)
    theirs = lookups.shopper(person or "")
    after_that = delivery_log.Place(*place) if place else None
    return delivery_log.of_shopper(theirs, most=first + 1, after=after_that, channels=channels)
