"""What storefronts hand over the counter."""

import graphene

from .enums import PushDisplayModeEnum, PushTopicEnum


def _topics(description: str) -> graphene.List:
    return graphene.List(graphene.NonNull(PushTopicEnum), description=description)


def _text_version() -> graphene.String:
    return graphene.String(
        description="Which wording the shopper agreed to, such as `2026-03`; for the consent log."
    )


def _source() -> graphene.String:
    return graphene.String(
        description="Where the shopper was asked, such as `bell`; for the consent log."
    )


class PushKeysInput(graphene.InputObjectType):
    p256dh = graphene.String(
        required=True,
        description="Public key of the browser: an uncompressed P-256 point in base64url.",
    )
    auth = graphene.String(
        required=True, description="Authentication secret of the browser, 16 bytes in base64url."
    )

    class Meta:
        description = "Keys that notifications to this browser are encrypted with."


class PushSubscriptionInput(graphene.InputObjectType):
    endpoint = graphene.String(
        required=True, description="URL at the push service, unique to this browser."
    )
    keys = PushKeysInput(required=True, description="Keys of the browser.")
    expiration_time = graphene.Float(
        description=(
            "Accepted as browsers send it, in milliseconds since 1970, and not used: "
            "an expired subscription is noticed when its push service says so."
        )
    )

    class Meta:
        description = "The browser's `PushSubscription.toJSON()`, unchanged."


class PushSubscribeInput(graphene.InputObjectType):
    subscription = PushSubscriptionInput(
        required=True, description="The browser's push subscription."
    )
    channel = graphene.String(
        required=True, description="Slug of the channel the shopper is browsing."
    )
    language = graphene.String(
        description="Language tag such as `pl` or `en-GB`; else the shop's default language. One "
        "that was chosen in the preferences goes before."
    )
    time_zone = graphene.String(
        description="IANA time zone of the browser, such as `Europe/Warsaw`."
    )
    checkout_id = graphene.ID(
        description="ID of the guest's checkout; its order will be reported to this browser."
    )
    display_mode = PushDisplayModeEnum(description="Whether in a tab or as an installed web app.")
    vapid_public_key = graphene.String(
        description=(
            "Key of the shop's that the browser was subscribed with, in base64url. Left out, it is "
            "the current one; a worker that renews by itself may still have the one before."
        )
    )
    returning = graphene.Boolean(
        description="Whether somebody left in this browser and comes back: no second welcome."
    )
    topics = _topics(
        "What the shopper agreed to, exactly. Left out, nothing changes for a known browser, and a "
        "new one gets ORDER_UPDATES: marketing has to be agreed to in so many words."
    )
    text_version = _text_version()
    source = _source()

    class Meta:
        description = "A browser and the shopper in front of it."


class PushPreferencesInput(graphene.InputObjectType):
    topics = _topics("What the shopper agrees to from now on, exactly; an empty list is nothing.")
    paused_until = graphene.DateTime(
        description="No marketing until then, within a year. A moment in the past ends a pause."
    )
    pause_days = graphene.Int(
        description="The same, counted from now; 0 ends a pause. Give this or `pausedUntil`."
    )
    language = graphene.String(
        description="Language tag such as `pl` or `en-GB`, whatever the storefront says, until "
        "another is chosen or somebody logs out. An empty one leaves it to the storefront again."
    )
    weekly_limit = graphene.Int(
        description="No more marketing in seven days than this; 0 leaves it to the shop."
    )
    text_version = _text_version()
    source = _source()

    class Meta:
        description = "What a shopper changed in the preference centre; what is left out stays."
