"""Types of one person, as staff see what they were told and why, and what is known of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import graphene
from graphql import GraphQLError

from ...core.global_id import OURS, global_id, number_of
from ...engagement import delivery_log
from ...models import Assignment, CampaignRecipient, PersonFacts, Subscription
from ...person_data.stored_person import StoredPerson
from ...segments import reasons
from ...segments.reasons import Membership
from ...shop import shopper_subjects
from ...subscribers import segmentation_objections
from .. import pagination, scalars
from .delivery_log import PushDeliveryConnection, PushReason, cursor_of_delivery
from .health_types import Told
from .segment_types import SEGMENT, PushSegment
from .segments import MANAGE_DISCOUNTS
from .subscriber_types import PushSubscriber

_MOST_SEGMENTS, _MOST_LISTED = 10, 100


class PushPersonFacts(graphene.ObjectType):
    orders = scalars.Int(required=True, description="How many orders.")
    net = scalars.JSON(
        required=True, description="What was ordered less what was paid back, by currency."
    )
    first_order_at = scalars.DateTime(description="When the first was placed.")
    last_order_at = scalars.DateTime(description="When the last was placed.")
    country = graphene.String(required=True, description="Country code; empty if unknown.")
    country_from = graphene.String(
        required=True, description="`order`, `address` or `time_zone`; empty if unknown."
    )
    city = graphene.String(required=True, description="City; empty if unknown.")
    recency = scalars.Int(description="Score by the last order, 1 to 5. Null: never bought.")
    frequency = scalars.Int(description="Score by the number of orders.")
    money = scalars.Int(description="Score by the net sum.")

    class Meta:
        description = "What segments know of a person, made of the shop's orders and addresses."


class PushPersonAssignment(graphene.ObjectType):
    scenario = graphene.String(
        description="Code of the scenario. Null of a hold-out.",
        resolver=lambda root, _info: root.experiment.scenario or None,
    )
    name = graphene.String(
        required=True,
        description="Name of the experiment, or of the hold-out's quarter.",
        resolver=lambda root, _info: root.experiment.name,
    )
    arm = scalars.Int(
        required=True,
        description="Position of the arm, from 0; 0 of a hold-out is held out.",
    )
    assigned_at = scalars.DateTime(
        required=True, description="When.", resolver=lambda root, _info: root.at
    )
    merged = graphene.Boolean(
        required=True,
        description="Whether the person had two, as a guest and as a customer: no claim counts "
        "them.",
    )

    class Meta:
        description = "The arm of an experiment or hold-out that a person was assigned to."


class PushPersonCampaign(graphene.ObjectType):
    campaign = graphene.ID(
        required=True,
        description="ID of the campaign.",
        resolver=lambda root, _info: global_id("PushCampaign", str(root.campaign_id)),
    )
    name = graphene.String(
        required=True,
        description="Its name.",
        resolver=lambda root, _info: root.campaign.name,
    )
    planned_at = scalars.DateTime(
        description="For when it is or was planned. Null before the stage of the person begins."
    )
    reason = graphene.Field(
        PushReason,
        description="Why the person does not get it. Null: it was or will be put into the outbox.",
        resolver=lambda root, _info: Told(reason=root.reason) if root.reason else None,
    )

    class Meta:
        description = "A campaign that a person is in the audience of."


class PushPersonCondition(graphene.ObjectType):
    name = graphene.String(required=True, description="Its name, such as `orders.count`.")
    holds = graphene.Boolean(required=True, description="Whether it holds for the person.")

    class Meta:
        description = "A condition of a segment, and whether it holds."


class PushPersonSegment(graphene.ObjectType):
    segment = graphene.Field(PushSegment, required=True, description="The segment.")
    matches = graphene.Boolean(
        description="Whether the person is in it. Null: that could not be found out."
    )
    conditions = graphene.List(
        graphene.NonNull(PushPersonCondition),
        required=True,
        description="Each of its conditions on its own, without the `NOT` around it.",
    )

    class Meta:
        description = "Why a person is in a segment, or not."

    @staticmethod
    def resolve_conditions(root: Membership, _info: Any) -> list[PushPersonCondition]:
        return [PushPersonCondition(name=name, holds=holds) for name, holds in root.conditions]


class PushPerson(graphene.ObjectType):
    customer = graphene.ID(description="ID of the customer. Null for a guest.")
    browsers = graphene.List(
        graphene.NonNull(PushSubscriber),
        required=True,
        description=f"The browsers, at most {_MOST_LISTED}.",
    )
    objects_to_segmentation_since = scalars.DateTime(
        description="Since when no segment with a condition finds the person. Null: no objection."
    )
    facts = graphene.Field(
        PushPersonFacts, description="What segments know of the person. Null: nothing yet."
    )
    assignments = graphene.List(
        graphene.NonNull(PushPersonAssignment),
        required=True,
        description=f"The arms of experiments, the newest first, at most {_MOST_LISTED}.",
    )
    campaigns = graphene.List(
        graphene.NonNull(PushPersonCampaign),
        required=True,
        description=f"The campaigns, the newest first, at most {_MOST_LISTED}.",
    )
    segments = graphene.List(
        graphene.NonNull(PushPersonSegment),
        required=True,
        ids=graphene.List(
            graphene.NonNull(graphene.ID),
            required=True,
            description=f"IDs of segments, at most {_MOST_SEGMENTS}.",
        ),
        description="Why the person is in these segments or not, once in a request. Requires the "
        "permission MANAGE_DISCOUNTS as well.",
    )
    deliveries = graphene.Field(
        PushDeliveryConnection,
        required=True,
        description="What the person was told and what not, and why. Of a customer also what was "
        "not planned for the newest 50 orders and checkouts.",
        **pagination.arguments(),
    )

    class Meta:
        description = "A customer, or the guest who uses one browser."

    @staticmethod
    def resolve_customer(root: StoredPerson, _info: Any) -> str | None:
        return None if root.user_id is None else global_id("User", str(root.user_id))

    @staticmethod
    def resolve_browsers(root: StoredPerson, _info: Any) -> Sequence[Subscription]:
        return list(root.browsers()[:_MOST_LISTED])

    @staticmethod
    def resolve_objects_to_segmentation_since(root: StoredPerson, _info: Any) -> datetime | None:
        return segmentation_objections.since(root.key)

    @staticmethod
    def resolve_facts(root: StoredPerson, _info: Any) -> PersonFacts | None:
        return PersonFacts.objects.filter(person=root.key).first()

    @staticmethod
    def resolve_assignments(root: StoredPerson, _info: Any) -> Sequence[Assignment]:
        rows = Assignment.objects.filter(person=root.key).select_related("experiment")
        return list(rows.order_by("-at", "-id")[:_MOST_LISTED])

    @staticmethod
    def resolve_campaigns(root: StoredPerson, _info: Any) -> Sequence[CampaignRecipient]:
        rows = CampaignRecipient.of([root.key]).select_related("campaign")
        return list(rows.order_by("-planned_at", "-id")[:_MOST_LISTED])

    @staticmethod
    def resolve_segments(root: StoredPerson, info: Any, ids: list[str]) -> list[Membership]:
        info.context.require(MANAGE_DISCOUNTS)
        info.context.once("ask why a person is in segments")
        if len(ids) > _MOST_SEGMENTS:
            raise GraphQLError(f"At most {_MOST_SEGMENTS} IDs can be given.")
        numbers = filter(None, (number_of(id, SEGMENT, below=OURS) for id in ids))
        return reasons.of_person(root.key, info.context.now, ids=list(numbers))

    @staticmethod
    def resolve_deliveries(
        root: StoredPerson, _info: Any, first: int | None = 20, after: str | None = None
    ) -> Any:
        limit, place = pagination.check_first(first), pagination.parse_cursor(after, bool, int, str)
        position = delivery_log.Position(*place) if place else None
        if root.user_id is None:
            found = delivery_log.of_person(root.key, limit=limit + 1, after=position)
        else:
            subjects = shopper_subjects.of_user(root.user_id)
            found = delivery_log.of_shopper(subjects, limit=limit + 1, after=position)
        return pagination.page(found, limit, cursor_of_delivery)
