"""Error codes a storefront can tell apart."""

import enum

import graphene

from ..core.scenario import Priority, Topic
from ..engagement.delivery_log import NOT_PLANNED
from ..models import State, Watch


class Code(enum.Enum):
    """Values are what `core.device.Problem.code` carries, as in Saleor's own error codes."""

    GRAPHQL_ERROR = "graphql_error"
    INVALID = "invalid"
    NOT_FOUND = "not_found"
    REQUIRED = "required"
    UNSUPPORTED_PUSH_SERVICE = "unsupported_push_service"
    DISABLED = "disabled"
    UNIQUE = "unique"


_DESCRIPTIONS = {
    Code.GRAPHQL_ERROR: "An ID is malformed or belongs to another type.",
    Code.INVALID: "The value is malformed.",
    Code.NOT_FOUND: "Nothing in this shop answers to the value.",
    Code.REQUIRED: "The value is missing.",
    Code.UNSUPPORTED_PUSH_SERVICE: "This shop does not send to that push service.",
    Code.DISABLED: "The shop has switched notifications off.",
    Code.UNIQUE: "The value is already taken.",
}


def _describe(code: Code | None) -> str:
    """Graphene asks once for the type (None) and once for each value."""
    return _DESCRIPTIONS[code] if code else "Why something was refused."


class PushErrorCode(graphene.Enum):
    class Meta:
        enum = Code
        description = _describe


_TOPICS = {
    Topic.ORDER_UPDATES: "News of the shopper's own orders, and of gift cards and vouchers "
    "of theirs that expire. What a subscription is for by itself.",
    Topic.CART_REMINDERS: "Marketing: what was left in the cart or looked at, or a discount on it.",
    Topic.ALERTS: "Marketing: a price that fell, of what is waited for, carted or was looked at; "
    "a product waited for that is there again.",
    Topic.OFFERS: "Marketing: recommendations, offers and campaigns.",
    Topic.SURVEYS: "Marketing: questions about a purchase.",
}


def _describe_topic(topic: Topic | None) -> str:
    return _TOPICS[topic] if topic else "What a shopper agrees to, one by one."


class PushTopicEnum(graphene.Enum):
    class Meta:
        enum = Topic
        description = _describe_topic


_PRIORITIES = {
    Priority.LOW: "Goes only while a person's week has room for more.",
    Priority.NORMAL: "Leaves room for what matters more.",
    Priority.HIGH: "May use up a person's week.",
}


def _describe_priority(priority: Priority | None) -> str:
    return _PRIORITIES[priority] if priority else "How much of a person's week marketing may use."


class PushPriorityEnum(graphene.Enum):
    class Meta:
        enum = Priority
        description = _describe_priority


class Display(enum.Enum):
    BROWSER = "browser"
    STANDALONE = "standalone"


_DISPLAYS = {Display.BROWSER: "A tab.", Display.STANDALONE: "An installed web app."}


def _describe_display(display: Display | None) -> str:
    return _DISPLAYS[display] if display else "Where the shopper sees the storefront."


class PushDisplayModeEnum(graphene.Enum):
    class Meta:
        enum = Display
        description = _describe_display


class WatchKind(enum.Enum):
    PRICE = Watch.PRICE
    STOCK = Watch.STOCK


_KINDS = {
    WatchKind.PRICE: "For a lower price.",
    WatchKind.STOCK: "For the variant to be in stock again.",
}


def _describe_kind(kind: WatchKind | None) -> str:
    return _KINDS[kind] if kind else "What somebody waits for."


class PushWatchKindEnum(graphene.Enum):
    class Meta:
        enum = WatchKind
        description = _describe_kind


class Ending(enum.Enum):
    PENDING = State.PENDING.value
    SENDING = State.SENDING.value
    SENT = State.SENT.value
    SKIPPED = State.SKIPPED.value
    FAILED = State.FAILED.value
    EXPIRED = State.EXPIRED.value
    NOT_PLANNED = NOT_PLANNED


_ENDINGS = {
    Ending.PENDING: "Waits until it is due, or for another try.",
    Ending.SENDING: "A worker has it.",
    Ending.SENT: "The push service took it.",
    Ending.SKIPPED: "Not sent, because it should not be.",
    Ending.FAILED: "Could not be sent.",
    Ending.EXPIRED: "Waited until it was too late.",
    Ending.NOT_PLANNED: "The event was seen, and no push was planned for any browser.",
}


def _describe_ending(ending: Ending | None) -> str:
    return _ENDINGS[ending] if ending else "How a push stands."


class PushDeliveryStatusEnum(graphene.Enum):
    class Meta:
        enum = Ending
        description = _describe_ending
