"""What storefronts hand over the counter."""

import graphene


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
        description="Language tag such as `pl` or `en-GB`; else the shop's default language."
    )
    time_zone = graphene.String(
        description="IANA time zone of the browser, such as `Europe/Warsaw`."
    )
    checkout_id = graphene.ID(
        description="ID of the guest's checkout; its order will be reported to this browser."
    )

    class Meta:
        description = "A browser and the shopper in front of it."
