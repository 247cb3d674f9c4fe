"""The storefront schema. Printed to docs/schema.graphql by `push_schema`; a test holds it there."""

from typing import Any

import graphene
from graphql import GraphQLError

from ..l10n import LANGUAGES
from ..shop import config
from .mutations import PushBind, PushSubscribe, PushSync, PushUnbind, PushUnsubscribe
from .types import PushConfig
from .wishes import channel_exists


class NotFoundError(GraphQLError):
    """What was asked about is not there."""


class Query(graphene.ObjectType):
    push_config = graphene.Field(
        PushConfig,
        required=True,
        channel=graphene.String(required=True, description="Slug of the channel."),
        description="What a storefront needs to know before it asks a shopper for permission.",
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


class Mutation(graphene.ObjectType):
    push_subscribe = PushSubscribe.Field()
    push_sync = PushSync.Field()
    push_unsubscribe = PushUnsubscribe.Field()
    push_bind = PushBind.Field()
    push_unbind = PushUnbind.Field()

    class Meta:
        description = "What storefronts may change."


schema = graphene.Schema(query=Query, mutation=Mutation)
