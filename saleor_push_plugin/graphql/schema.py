"""The storefront schema. Printed to docs/schema.graphql by `push_schema`; a test holds it there."""

from typing import TYPE_CHECKING, Any

import graphene
from graphql import GraphQLError

from .. import subscriptions
from ..l10n import LANGUAGES
from ..shop import config
from .deliveries import PushDelivered
from .mutations import PushBind, PushSubscribe, PushSync, PushUnbind, PushUnsubscribe
from .preferences import PushPreferencesUpdate
from .types import PushConfig, PushPreferences
from .views import PushViewed
from .watches import PushUnwatch, PushWatchPrice, PushWatchStock
from .wishes import about_endpoint, channel_exists

if TYPE_CHECKING:
    from ..models import Subscription


class NotFoundError(GraphQLError):
    """What was asked about is not there."""


class Query(graphene.ObjectType):
    push_config = graphene.Field(
        PushConfig,
        required=True,
        channel=graphene.String(required=True, description="Slug of the channel."),
        description="What a storefront needs to know before it asks a shopper for permission.",
    )

    push_preferences = graphene.Field(
        PushPreferences,
        endpoint=graphene.String(required=True, description="The endpoint of the browser."),
        description=(
            "What a shopper agreed to in this browser. Null if no browser is subscribed with that "
            "endpoint, which only the browser itself and this shop know."
        ),
    )

    class Meta:
        description = "What storefronts may read."

    @staticmethod
    def resolve_push_config(_root: None, _info: Any, channel: str) -> PushConfig:
        if not channel_exists(channel):
            raise NotFoundError("There is no such channel.")
        settings = config.load()
        return PushConfig(
            enabled=settings.sending,
            vapid_public_key=settings.vapid_public_key,
            default_language=settings.default_language,
            languages=list(LANGUAGES),
        )

    @staticmethod
    def resolve_push_preferences(_root: None, _info: Any, endpoint: str) -> "Subscription | None":
        return None if about_endpoint(endpoint) else subscriptions.find(endpoint)


class Mutation(graphene.ObjectType):
    push_subscribe = PushSubscribe.Field()
    push_sync = PushSync.Field()
    push_unsubscribe = PushUnsubscribe.Field()
    push_bind = PushBind.Field()
    push_unbind = PushUnbind.Field()
    push_preferences_update = PushPreferencesUpdate.Field()
    push_watch_price = PushWatchPrice.Field()
    push_watch_stock = PushWatchStock.Field()
    push_unwatch = PushUnwatch.Field()
    push_viewed = PushViewed.Field()
    push_delivered = PushDelivered.Field()

    class Meta:
        description = "What storefronts may change."


schema = graphene.Schema(query=Query, mutation=Mutation)
