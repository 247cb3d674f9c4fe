"""The storefront schema. Printed to docs/schema.graphql by `push_schema`; a test holds it there."""

from typing import TYPE_CHECKING, Any

import graphene
from graphql import GraphQLError

from ..messages import overrides
from ..shop import config
from ..subscribers import lifecycle
from .inputs_parsing import about_endpoint, channel_exists
from .staff.delivery_log import DeliveryLogQuery
from .staff.fulfillments import PushFulfillmentDelivered
from .staff.scenarios import PushScenario, scenarios
from .staff.surveys import SurveyQuery
from .staff.templates import PushTemplateReset, PushTemplateUpdate
from .storefront.preferences import PushPreferencesUpdate
from .storefront.product_views import PushProductViewed
from .storefront.subscriptions import (
    PushCustomerAttach,
    PushCustomerDetach,
    PushSubscribe,
    PushSubscriptionRenew,
    PushUnsubscribe,
)
from .storefront.watches import PushUnwatch, PushWatchPrice, PushWatchStock
from .types import PushConfig, PushPreferences

if TYPE_CHECKING:
    from ..models import Subscription


class NotFoundError(GraphQLError):
    """What was asked about is not there."""


class Query(DeliveryLogQuery, SurveyQuery):
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

    push_scenarios = graphene.List(
        graphene.NonNull(PushScenario),
        required=True,
        code=graphene.String(description="Only the scenario of this code."),
        channel=graphene.String(
            description="Slug of the channel whose texts are shown. Left out: those for all."
        ),
        description=(
            "Every kind of push and what it says, for an editor of the texts. "
            "Requires the permission MANAGE_PLUGINS of a member of staff or an app."
        ),
    )

    class Meta:
        description = "What storefronts may read, and what staff and apps may ask."

    @staticmethod
    def resolve_push_config(_root: None, _info: Any, channel: str) -> PushConfig:
        if not channel_exists(channel):
            raise NotFoundError("There is no such channel.")
        settings = config.load()
        return PushConfig(
            enabled=settings.sending,
            vapid_public_key=settings.vapid_public_key,
            default_language=settings.default_language,
            languages=overrides.languages(),
        )

    @staticmethod
    def resolve_push_scenarios(_root: None, info: Any, **which: Any) -> list[PushScenario]:
        return scenarios(info, **which)

    @staticmethod
    def resolve_push_preferences(_root: None, _info: Any, endpoint: str) -> "Subscription | None":
        return None if about_endpoint(endpoint) else lifecycle.find(endpoint)


class Mutation(graphene.ObjectType):
    push_subscribe = PushSubscribe.Field()
    push_subscription_renew = PushSubscriptionRenew.Field()
    push_unsubscribe = PushUnsubscribe.Field()
    push_customer_attach = PushCustomerAttach.Field()
    push_customer_detach = PushCustomerDetach.Field()
    push_preferences_update = PushPreferencesUpdate.Field()
    push_watch_price = PushWatchPrice.Field()
    push_watch_stock = PushWatchStock.Field()
    push_unwatch = PushUnwatch.Field()
    push_product_viewed = PushProductViewed.Field()
    push_fulfillment_delivered = PushFulfillmentDelivered.Field()
    push_template_update = PushTemplateUpdate.Field()
    push_template_reset = PushTemplateReset.Field()

    class Meta:
        description = "What storefronts may change, and the shop's own people."


schema = graphene.Schema(query=Query, mutation=Mutation)
