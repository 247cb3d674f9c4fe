"""The log of what was done with the data of people, for staff and apps."""

import enum
from typing import TYPE_CHECKING, Any

import graphene

from ...subscribers import audit_log
from ...subscribers.audit_log import Action
from .. import pagination, scalars
from .delivery_log import MANAGE_USERS
from .segment_types import author_id

if TYPE_CHECKING:
    from ...models import AuditEntry


class AuditedAction(enum.Enum):
    EXPORTED = Action.EXPORTED.value
    ERASED = Action.ERASED.value
    BROWSERS_IMPORTED = Action.BROWSERS_IMPORTED.value
    BROWSERS_EXPORTED = Action.BROWSERS_EXPORTED.value


_ACTIONS = {
    AuditedAction.EXPORTED: "The data of a person was exported.",
    AuditedAction.ERASED: "The data of a person was erased.",
    AuditedAction.BROWSERS_IMPORTED: "Subscriptions were imported from a file.",
    AuditedAction.BROWSERS_EXPORTED: "Subscriptions were exported to a file, with their keys.",
}


def _describe(action: AuditedAction | None) -> str:
    return _ACTIONS[action] if action else "What was done with the data of people."


class PushAuditActionEnum(graphene.Enum):
    class Meta:
        enum = AuditedAction
        description = _describe


class PushAuditEntry(graphene.ObjectType):
    at = scalars.DateTime(required=True, description="When.")
    action = PushAuditActionEnum(required=True, description="What was done.")
    who = graphene.ID(
        description="ID of the user or app that did it. Null: an operator by a management command.",
    )
    person = graphene.String(
        description="A pseudonym of whom it was about, the same each time. Null if of many."
    )
    details = scalars.JSON(required=True, description="Numbers.")

    class Meta:
        description = "An entry of the log of audits."

    @staticmethod
    def resolve_who(root: "AuditEntry", _info: Any) -> str | None:
        return author_id(root.who)

    @staticmethod
    def resolve_person(root: "AuditEntry", _info: Any) -> str | None:
        return root.person or None


PushAuditEntryConnection = pagination.connection(PushAuditEntry, "entry", "entries")


class AuditLogQuery(graphene.ObjectType):
    push_audit_log = graphene.Field(
        PushAuditEntryConnection,
        required=True,
        **pagination.arguments(),
        description="What staff and operators did with the data of people. Requires the permission "
        "MANAGE_USERS of an app or a member of staff with access to every channel.",
    )

    class Meta:
        abstract = True

    @staticmethod
    def resolve_push_audit_log(
        _root: None, info: Any, first: int | None = 20, after: str | None = None
    ) -> Any:
        info.context.require(MANAGE_USERS)
        info.context.require_all_channels()
        limit, place = pagination.check_first(first), pagination.parse_cursor(after, int)
        rows = audit_log.entries(limit=limit + 1, after=place and (place[0], place[1]))
        return pagination.page(rows, limit, lambda each: pagination.cursor(each.at, each.id))
