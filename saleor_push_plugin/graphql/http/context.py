"""Who asks, and when: the context every resolver gets."""

from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace

from django.http import HttpRequest
from saleor.channel.models import Channel
from saleor.core.exceptions import PermissionDenied
from saleor.graphql.account.utils import get_user_accessible_channels
from saleor.graphql.app.dataloaders import get_app_promise
from saleor.graphql.context import get_context_value


@dataclass(frozen=True, kw_only=True)
class Asking:
    request: HttpRequest
    now: datetime

    @property
    def user_agent(self) -> str:
        agent: str = self.request.headers.get("User-Agent", "")
        return agent

    def user_id(self) -> int | None:
        """The logged-in user, staff or customer; None for guests and for apps.

        A forged or expired token raises PyJWTError, as it does in Saleor's own resolvers. So ask
        before doing anything, and only where the answer matters: a logout must work after expiry.
        """
        user = get_context_value(self.request).user
        return user.pk if user else None

    def require(self, *permissions: str) -> str:
        """Go on only for staff and apps with one of these, named as Saleor's tables name them.

        Who it is, as Saleor's API names them: “User:7”, “App:3”.
        """
        context = get_context_value(self.request)
        # Saleor looks for apps at the address of its own API only.
        who = get_app_promise(context).get() or context.user
        if not (who and any(who.has_perm(permission) for permission in permissions)):
            names = [permission.rpartition(".")[2].upper() for permission in permissions]
            raise PermissionDenied(f"To do this you need the permission {' or '.join(names)}.")
        return f"{who._meta.object_name}:{who.pk}"

    def require_channel(self, channel_id: int) -> None:
        """Go on only for apps, and for staff of a permission group that may enter this channel.

        As Saleor's own mutations of orders do; it knows no apps of single channels.
        """
        channels = self._channels()
        if channels is not None and channel_id not in {channel.pk for channel in channels}:
            raise PermissionDenied("You don't have access to some objects' channel.")

    def channels(self) -> set[str] | None:
        """The channels whose orders who asks may see; None: all, those that are gone included."""
        channels = self._channels()
        if channels is None or len(channels) == Channel.objects.count():
            return None
        return {channel.slug for channel in channels}

    def _channels(self) -> list[Channel] | None:
        context = get_context_value(self.request)
        if get_app_promise(context).get():
            return None
        info = SimpleNamespace(context=context)
        return list(get_user_accessible_channels(info, context.user))
