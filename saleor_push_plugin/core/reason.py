"""Reasons why a push was skipped, delayed, failed, expired or not planned."""

from collections.abc import Container, Mapping
from enum import StrEnum
from typing import NewType, Self

# A reason that only one scenario of another package gives: `<scenario>.<name>`.
ScenarioReason = NewType("ScenarioReason", str)


class Reason(StrEnum):
    """A code that is stored and given to apps, with its English words for staff.

    A code never changes its meaning and is never reused, because rows keep it for months. Words
    may change. Their translations are in locale/.
    """

    words: str

    def __new__(cls, code: str, words: str) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.words = words
        return member

    # For a row without a stored reason: derived from its state.
    WAITS_FOR_PLANNING = "waits_for_planning", "No worker has planned it yet."
    WAITS_UNTIL_DUE = "waits_until_due", "It is not due yet."
    OTHER_ADDRESS = (
        "other_address",
        "Sending was switched on for a shop with another address; here nothing is sent.",
    )
    BEING_SENT = "being_sent", "A worker is sending it."
    ACCEPTED = "accepted", "The push service accepted it."

    # Not planned or not sent: the shop's settings, the browser, the shopper's consent.
    SCENARIO_DISABLED = "scenario_disabled", "The scenario is switched off."
    CHANNEL_INACTIVE = "channel_inactive", "The channel is not active."
    ACCOUNT_INACTIVE = "account_inactive", "The account is not active."
    NO_SUBSCRIPTION = "no_subscription", "None of the person's browsers was subscribed."
    SUBSCRIPTION_GONE = "subscription_gone", "The browser's subscription no longer exists."
    SUBSCRIPTION_REPLACED = "subscription_replaced", "The browser has a newer subscription."
    TOO_MANY_DEVICES = (
        "too_many_devices",
        "The customer has more browsers than the limit; this one was not seen for longest.",
    )
    UNSUBSCRIBED = "unsubscribed", "The shopper unsubscribed in this browser."
    PERMISSION_DENIED = "permission_denied", "The shopper blocked notifications in the browser."
    PERMISSION_RESET = "permission_reset", "The browser took the permission back by itself."
    OWNER_CHANGED = "owner_changed", "The browser no longer belongs to this person."
    NOT_FOR_THIS_DEVICE = (
        "not_for_this_device",
        "The browser is not logged in as the customer, and the text says nothing but amounts.",
    )
    NO_CONSENT = "no_consent", "The shopper has not agreed to pushes of this topic."
    OBJECTS_TO_SEGMENTATION = "objects_to_segmentation", "The person objects to segmentation."
    NOTIFY_CUSTOMER_OFF = "notify_customer_off", "Staff did not tick “notify the customer”."
    BROWSER_UNPROVEN = (
        "browser_unproven",
        "No push service has accepted a push for this browser yet, and nobody has logged in there.",
    )
    NOT_SEEN = "not_seen", "The shop has not been visited in this browser for a long time."
    UNNOTICED = "unnoticed", "No reaction to ten pushes since the last visit, over a month ago."
    ERASED = "erased", "The person's data was erased."
    NOT_VISITED_YET = "not_visited_yet", "Imported, and the shop was not visited in it since."
    MADE_ROOM = "made_room", "The browser was never proven and gave way to newer ones."
    RETURNING_BROWSER = "returning_browser", "This browser was subscribed here before."
    CAMPAIGN_PAUSED = "campaign_paused", "The campaign is paused."
    CAMPAIGN_CANCELLED = "campaign_cancelled", "The campaign was cancelled."
    ZONE_HOUR_PAST = "zone_hour_past", "The campaign's hour was past in the person's time zone."
    IS_THE_CUSTOMER = "is_the_customer", "The guest has logged in and gets it as the customer."
    GOT_IT_ALREADY = "got_it_already", "The person's browser has had the campaign already."
    CANARY_DISMISSED = "canary_dismissed", "Too many of the first people closed it."
    CANARY_UNSUBSCRIBED = "canary_unsubscribed", "Too many of the first people unsubscribed."
    CANARY_REFUSED = "canary_refused", "Push services refused it for too many of the first people."
    OCCURRENCE_UNDER_WAY = "occurrence_under_way", "The occurrence before it was not over."
    AUDIENCE_UNREADABLE = (
        "audience_unreadable",
        "The audience could not be found: a condition is not known here, or took too long.",
    )
    SUBJECT_NOT_FOUND = "subject_not_found", "What it is about is no longer in the shop."
    TOO_LATE = "too_late", "It was not sent in time."
    FAN_OUT_FAILED = "fan_out_failed", "The rows of its recipients could not be created."
    SCENARIO_FAILED = (
        "scenario_failed",
        "The scenario of another package failed, or gave a reason it does not declare.",
    )

    # Frequency and order of pushes.
    QUIET_HOURS = "quiet_hours", "It waits for the end of the quiet hours."
    WAITS_FOR_ITS_TURN = (
        "waits_for_its_turn",
        "Many new browsers get their first push; this one waits for its turn.",
    )
    PAUSED = "paused", "The shopper has paused marketing."
    ORDER_NEWS_UNSEEN = (
        "order_news_unseen",
        "The device may not have got news of an order yet, whose place this would take.",
    )
    SHOPPER_ACTIVE = "shopper_active", "The shopper may be busy with it right now."
    WAITS_FOR_OTHER_UPDATE = "waits_for_other_update", "Another update of the order is being sent."
    WAITS_FOR_PREVIOUS_STEP = (
        "waits_for_previous_step",
        "Its delay counts from the push before it in the sequence.",
    )
    PREVIOUS_STEP_NOT_SENT = "previous_step_not_sent", "The push before it was not sent."
    WEEKLY_CAP_REACHED = (
        "weekly_cap_reached",
        "The person has had as much marketing this week as the shop allows.",
    )
    SHOPPER_LIMIT_REACHED = (
        "shopper_limit_reached",
        "The person has had as much marketing this week as they allow.",
    )
    SAME_SUBJECT_RECENTLY = (
        "same_subject_recently",
        "The person had another push about the same in the last day.",
    )
    TOLD_RECENTLY = "told_recently", "The shopper was told the same in the last day."
    BEING_TOLD = "being_told", "Another alert for the same is being sent."
    HELD_OUT = "held_out", "The person is in the hold-out, to measure what notifications bring."
    SUPERSEDED = "superseded", "The browser has a newer push about the same."

    # Orders and fulfillments.
    ORDER_NOT_BY_SHOPPER = "order_not_by_shopper", "The shopper did not place the order."
    ORDER_DRAFT = "order_draft", "The order is still a draft."
    CANCELLED_MEANWHILE = "cancelled_meanwhile", "The order was cancelled."
    ORDER_NOT_CANCELLED = "order_not_cancelled", "The order is not cancelled."
    ORDER_EXPIRED = "order_expired", "The order expired."
    ORDER_RETURNED = "order_returned", "The order was returned, all of it or a part."
    REFUNDED_IN_FULL = "refunded_in_full", "All of the order was refunded."
    ORDER_STATUS_CHANGED = "order_status_changed", "The order has another status by now."
    REFUND_CHANGED = "refund_changed", "The refunded sum is another one by now."
    NOT_COLLECTED = "not_collected", "The order is not collected by the shopper."
    NOT_AT_COLLECTION_POINT = "not_at_collection_point", "It comes from another warehouse."
    GOODS_REFUNDED = "goods_refunded", "Goods of the order were refunded or returned."
    DELIVERY_WITHDRAWN = "delivery_withdrawn", "It is no longer marked as delivered."
    NOT_SHIPPED = "not_shipped", "The order is one that is not shipped."
    FULFILLMENT_CHANGED = "fulfillment_changed", "The fulfillment changed again meanwhile."
    FULFILLMENT_STATUS_CHANGED = (
        "fulfillment_status_changed",
        "The fulfillment has another status by now.",
    )
    DELIVERED_ALREADY = "delivered_already", "It was delivered already."
    TOLD_WITH_ANOTHER = "told_with_another", "The push of another parcel tells of it as well."
    NOTHING_SHIPS = "nothing_ships", "Nothing in it is shipped: downloads or gift cards."
    MORE_TO_COME = "more_to_come", "Other parts of the order have not arrived yet."
    NO_TRACKING_NUMBER = "no_tracking_number", "The fulfillment has no tracking number."
    ASKED_RECENTLY = "asked_recently", "The person was asked in the last month."

    # Carts, products, offers.
    BOUGHT_MEANWHILE = "bought_meanwhile", "The person has bought it, or something else, since."
    CART_EMPTIED = "cart_emptied", "The cart is empty."
    CART_CHANGED = "cart_changed", "The cart holds something else by now."
    NEWER_CART = "newer_cart", "The person has filled another cart since."
    PAYMENT_UNDER_WAY = (
        "payment_under_way",
        "The cart is paid, or its payment is under way; the order is not placed yet.",
    )
    IN_CART = "in_cart", "It is in the person's cart, or something else was put there since."
    VIEWED_AGAIN = "viewed_again", "The person has looked at the product again."
    VIEWED_SOMETHING_ELSE = (
        "viewed_something_else",
        "The person has looked at another product since.",
    )
    NOT_FOR_SALE = "not_for_sale", "It is not for sale."
    SOLD_OUT = "sold_out", "It is sold out."
    NOT_AVAILABLE = "not_available", "No variant of it can be bought now."
    WATCH_ENDED = "watch_ended", "The shopper no longer waits for it."
    TARGET_PRICE_NOT_REACHED = (
        "target_price_not_reached",
        "The price is still higher than the shopper asked for.",
    )
    PRICE_DROP_TOO_SMALL = "price_drop_too_small", "The price fell by too little."
    NOTHING_TO_RECOMMEND = "nothing_to_recommend", "There is no product to recommend."

    # Customers.
    ALREADY_WELCOMED = "already_welcomed", "The person was welcomed before."
    ALREADY_INSTALLED = "already_installed", "The person was thanked for the app before."
    NOT_INSTALLED = "not_installed", "None of the person's browsers has the app."
    NO_OFFER = "no_offer", "The shop offers nothing for it."
    ACCOUNT_NOT_CONFIRMED = "account_not_confirmed", "The account is not confirmed yet."
    HAS_ORDERED = "has_ordered", "The person has ordered already."
    NO_MILESTONE = "no_milestone", "The order is not one of the person's milestones."
    SPENT_OR_INACTIVE = "spent_or_inactive", "It is used up or switched off."
    EXPIRY_CHANGED = "expiry_changed", "It is valid until another day by now."

    # Preparing and sending.
    FACTS_UNREADABLE = (
        "facts_unreadable",
        "What it is about could not be read from the shop; it is tried again.",
    )
    NOT_PREPARED = "not_prepared", "The message could not be prepared."
    VAPID_KEY_UNKNOWN = (
        "vapid_key_unknown",
        "The shop does not have the VAPID key this browser subscribed with.",
    )
    UNKNOWN_PUSH_SERVICE = "unknown_push_service", "The shop does not send to this push service."
    PRIVATE_ADDRESS = "private_address", "The push service's address is not a public one."
    PAYLOAD_TOO_LARGE = "payload_too_large", "The push service found the message too large."
    PUSH_REJECTED = "push_rejected", "The push service rejected the message."
    UNEXPECTED_ANSWER = (
        "unexpected_answer",
        "The push service gave an answer whose meaning is not known.",
    )
    BROWSER_QUARANTINED = (
        "browser_quarantined",
        "The push service refused earlier pushes to this browser; it is tried again later.",
    )
    VAPID_KEY_REFUSED = "vapid_key_refused", "The push service refused the shop's VAPID key."
    PUSH_SERVICE_BUSY = "push_service_busy", "The push service asked to wait."
    PUSH_SERVICE_ERROR = "push_service_error", "The push service reported an error of its own."
    CONNECTION_FAILED = (
        "connection_failed",
        "There was no connection to the push service, or no answer in time.",
    )
    PROXY_FAILED = "proxy_failed", "The shop's proxy did not connect to the push service."
    REPEATED_FAILURES = (
        "repeated_failures",
        "Several messages in a row failed; nothing is sent to the push service for a while.",
    )
    PUSH_SERVICE_PAUSED = (
        "push_service_paused",
        "Nothing is sent to the push service for a while; it is tried again.",
    )
    NO_CAPACITY = "no_capacity", "The worker had no time for it; it is tried again."
    SUBSCRIPTION_RENEWED = (
        "subscription_renewed",
        "The browser has renewed its subscription; it is sent there.",
    )
    WORKERS_CRASHED = "workers_crashed", "Every worker that took it ended before it was sent."

    # Sent, but without its voucher code.
    VOUCHER_NOT_FOUND = (
        "voucher_not_found",
        "Sent without its voucher: the shop has no such voucher.",
    )
    VOUCHER_NOT_STARTED = "voucher_not_started", "Sent without its voucher: it is not valid yet."
    VOUCHER_ENDED = "voucher_ended", "Sent without its voucher: it is no longer valid."
    VOUCHER_NOT_IN_CHANNEL = (
        "voucher_not_in_channel",
        "Sent without its voucher: it is not for this channel.",
    )
    VOUCHER_LIMIT_REACHED = (
        "voucher_limit_reached",
        "Sent without its voucher: its usage limit is reached.",
    )
    VOUCHER_FOR_STAFF = "voucher_for_staff", "Sent without its voucher: it is for staff only."
    VOUCHER_ONCE_PER_CUSTOMER = (
        "voucher_once_per_customer",
        "Sent without its voucher: it is for once per customer, and the person has used it.",
    )
    VOUCHER_FOR_CUSTOMERS = (
        "voucher_for_customers",
        "Sent without its voucher: the person has neither an account nor a paid order.",
    )
    VOUCHER_UNPAID = (
        "voucher_unpaid",
        "Sent without its voucher: too few of the person's orders are paid.",
    )
    VOUCHER_QUOTA_REACHED = (
        "voucher_quota_reached",
        "Sent without its voucher: as many codes of it were made today as the shop allows.",
    )
    VOUCHER_BUDGET_SPENT = "voucher_budget_spent", "The voucher's budget is spent."
    VOUCHER_UNUSABLE = "voucher_unusable", "The person could not use the voucher that it is about."
    VOUCHER_CODE_USED = "voucher_code_used", "Sent without its voucher: the person has used it."
    VOUCHER_TOO_FEW_ITEMS = (
        "voucher_too_few_items",
        "Sent without its voucher: it is for more items than are bought.",
    )
    VOUCHER_CART_TOO_CHEAP = (
        "voucher_cart_too_cheap",
        "Sent without its voucher: it is for carts that are worth more.",
    )
    VOUCHER_OTHER_GOODS = "voucher_other_goods", "Sent without its voucher: it is for other goods."
    VOUCHER_WORTH_NOTHING = (
        "voucher_worth_nothing",
        "Sent without its voucher: it takes nothing off in this channel.",
    )
    VOUCHER_OTHER_COUNTRY = (
        "voucher_other_country",
        "Sent without its voucher: it is not for the country the cart goes to.",
    )
    VOUCHER_PARTIAL_SHIPPING = (
        "voucher_partial_shipping",
        "Sent without its voucher: it pays a part of the shipping only.",
    )


AnyReason = Reason | ScenarioReason
CODES: Mapping[str, Reason] = {reason.value: reason for reason in Reason}


def find(code: object, own: Container[str]) -> AnyReason | None:
    """The reason with this code: a Reason, or one that a scenario declares (`own`); else None."""
    if not isinstance(code, str):
        return None
    return CODES.get(code) or (ScenarioReason(code) if code in own else None)
