"""Types of subscribers, as staff see them, and what a list of them is asked by."""

import enum
from datetime import datetime
from typing import TYPE_CHECKING, Any

import graphene

from ...core.global_id import global_id
from ...core.platform import BROWSERS, browser_of
from ...subscribers import subscriber_listing
from .. import pagination, scalars
from ..enums import PushDisplayModeEnum, PushTopicEnum
from .delivery_log import PushReason
from .health_types import Told
from .segment_types import PushOrderDirectionEnum

if TYPE_CHECKING:
    from ...models import Subscription

SUBSCRIPTION = "PushSubscription"


class PushSubscriber(graphene.ObjectType):
    id = graphene.ID(required=True, description="ID of the subscription.")
    customer = graphene.ID(description="ID of the customer who is logged in. Null for a guest.")
    channel = graphene.String(required=True, description="Slug of the channel.")
    language = graphene.String(description="Language tag of its notifications. Null: the shop's.")
    time_zone = graphene.String(description="IANA time zone of the browser. Null if unknown.")
    platform = graphene.String(description="Operating system, such as `android`. Null if unknown.")
    browser = graphene.String(
        description="`chromium`, `firefox`, `safari` or `edge`, by its push service. Null if "
        "unknown."
    )
    display_mode = graphene.String(description="`browser` or `standalone`. Null if unknown.")
    topics = graphene.List(
        graphene.NonNull(PushTopicEnum),
        required=True,
        description="The topics the shopper agreed to.",
    )
    paused_until = scalars.DateTime(
        description="No marketing is sent until then. Null if none is set."
    )
    weekly_limit = scalars.Int(
        description="The shopper's own limit of marketing in seven days. Null: the shop's limit."
    )
    created_at = scalars.DateTime(required=True, description="When the browser first subscribed.")
    seen_at = scalars.DateTime(description="When it last visited the shop. Null if unknown.")
    is_proven = graphene.Boolean(
        required=True,
        description="Whether a push service has accepted a push for it, or a customer logged in "
        "there.",
    )
    quarantined_until = scalars.DateTime(
        description="Until when nothing is sent to it. Null if nothing holds it.",
        resolver=lambda root, info: (
            root.held_until if (root.held_until or info.context.now) > info.context.now else None
        ),
    )
    quarantine_reason = graphene.Field(
        PushReason, description="Why nothing was sent to it last. Null if nothing held it."
    )

    class Meta:
        description = (
            "A subscribed browser, without its endpoint and keys: who has them can send to it."
        )

    @staticmethod
    def resolve_id(root: "Subscription", _info: Any) -> str:
        return global_id(SUBSCRIPTION, str(root.public_id))

    @staticmethod
    def resolve_customer(root: "Subscription", _info: Any) -> str | None:
        return None if root.user_id is None else global_id("User", str(root.user_id))

    @staticmethod
    def resolve_language(root: "Subscription", _info: Any) -> str | None:
        return root.reads or None

    @staticmethod
    def resolve_time_zone(root: "Subscription", _info: Any) -> str | None:
        return root.time_zone or None

    @staticmethod
    def resolve_platform(root: "Subscription", _info: Any) -> str | None:
        return root.platform or None

    @staticmethod
    def resolve_browser(root: "Subscription", _info: Any) -> str | None:
        return browser_of(root.origin) or None

    @staticmethod
    def resolve_display_mode(root: "Subscription", _info: Any) -> str | None:
        return root.display_mode or None

    @staticmethod
    def resolve_quarantine_reason(root: "Subscription", _info: Any) -> Told | None:
        if not root.held_reason:
            return None
        return Told(reason=root.held_reason, detail=root.held_detail)


PushSubscriberConnection = pagination.connection(
    PushSubscriber, "subscriber", "subscribers", "in the order that was asked for"
)


class PushDateTimeRangeInput(graphene.InputObjectType):
    gte = scalars.DateTime(description="At this moment or later.")
    lte = scalars.DateTime(description="At this moment or earlier.")

    class Meta:
        description = "A span of time."


class Browser(enum.Enum):
    CHROMIUM = "chromium"
    FIREFOX = "firefox"
    SAFARI = "safari"
    EDGE = "edge"


assert {each.value for each in Browser} == {name for _, name in BROWSERS}


def _browser_words(browser: Browser | None) -> str:
    if browser is None:
        return "A browser, by its push service."
    return {
        Browser.CHROMIUM: "Chrome and most others.",
        Browser.FIREFOX: "Firefox.",
        Browser.SAFARI: "Safari, and all browsers of iPhones and iPads.",
        Browser.EDGE: "Edge on Windows.",
    }[browser]


class PushBrowserEnum(graphene.Enum):
    class Meta:
        enum = Browser
        description = _browser_words


def _some(kind: type, description: str) -> graphene.List:
    return graphene.List(graphene.NonNull(kind), description=description)


class PushSubscriberWhereInput(graphene.InputObjectType):
    customer = graphene.String(
        description="Only browsers of this customer: an ID, or the e-mail of an account."
    )
    is_customer = graphene.Boolean(
        description="Only browsers of customers who are logged in, or only those of guests."
    )
    channels = _some(graphene.String, "Only those of one of these channels, by slug.")
    platforms = _some(graphene.String, "Only those with one of these systems, such as `android`.")
    browsers = _some(PushBrowserEnum, "Only these browsers.")
    display_modes = _some(PushDisplayModeEnum, "Only tabs, or only installed apps.")
    topics = _some(PushTopicEnum, "Only those that agreed to one of these topics.")
    is_quarantined = graphene.Boolean(
        description="Only those to which nothing is sent for a while, or only the others."
    )
    created_at = PushDateTimeRangeInput(description="When they first subscribed.")
    seen_at = PushDateTimeRangeInput(description="When they last visited the shop.")

    class Meta:
        description = "A condition on subscribers: what is given must all hold."


class SubscriberSortField(enum.Enum):
    CREATED_AT = subscriber_listing.CREATED
    SEEN_AT = subscriber_listing.SEEN


def _sort_words(field: SubscriberSortField | None) -> str:
    if field is None:
        return "What subscribers are sorted by."
    return {
        SubscriberSortField.CREATED_AT: "When they first subscribed.",
        SubscriberSortField.SEEN_AT: "When they last visited the shop.",
    }[field]


class PushSubscriberSortFieldEnum(graphene.Enum):
    class Meta:
        enum = SubscriberSortField
        description = _sort_words


class PushSubscriberSortingInput(graphene.InputObjectType):
    field = PushSubscriberSortFieldEnum(required=True, description="What to sort by.")
    direction = PushOrderDirectionEnum(required=True, description="The direction.")

    class Meta:
        description = "An order of subscribers."


def cursor_of(place: tuple[datetime, int]) -> str:
    """The cursor of a subscriber at a place in the list."""
    return pagination.cursor(*place)
