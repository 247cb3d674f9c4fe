"""The delivery log for staff: which notifications were planned and sent, which not, and why."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import graphene
from graphql import GraphQLError

from ...core.global_id import global_id
from ...core.platform import browser_of
from ...engagement import delivery_log
from ...messages import staff_reason_words
from .. import pagination, scalars
from ..enums import PushDeliveryStatusEnum
from . import lookups
from .delivery_reports import MANAGE_ORDERS
from .language_argument import language_argument

if TYPE_CHECKING:
    from ...engagement.delivery_log import LogEntry
    from ...models import Notification, Subscription

MANAGE_USERS = "account.manage_users"


def _notification(row: "Notification | None") -> str | None:
    return global_id(lookups.NOTIFICATION, str(row.id)) if row else None


class _Quarantine(NamedTuple):
    reason: str
    detail: str


class PushEvent(graphene.ObjectType):
    kind = graphene.String(required=True, description="What happened, such as `order_created`.")
    subject = graphene.ID(
        description="ID of the object it happened to: an order, fulfillment, checkout, "
        "product variant, "
        "product, gift card or user. Null if it has no ID, such as a browser."
    )
    occurred_at = scalars.DateTime(required=True, description="When it happened.")

    class Meta:
        description = "An event in the shop that may lead to notifications."


class PushDevice(graphene.ObjectType):
    id = graphene.ID(required=True, description="ID of the subscription.")
    platform = graphene.String(description="Operating system, such as `android`. Null if unknown.")
    browser = graphene.String(
        description="`chromium` (Chrome and most others), `firefox`, `safari` or `edge`, by its "
        "push service. Null if unknown."
    )
    display_mode = graphene.String(description="`browser` or `standalone`. Null if unknown.")
    quarantined_until = scalars.DateTime(
        description="Until when nothing is sent to it. Null if its last push was accepted.",
        resolver=lambda root, _info: root.held_until,
    )
    quarantine_reason = graphene.Field(
        lambda: PushReason,
        description="What its push service answered to the last push. Null if it accepted it.",
    )

    class Meta:
        description = (
            "The browser of a notification, without its endpoint and keys, which are secret."
        )

    @staticmethod
    def resolve_id(root: "Subscription", _info: Any) -> str:
        return global_id("PushSubscription", str(root.public_id))

    @staticmethod
    def resolve_quarantine_reason(root: "Subscription", _info: Any) -> "_Quarantine | None":
        known = _Quarantine(reason=root.held_reason, detail=root.held_detail)
        return known if root.refusals else None

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
    status = PushDeliveryStatusEnum(required=True, description="The status of that notification.")
    seen_at = scalars.DateTime(description="When it was shown, or else sent.")

    class Meta:
        description = "The previous notification of a sequence."

    @staticmethod
    def resolve_status(root: "Notification", _info: Any) -> str:
        return root.state

    @staticmethod
    def resolve_notification(root: "Notification", _info: Any) -> str | None:
        return _notification(root)

    @staticmethod
    def resolve_seen_at(root: "Notification", _info: Any) -> datetime | None:
        return root.shown_at or root.sent_at


def _time_of(column: str, description: str) -> scalars.DateTime:
    def resolve(root: "LogEntry", _info: Any) -> datetime | None:
        moment: datetime | None = getattr(root.row, column, None)
        return moment

    return scalars.DateTime(description=description, resolver=resolve)


class PushReason(graphene.ObjectType):
    code = graphene.String(
        required=True,
        description="A stable code, such as `quiet_hours`. Codes of scenarios of other "
        "packages are "
        "`<scenario>.<name>`.",
        resolver=lambda root, _info: root.reason,
    )
    text = graphene.String(
        required=True,
        language=language_argument(),
        description="The meaning of the code, for staff.",
        resolver=lambda root, _info, language=None: staff_reason_words.words(
            root.reason, language or ""
        ),
    )
    detail = graphene.String(
        description="The response of the push service, or the error, if any. In "
        "English, for people; "
        "programs use the code.",
        resolver=lambda root, _info: root.detail or None,
    )

    class Meta:
        description = "The reason for the status of a delivery."


class PushDelivery(graphene.ObjectType):
    notification = graphene.ID(
        description="ID of the notification. Null if it was not planned.",
        resolver=lambda root, _info: _notification(root.row),
    )
    scenario = graphene.String(required=True, description="Code of the scenario.")
    event = graphene.Field(PushEvent, required=True, description="The event it is about.")
    status = PushDeliveryStatusEnum(required=True, description="The status of the delivery.")
    reason = graphene.Field(
        PushReason,
        required=True,
        description="The reason for the status.",
        resolver=lambda root, _info: root,
    )
    planned_at = _time_of("created_at", "When it was planned.")
    due_at = _time_of("due_at", "When it is or was due.")
    expires_at = _time_of("expires_at", "When it expires: it is not sent later.")
    sent_at = _time_of("sent_at", "When the push service accepted it.")
    shown_at = _time_of("shown_at", "When the browser showed it.")
    clicked_at = _time_of("clicked_at", "When the shopper clicked it.")
    dismissed_at = _time_of("dismissed_at", "When the shopper closed it.")
    device = graphene.Field(
        PushDevice,
        description="The browser it is for. Null if it has unsubscribed, or if nothing "
        "was planned.",
        resolver=lambda root, _info: root.row and root.row.subscription,
    )
    after = graphene.Field(
        PushStep,
        description="The previous step of its sequence. Null if it follows from the event itself.",
        resolver=lambda root, _info: root.before,
    )

    class Meta:
        description = (
            "An entry of the delivery log: a notification for one browser, or one not planned."
        )

    @staticmethod
    def resolve_status(root: "LogEntry", _info: Any) -> str:
        return root.state

    @staticmethod
    def resolve_event(root: "LogEntry", _info: Any) -> PushEvent:
        return PushEvent(kind=root.kind, subject=root.subject, occurred_at=root.event.at)


PushDeliveryConnection = pagination.connection(PushDelivery, "delivery", "deliveries")


class DeliveryLogQuery(graphene.ObjectType):
    push_delivery_log = graphene.Field(
        PushDeliveryConnection,
        required=True,
        notification=graphene.ID(
            description="ID of one notification, from this API or from its browser."
        ),
        person=graphene.String(
            description="ID of a user, of a guest's order or checkout, or an e-mail address."
        ),
        description=(
            "The delivery log of a notification or of a person: what was sent, what not, and why. "
            "For a person's newest 50 orders and checkouts also what was not planned. Requires the "
            "permission MANAGE_ORDERS or MANAGE_USERS of an app or a member of staff; staff see "
            "the channels of their permission groups."
        ),
        **pagination.arguments(),
    )

    class Meta:
        abstract = True

    @staticmethod
    def resolve_push_delivery_log(
        _root: None, info: Any, first: int | None = 20, **filters: Any
    ) -> Any:
        info.context.require(MANAGE_ORDERS, MANAGE_USERS)
        deliveries = _deliveries(pagination.check_first(first), info.context.channels(), **filters)
        return pagination.page(deliveries, first or 0, cursor_of_delivery)


def cursor_of_delivery(each: "LogEntry") -> str:
    """The cursor of an entry of the log."""
    return pagination.cursor(*each.position)


def _deliveries(
    first: int,
    channels: Collection[str] | None,
    notification: str | None = None,
    person: str | None = None,
    after: str | None = None,
) -> list["LogEntry"]:
    if (notification is None) == (person is None):
        raise GraphQLError("Give either notification or person.")
    if notification is not None:
        return delivery_log.of_notification(lookups.notification(notification), channels)
    place = pagination.parse_cursor(after, bool, int, str)
    subjects = lookups.shopper(person or "")
    position = delivery_log.Position(*place) if place else None
    return delivery_log.of_shopper(subjects, limit=first + 1, after=position, channels=channels)
