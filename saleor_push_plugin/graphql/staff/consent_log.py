"""The log of consent, for staff and apps: who agreed to what, when, and what proves it."""

import enum
from typing import TYPE_CHECKING, Any

import graphene
from graphql import GraphQLError

from ...core.global_id import global_id, uuid_of
from ...subscribers import consent_export
from ...subscribers.consent_export import LogOf
from .. import pagination, scalars
from ..consent_enums import PushConsentSourceEnum, PushProofEnum
from ..enums import PushTopicEnum
from . import lookups
from .delivery_log import MANAGE_USERS

if TYPE_CHECKING:
    from ...models import Consent


class ExportFormat(enum.Enum):
    CSV = "csv"
    JSON = "json"


_FORMATS = {
    ExportFormat.CSV: "A table with a header, for spreadsheets.",
    ExportFormat.JSON: "An array of objects.",
}


def _describe_format(format: ExportFormat | None) -> str:
    return _FORMATS[format] if format else "The format of an export."


class PushExportFormatEnum(graphene.Enum):
    class Meta:
        enum = ExportFormat
        description = _describe_format


def _topics(description: str) -> graphene.List:
    return graphene.List(graphene.NonNull(PushTopicEnum), required=True, description=description)


class PushConsentEntry(graphene.ObjectType):
    at = scalars.DateTime(required=True, description="When.")
    customer = graphene.ID(
        description="ID of the customer who was logged in there. Null for a guest."
    )
    subscription = graphene.ID(
        required=True, description="ID of the browser's subscription, which may be deleted by now."
    )
    granted = _topics("The topics agreed to.")
    withdrawn = _topics("The topics withdrawn.")
    text_version = graphene.String(
        required=True, description="Version of the text that was shown; empty if none is known."
    )
    text_language = graphene.String(
        required=True, description="Language tag of that text; empty if none is known."
    )
    source = PushConsentSourceEnum(
        description="Where the shopper chose, or what changed the consent. Null if it was not said."
    )
    token_shown = graphene.Boolean(
        required=True, description="Whether a valid token of the customer came with the request."
    )
    proof = PushProofEnum(
        description="How the request proved possession of the browser. Null for a browser that "
        "was new, and for changes that no request made."
    )

    class Meta:
        description = "A change of consent, and what proves it."

    @staticmethod
    def resolve_customer(root: "Consent", _info: Any) -> str | None:
        return None if root.user_id is None else global_id("User", str(root.user_id))

    @staticmethod
    def resolve_subscription(root: "Consent", _info: Any) -> str:
        return global_id("PushSubscription", str(root.subscription_id))

    @staticmethod
    def resolve_source(root: "Consent", _info: Any) -> str | None:
        return root.source or None

    @staticmethod
    def resolve_proof(root: "Consent", _info: Any) -> str | None:
        return root.proof or None


PushConsentEntryConnection = pagination.connection(PushConsentEntry, "entry", "entries")


class PushConsentLog(graphene.ObjectType):
    entries = graphene.Field(
        PushConsentEntryConnection,
        required=True,
        description="The entries, newest first.",
        **pagination.arguments(),
    )
    export = graphene.String(
        required=True,
        format=PushExportFormatEnum(required=True, description="The format."),
        description=f"The newest {consent_export.MOST_EXPORTED} entries as the text of a file.",
    )

    class Meta:
        description = "The log of consent of a person or of a browser."

    @staticmethod
    def resolve_entries(
        root: LogOf, _info: Any, first: int | None = 20, after: str | None = None
    ) -> Any:
        limit, place = pagination.check_first(first), pagination.parse_cursor(after, int)
        position = (place[0], place[1]) if place else None
        found = consent_export.lines(root, limit=limit + 1, after=position)
        return pagination.page(found, limit, lambda each: pagination.cursor(each.at, each.id))

    @staticmethod
    def resolve_export(root: LogOf, _info: Any, format: str) -> str:
        return (consent_export.as_csv if format == "csv" else consent_export.as_json)(root)


class ConsentLogQuery(graphene.ObjectType):
    push_consent_log = graphene.Field(
        PushConsentLog,
        required=True,
        person=graphene.String(description="ID of a customer, or the e-mail of an account."),
        subscription=graphene.ID(
            description="ID of a browser's subscription: all entries of that browser, for guests."
        ),
        description=(
            "The log of consent of a person or of a browser. "
            "Requires the permission MANAGE_USERS of an app or a member of staff."
        ),
    )

    class Meta:
        abstract = True

    @staticmethod
    def resolve_push_consent_log(
        _root: None, info: Any, person: str | None = None, subscription: str | None = None
    ) -> LogOf:
        info.context.require(MANAGE_USERS)
        if (person is None) == (subscription is None):
            raise GraphQLError("Give either person or subscription.")
        return _of_person(person) if person is not None else _of_browser(subscription or "")


def _of_person(person: str) -> LogOf:
    user_id = lookups.account(person)
    if user_id is None:
        raise GraphQLError("There is no customer with this ID or e-mail address.")
    return LogOf(user_id=user_id)


def _of_browser(subscription: str) -> LogOf:
    id = uuid_of(subscription, "PushSubscription")
    if id is None:
        raise GraphQLError("This is not the ID of a subscription.")
    return LogOf(subscription_id=id)
