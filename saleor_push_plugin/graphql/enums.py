"""The enums of the API, with their descriptions."""

import enum

import graphene

from ..core.dry_run import Gap
from ..core.experiments.claims import Verdict
from ..core.experiments.goals import Goal
from ..core.scenario import Priority, Topic
from ..engagement.delivery_log import NOT_PLANNED
from ..models import State, Watch
from ..results.queries import By


class Code(enum.Enum):
    """The values of `core.push_subscription.Problem.code`, as in Saleor's own error codes."""

    GRAPHQL_ERROR = "graphql_error"
    INVALID = "invalid"
    NOT_FOUND = "not_found"
    REQUIRED = "required"
    UNSUPPORTED_PUSH_SERVICE = "unsupported_push_service"
    DISABLED = "disabled"
    UNIQUE = "unique"
    TOO_MANY_REQUESTS = "too_many_requests"
    UNPROVEN = "unproven"
    GONE = "gone"
    TOO_SLOW = "too_slow"


_DESCRIPTIONS = {
    Code.GRAPHQL_ERROR: "An ID is malformed or belongs to another type.",
    Code.INVALID: "The value is malformed.",
    Code.NOT_FOUND: "The shop has no object with this value.",
    Code.REQUIRED: "The value is missing.",
    Code.UNSUPPORTED_PUSH_SERVICE: "The shop does not send to this push service.",
    Code.DISABLED: "The shop sends no notifications at the moment.",
    Code.UNIQUE: "The value is already taken.",
    Code.TOO_MANY_REQUESTS: "This address has sent too many requests in the last minute. The "
    "header `Retry-After` says how many seconds to wait.",
    Code.UNPROVEN: "The endpoint has other keys here, and no proof of possession was given. The "
    "browser must unsubscribe and subscribe anew.",
    Code.GONE: "The push service has called this subscription gone. The browser must unsubscribe "
    "and subscribe anew.",
    Code.TOO_SLOW: "The database did not answer in time. Ask for less.",
}


def _describe(code: Code | None) -> str:
    """Graphene calls this once for the type (None) and once for each value."""
    return _DESCRIPTIONS[code] if code else "The code of an error."


class PushErrorCode(graphene.Enum):
    class Meta:
        enum = Code
        description = _describe


_TOPICS = {
    Topic.ORDER_UPDATES: "News of the shopper's own orders, and of their gift cards and vouchers "
    "that expire. The default topic of a subscription.",
    Topic.CART_REMINDERS: "Marketing: products left in the cart or viewed, or a discount on them.",
    Topic.ALERTS: "Marketing: a lower price of a product that is watched, in the cart or was "
    "viewed; a watched product that is in stock again.",
    Topic.OFFERS: "Marketing: recommendations, offers and campaigns.",
    Topic.SURVEYS: "Marketing: questions about a purchase.",
}


def _describe_topic(topic: Topic | None) -> str:
    return _TOPICS[topic] if topic else "The topics that a shopper agrees to, one by one."


class PushTopicEnum(graphene.Enum):
    class Meta:
        enum = Topic
        description = _describe_topic


_PRIORITIES = {
    Priority.LOW: "Sent only while the weekly limit has room for more.",
    Priority.NORMAL: "Leaves room for more important notifications.",
    Priority.HIGH: "May use up the weekly limit.",
}


def _describe_priority(priority: Priority | None) -> str:
    return (
        _PRIORITIES[priority]
        if priority
        else "How much of a person's weekly limit a marketing scenario may use."
    )


class PushPriorityEnum(graphene.Enum):
    class Meta:
        enum = Priority
        description = _describe_priority


class Display(enum.Enum):
    BROWSER = "browser"
    STANDALONE = "standalone"


_DISPLAYS = {
    Display.BROWSER: "In a tab of the browser.",
    Display.STANDALONE: "As an installed web app.",
}


def _describe_display(display: Display | None) -> str:
    return _DISPLAYS[display] if display else "How the storefront is displayed."


class PushDisplayModeEnum(graphene.Enum):
    class Meta:
        enum = Display
        description = _describe_display


class OfferKind(enum.Enum):
    SUBSCRIBE = "welcome"
    INSTALL = "install"


_OFFERS = {
    OfferKind.SUBSCRIBE: "For who agrees to offers for the first time.",
    OfferKind.INSTALL: "For who opens the shop as an installed web app for the first time, and "
    "agrees to offers.",
}


def _describe_offer(kind: OfferKind | None) -> str:
    return _OFFERS[kind] if kind else "What the shop promises a code for."


class PushOfferKindEnum(graphene.Enum):
    class Meta:
        enum = OfferKind
        description = _describe_offer


class WatchKind(enum.Enum):
    PRICE = Watch.PRICE
    STOCK = Watch.STOCK


_KINDS = {
    WatchKind.PRICE: "For a lower price.",
    WatchKind.STOCK: "For the variant to be in stock again.",
}


def _describe_kind(kind: WatchKind | None) -> str:
    return _KINDS[kind] if kind else "What a watch waits for."


class PushWatchKindEnum(graphene.Enum):
    class Meta:
        enum = WatchKind
        description = _describe_kind


class DeliveryStatus(enum.Enum):
    PENDING = State.PENDING.value
    SENDING = State.SENDING.value
    SENT = State.SENT.value
    SKIPPED = State.SKIPPED.value
    FAILED = State.FAILED.value
    EXPIRED = State.EXPIRED.value
    NOT_PLANNED = NOT_PLANNED


_STATUSES = {
    DeliveryStatus.PENDING: "Waits until it is due, or for a retry.",
    DeliveryStatus.SENDING: "A worker is sending it.",
    DeliveryStatus.SENT: "The push service accepted it.",
    DeliveryStatus.SKIPPED: "Not sent, because a rule says so; see the reason.",
    DeliveryStatus.FAILED: "Could not be sent.",
    DeliveryStatus.EXPIRED: "Not sent before it expired.",
    DeliveryStatus.NOT_PLANNED: "The event was seen, and no push was planned for any browser.",
}


def _describe_status(status: DeliveryStatus | None) -> str:
    return _STATUSES[status] if status else "The status of a delivery."


class PushDeliveryStatusEnum(graphene.Enum):
    class Meta:
        enum = DeliveryStatus
        description = _describe_status


_GOALS = {
    Goal.CLICK: "That more people click.",
    Goal.ORDER: "That more people buy, from their assignment to the experiment's end.",
    Goal.REVENUE: "That people buy for more, net of refunds, in the same time.",
}


def _describe_goal(goal: Goal | None) -> str:
    return _GOALS[goal] if goal else "What an experiment is to raise."


class PushExperimentGoalEnum(graphene.Enum):
    class Meta:
        enum = Goal
        description = _describe_goal


_VERDICTS = {
    Verdict.SAMPLE_RATIO_MISMATCH: "The arms have other numbers of people than chance gives: no "
    "figure is to be trusted.",
    Verdict.TOO_FEW: "Too few people have clicked for any claim.",
    Verdict.PROVEN: "The leader is proven to be better than the first arm; if the first one leads, "
    "than each other.",
    Verdict.NO_LARGER_DIFFERENCE: "No arm differs from the first one by more than is of interest.",
    Verdict.LEADER_NOT_PROVEN: "One arm leads, which may be chance.",
}


def _describe_verdict(verdict: Verdict | None) -> str:
    return _VERDICTS[verdict] if verdict else "What may be claimed of an experiment."


class PushExperimentVerdictEnum(graphene.Enum):
    class Meta:
        enum = Verdict
        description = _describe_verdict


_GROUPS = {
    By.DAY: "By day (UTC).",
    By.SCENARIO: "By scenario.",
    By.CAMPAIGN: "By campaign.",
    By.ARM: "By experiment and arm.",
    By.CHANNEL: "By channel.",
    By.LANGUAGE: "By the reader's language.",
    By.PLATFORM: "By operating system.",
    By.SERVICE: "By push service, which tells the browser.",
}


def _describe_group(by: By | None) -> str:
    return _GROUPS[by] if by else "What a row of results is of."


class PushResultsGroupEnum(graphene.Enum):
    class Meta:
        enum = By
        description = _describe_group


_GAPS = {
    Gap.TODAYS_BROWSERS: "Browsers, and what their shoppers agreed to, are those of today: who "
    "subscribed later counts, who left does not.",
    Gap.TODAYS_STATE: "Prices, stock, and the status of orders and accounts are those of today.",
    Gap.DELETED_CARTS: "Saleor deletes a cart when it is ordered, or by itself after some weeks. "
    "Those are missing, unless they were reported while the shop sent.",
    Gap.EARLIER_LOOKS: "Of each browser and product only the last look is stored.",
    Gap.UNREPORTED: "Saleor does not store when it happened: what counts was reported while the "
    "shop sent.",
    Gap.EARLIER_PRICES: "Saleor does not store earlier prices and stock.",
    Gap.RESENT_CARDS: "Saleor does not store to whom a gift card was sent again.",
    Gap.CAMPAIGNS: "Campaigns are planned by staff: `pushSegmentPreview` tells whom one reaches.",
}


def _describe_gap(gap: Gap | None) -> str:
    return _GAPS[gap] if gap else "What is not known of a period."


class PushDryRunGapEnum(graphene.Enum):
    class Meta:
        enum = Gap
        description = _describe_gap
