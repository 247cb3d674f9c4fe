"""Whether this shop sends, and the mutation that lets it send after its address has changed."""

from typing import Any, Self

import graphene

from ...settings import sending_address
from ...shop import config
from ..types import PushError
from .template_types import MANAGE_PLUGINS

_PERMISSION = "Requires the permission MANAGE_PLUGINS of a member of staff or an app."


class PushSending(graphene.ObjectType):
    enabled = graphene.Boolean(
        required=True, description="Whether the plugin is active and “Send notifications” is on."
    )
    stopped_because = graphene.String(
        description="Why nothing is sent although it is enabled: sending was switched on for a "
        "shop with another PUBLIC_URL. Null if nothing stops it."
    )
    public_url = graphene.String(
        required=True, description="The PUBLIC_URL of this shop. Empty if it is not set."
    )

    class Meta:
        description = "Whether this shop sends notifications."

    @staticmethod
    def resolve_enabled(_root: Any, _info: Any) -> bool:
        return config.is_sending()

    @staticmethod
    def resolve_stopped_because(_root: Any, _info: Any) -> str | None:
        other = sending_address.other_address()
        return str(other) if other else None

    @staticmethod
    def resolve_public_url(_root: Any, _info: Any) -> str:
        return sending_address.current()


class SendingQuery(graphene.ObjectType):
    push_sending = graphene.Field(
        PushSending,
        required=True,
        description=f"Whether this shop sends, for monitoring. {_PERMISSION}",
    )

    @staticmethod
    def resolve_push_sending(_root: None, info: Any) -> PushSending:
        info.context.require(MANAGE_PLUGINS)
        return PushSending()


class PushSendingConfirm(graphene.Mutation):
    sending = graphene.Field(PushSending, description="Whether this shop sends now.")
    errors = graphene.List(
        graphene.NonNull(PushError),
        required=True,
        description="Always empty: there is no input that could be wrong.",
    )

    class Meta:
        description = (
            "Lets this shop send from its current PUBLIC_URL, and stops every other shop with a "
            "copy of its database. For a shop whose address has changed, never for a staging "
            f"shop: what waits there goes to real shoppers. {_PERMISSION}"
        )

    @classmethod
    def mutate(cls, _root: None, info: Any) -> Self:
        info.context.require(MANAGE_PLUGINS)
        sending_address.confirm(info.context.now)
        return cls(sending=PushSending(), errors=[])
