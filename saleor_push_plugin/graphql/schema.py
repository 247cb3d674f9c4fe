"""The GraphQL schema. `manage.py push_schema` prints it to docs/schema.graphql."""

from typing import TYPE_CHECKING, Any

import graphene
from graphql import GraphQLError

from ..messages import overrides
from ..shop import config
from ..subscribers import possession
from .inputs_parsing import channel_exists, endpoint_problems
from .staff.audit_log import AuditLogQuery
from .staff.campaign_changes import (
    PushCampaignCancel,
    PushCampaignCreate,
    PushCampaignDelete,
    PushCampaignDuplicate,
    PushCampaignPause,
    PushCampaignResume,
    PushCampaignSchedule,
    PushCampaignUpdate,
)
from .staff.campaigns import CampaignQuery
from .staff.consent_log import ConsentLogQuery
from .staff.delivery_log import DeliveryLogQuery
from .staff.delivery_reports import PushFulfillmentDelivered
from .staff.dry_runs import DryRunQuery
from .staff.experiments import ExperimentQuery, PushExperimentStart, PushExperimentStop
from .staff.health import HealthQuery
from .staff.hold_outs import HoldOutQuery
from .staff.persons import PersonQuery, PushPersonErase, PushPersonExport
from .staff.results import ResultsQuery
from .staff.sample_sends import PushCampaignTestSend, PushTestSend
from .staff.scenario_switch import PushScenarioSwitch
from .staff.scenarios import PushScenario, scenarios
from .staff.segment_conditions import ConditionQuery
from .staff.segments import (
    PushSegmentCreate,
    PushSegmentDelete,
    PushSegmentUpdate,
    SegmentQuery,
)
from .staff.sending import PushSendingConfirm, SendingQuery
from .staff.settings import PushSettingsUpdate, SettingsQuery
from .staff.subscriber_counts import SubscriberCountQuery
from .staff.subscriber_growth import GrowthQuery
from .staff.subscribers import SubscribersQuery
from .staff.survey_answers import SurveyQuery
from .staff.templates import PushTemplateReset, PushTemplateUpdate
from .storefront.preferences import PushPreferencesUpdate
from .storefront.product_views import PushProductViewed
from .storefront.subscribing import PushSubscribe, PushSubscriptionRenew
from .storefront.subscriptions import (
    PushCustomerAttach,
    PushCustomerDetach,
    PushUnsubscribe,
    endpoint_argument,
    proof_argument,
)
from .storefront.watches import PushUnwatch, PushWatchPrice, PushWatchStock
from .types import PushConfig, PushPreferences

if TYPE_CHECKING:
    from ..models import Subscription


class NotFoundError(GraphQLError):
    """The requested object does not exist."""


class Query(
    ConsentLogQuery,
    DeliveryLogQuery,
    SurveyQuery,
    SendingQuery,
    ExperimentQuery,
    CampaignQuery,
    SegmentQuery,
    ResultsQuery,
    HoldOutQuery,
    HealthQuery,
    SubscribersQuery,
    SubscriberCountQuery,
    SettingsQuery,
    PersonQuery,
    AuditLogQuery,
    DryRunQuery,
    GrowthQuery,
    ConditionQuery,
):
    push_config = graphene.Field(
        PushConfig,
        required=True,
        channel=graphene.String(required=True, description="Slug of the channel."),
        description="The settings a storefront needs before it asks a shopper for permission.",
    )

    push_preferences = graphene.Field(
        PushPreferences,
        endpoint=endpoint_argument(),
        proof=proof_argument(),
        description=(
            "The preferences of a shopper in one browser. Null if no browser is subscribed with "
            "this endpoint, or if the proof is not that browser's."
        ),
    )

    push_scenarios = graphene.List(
        graphene.NonNull(PushScenario),
        required=True,
        code=graphene.String(description="Only the scenario of this code."),
        channel=graphene.String(
            description="Slug of the channel whose texts are used. Left out: the texts "
            "for all channels."
        ),
        description=(
            "All scenarios and their texts, for an editor of the texts. "
            "Requires the permission MANAGE_PLUGINS of a member of staff or an app."
        ),
    )

    class Meta:
        description = "Queries of storefronts, and of staff and apps."

    @staticmethod
    def resolve_push_config(_root: None, _info: Any, channel: str) -> PushConfig:
        if not channel_exists(channel):
            raise NotFoundError("There is no such channel.")
        settings = config.load()
        found = PushConfig(
            enabled=settings.sending,
            vapid_public_key=settings.vapid_public_key,
            default_language=settings.default_language,
            languages=overrides.languages(),
        )
        found.settings, found.channel = settings, channel
        return found

    @staticmethod
    def resolve_push_scenarios(_root: None, info: Any, **filters: Any) -> list[PushScenario]:
        return scenarios(info, **filters)

    @staticmethod
    def resolve_push_preferences(
        _root: None, _info: Any, endpoint: str, proof: str | None = None
    ) -> "Subscription | None":
        found = None if endpoint_problems(endpoint) else possession.find(endpoint, proof or "")
        return found.subscription if found else None


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
    push_experiment_start = PushExperimentStart.Field()
    push_experiment_stop = PushExperimentStop.Field()
    push_segment_create = PushSegmentCreate.Field()
    push_segment_update = PushSegmentUpdate.Field()
    push_segment_delete = PushSegmentDelete.Field()
    push_campaign_create = PushCampaignCreate.Field()
    push_campaign_update = PushCampaignUpdate.Field()
    push_campaign_delete = PushCampaignDelete.Field()
    push_campaign_duplicate = PushCampaignDuplicate.Field()
    push_campaign_schedule = PushCampaignSchedule.Field()
    push_campaign_pause = PushCampaignPause.Field()
    push_campaign_resume = PushCampaignResume.Field()
    push_campaign_cancel = PushCampaignCancel.Field()
    push_campaign_test_send = PushCampaignTestSend.Field()
    push_test_send = PushTestSend.Field()
    push_person_export = PushPersonExport.Field()
    push_person_erase = PushPersonErase.Field()
    push_scenario_switch = PushScenarioSwitch.Field()
    push_settings_update = PushSettingsUpdate.Field()
    push_sending_confirm = PushSendingConfirm.Field()

    class Meta:
        description = "Mutations of storefronts, and of staff and apps."


schema = graphene.Schema(query=Query, mutation=Mutation)
