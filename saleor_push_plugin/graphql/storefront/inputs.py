"""Input types of the storefront API."""

import graphene

from .. import scalars
from ..consent_enums import PushConsentSourceInputEnum
from ..enums import PushDisplayModeEnum, PushTopicEnum


def _topics(description: str) -> graphene.List:
    return graphene.List(graphene.NonNull(PushTopicEnum), description=description)


def _text_version() -> graphene.String:
    return graphene.String(
        description="Version of the text the shopper agreed to, such as `2026-03`; for "
        "the consent log. At most 64 letters, digits, spaces and `_.:/+-`."
    )


def _text_language() -> graphene.String:
    return graphene.String(
        description="Language tag of that text; by default the storefront's language."
    )


def _source() -> PushConsentSourceInputEnum:
    return PushConsentSourceInputEnum(
        description="Where the shopper was asked; for the consent log."
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
        description = "Keys that encrypt notifications to this browser (RFC 8291)."


class PushSubscriptionInput(graphene.InputObjectType):
    endpoint = graphene.String(
        required=True, description="URL at the push service, unique to this browser."
    )
    keys = PushKeysInput(required=True, description="Keys of the browser.")
    expiration_time = graphene.Float(
        description=(
            "In milliseconds since 1970, as browsers send it. Not used: the push service reports "
            "an expired subscription."
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
        description="Language tag (BCP 47) such as `pl` or `en-GB`; by default, and in place of "
        "one that is not well-formed, the shop's language. Extensions are not stored. A "
        "language chosen in the preferences takes precedence."
    )
    time_zone = graphene.String(
        description="IANA time zone of the browser, such as `Europe/Warsaw`; by default, and in "
        "place of an unknown one, the shop's default time zone."
    )
    checkout_id = graphene.ID(
        description="ID of the guest's checkout; this browser gets the updates of its order."
    )
    display_mode = PushDisplayModeEnum(description="How the storefront is displayed.")
    vapid_public_key = graphene.String(
        description=(
            "The VAPID public key that the browser subscribed with, in base64url; by default the "
            "one that is stored with this endpoint, else the current one. A former key is taken "
            "only from a browser that proves to be subscribed with it, as when a worker renews."
        )
    )
    returning = graphene.Boolean(
        description="Whether this browser was subscribed before: it gets no second welcome."
    )
    topics = _topics(
        "All topics the shopper agrees to. Left out, nothing changes for a known browser, and a "
        "new one gets ORDER_UPDATES: marketing needs explicit consent."
    )
    text_version = _text_version()
    text_language = _text_language()
    source = _source()

    class Meta:
        description = "A browser's push subscription, and the context of its shopper."


class PushPreferencesInput(graphene.InputObjectType):
    topics = _topics("All topics the shopper agrees to from now on; an empty list is none.")
    paused_until = scalars.DateTime(
        description="No marketing until then, at most a year ahead. A time in the past "
        "ends a pause."
    )
    pause_days = scalars.Int(
        description="Length of the pause in days from now; 0 ends a pause. Excludes `pausedUntil`."
    )
    language = graphene.String(
        description="Language tag such as `pl` or `en-GB`. Overrides the storefront's "
        "language until "
        "another is chosen or the customer logs out. An empty string ends the override."
    )
    weekly_limit = scalars.Int(
        description="At most this many marketing notifications in seven days; 0: the shop's limit."
    )
    objects_to_segmentation = graphene.Boolean(
        description="Whether the person objects to being sorted into segments: no segment with a "
        "condition finds them. Of a customer in all their browsers."
    )
    text_version = _text_version()
    text_language = _text_language()
    source = _source()

    class Meta:
        description = "Changes of a shopper's preferences; fields left out stay as they are."
