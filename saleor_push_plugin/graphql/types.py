"""Output types of the storefront API, and the error of every mutation."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

import graphene

from ..core.person import Person
from ..core.push_subscription import Problem
from ..core.time_zones import UTC_ZONE
from ..messages import localization, overrides, regions
from ..messages.formatting import Formatter
from ..settings.config import Config
from ..shop import config, subscriber_offers
from ..shop.subscriber_offers import Deal
from ..subscribers import segmentation_objections
from . import scalars
from .enums import PushErrorCode, PushOfferKindEnum, PushTopicEnum

if TYPE_CHECKING:
    from ..models import Subscription


class PushOffer(graphene.ObjectType):
    kind = PushOfferKindEnum(required=True, description="What it is promised for.")
    text = graphene.String(
        required=True,
        language=graphene.String(description="Language tag; the shop's default if left out."),
        description="What the code takes off and what it needs, such as “10% off, on orders from "
        "€50.00”.",
    )
    needs_account = graphene.Boolean(
        required=True, description="Whether only customers with a confirmed account get a code."
    )
    ends_at = scalars.DateTime(required=True, description="When it ends.")

    class Meta:
        description = "A voucher code that the shop promises, each once a person."

    @staticmethod
    def resolve_kind(root: Deal, _info: Any) -> str:
        return root.purpose.value

    @staticmethod
    def resolve_text(root: Deal, _info: Any, language: str = "") -> str:
        default = config.load().default_language
        chosen = localization.choose(language, default=default)
        region = regions.region(language or default)
        return Formatter(language=chosen, time_zone=UTC_ZONE, region=region).format(root.worth)


class PushConfig(graphene.ObjectType):
    enabled = graphene.Boolean(
        required=True, description="Whether the shop sends notifications at the moment."
    )
    vapid_public_key = graphene.String(
        description=(
            "The shop's VAPID public key in base64url: the `applicationServerKey` for "
            "`PushManager.subscribe`. Null as long as the shop has none."
        )
    )
    default_language = graphene.String(
        required=True, description="Language of notifications to browsers without a language."
    )
    languages = graphene.List(
        graphene.NonNull(graphene.String),
        required=True,
        description="Languages that notifications exist in.",
    )

    offers = graphene.List(
        graphene.NonNull(PushOffer),
        required=True,
        description="What the shop promises at the moment: as long as it holds, and the budget of "
        "the day and in all lasts.",
    )

    class Meta:
        description = "The settings a storefront needs before it asks a shopper for permission."

    @staticmethod
    def resolve_offers(root: "PushConfig", info: Any) -> list[Deal]:
        settings: Config = root.settings
        if not settings.sending:
            return []
        return subscriber_offers.deals(settings.offers.items(), root.channel, info.context.now)


def _topics() -> graphene.List:
    return graphene.List(
        graphene.NonNull(PushTopicEnum),
        required=True,
        description="The topics the shopper agreed to.",
    )


def _paused_until() -> scalars.DateTime:
    return scalars.DateTime(
        description="No marketing is sent until then. Null if marketing is not paused."
    )


def _current_pause(root: "Subscription", info: Any) -> datetime | None:
    until = root.paused_until
    return until if until and until > info.context.now else None


class PushPreferences(graphene.ObjectType):
    topics = _topics()
    paused_until = _paused_until()
    language = graphene.String(required=True, description="Language tag of its notifications.")
    time_zone = graphene.String(description="IANA time zone of the browser. Null if unknown.")
    weekly_limit = scalars.Int(
        description="The shopper's own limit of marketing in seven days. Null: the shop's limit."
    )
    objects_to_segmentation = graphene.Boolean(
        required=True,
        description="Whether the person objects to being sorted into segments.",
    )
    languages = graphene.List(
        graphene.NonNull(graphene.String),
        required=True,
        description="Languages to choose from.",
    )

    class Meta:
        description = "The preferences of a shopper in one browser."

    @staticmethod
    def resolve_paused_until(root: "Subscription", info: Any) -> datetime | None:
        return _current_pause(root, info)

    @staticmethod
    def resolve_objects_to_segmentation(root: "Subscription", _info: Any) -> bool:
        person = Person(subscription_id=root.pk, user_id=root.user_id)
        return segmentation_objections.since(person.key) is not None

    @staticmethod
    def resolve_languages(_root: "Subscription", _info: Any) -> list[str]:
        return overrides.languages()

    @staticmethod
    def resolve_language(root: "Subscription", _info: Any) -> str:
        return root.reads or config.load().default_language

    @staticmethod
    def resolve_time_zone(root: "Subscription", _info: Any) -> str | None:
        return root.time_zone or None


class PushSubscription(graphene.ObjectType):
    endpoint = graphene.String(
        required=True, description="URL at the push service, unique to this browser."
    )
    channel = graphene.String(
        required=True, description="Slug of the channel the browser was subscribed in."
    )
    language = graphene.String(required=True, description="Language tag of its notifications.")
    time_zone = graphene.String(description="IANA time zone of the browser. Null if unknown.")
    created_at = scalars.DateTime(required=True, description="When the browser first subscribed.")
    is_customer_attached = graphene.Boolean(
        required=True,
        description="Whether a customer account is attached: not for guests, not after logout.",
    )

    topics = _topics()
    paused_until = _paused_until()

    class Meta:
        interfaces = (graphene.Node,)
        description = "The push subscription of one browser."

    @staticmethod
    def resolve_id(root: "Subscription", _info: Any) -> str:
        """The key of the global id; the primary key is not exposed."""
        return str(root.public_id)

    @staticmethod
    def resolve_language(root: "Subscription", _info: Any) -> str:
        return root.reads or config.load().default_language

    @staticmethod
    def resolve_time_zone(root: "Subscription", _info: Any) -> str | None:
        return root.time_zone or None

    @staticmethod
    def resolve_paused_until(root: "Subscription", info: Any) -> datetime | None:
        return _current_pause(root, info)

    @staticmethod
    def resolve_is_customer_attached(root: "Subscription", _info: Any) -> bool:
        return root.user_id is not None


class PushError(graphene.ObjectType):
    field = graphene.String(
        description="Name of the field that caused the error. Null if no single field did."
    )
    message = graphene.String(required=True, description="The error message, for developers.")
    code = PushErrorCode(required=True, description="The error code.")

    class Meta:
        description = "An error of a mutation."


def to_push_error(problem: Problem) -> PushError:
    """The error that says a problem; its field as the caller wrote it."""
    return PushError(field=field_name(problem.field), message=problem.message, code=problem.code)


def field_name(field: str) -> str | None:
    """The field as the caller wrote it: `time_zone` → `timeZone`, `keys.p256dh` → `p256dh`."""
    first, *others = field.rpartition(".")[2].split("_")
    return first + "".join(word.title() for word in others) or None
