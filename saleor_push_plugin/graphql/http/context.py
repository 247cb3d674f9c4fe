"""The context of a resolver: the HTTP request, the caller's permissions and the time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest
from graphql import GraphQLError
from jwt import PyJWTError
from saleor.channel.models import Channel
from saleor.core.exceptions import PermissionDenied
from saleor.graphql.account.utils import get_user_accessible_channels
from saleor.graphql.app.dataloaders import get_app_promise
from saleor.graphql.context import get_context_value

from ...core.global_id import number_of
from ...rations import visitors
from ...shop import dashboard_app

# The type of the tokens that the Dashboard gives to pages in its frames.
THIRD_PARTY = "thirdparty"


@dataclass(frozen=True, kw_only=True)
class Context:
    request: HttpRequest
    now: datetime
    # For how many seconds each refused mutation has to wait: the response's Retry-After.
    waits: list[int] = field(default_factory=list)
    # What was done in this request that one request may do once.
    done: list[str] = field(default_factory=list)

    @property
    def user_agent(self) -> str:
        agent: str = self.request.headers.get("User-Agent", "")
        return agent

    def user_id(self) -> int | None:
        """The logged-in user, staff or customer; None for guests and for apps.

        A forged or expired token raises PyJWTError, as in Saleor's own resolvers. So call this
        before any change, and only where the user matters: a logout must work after the token
        expired.
        """
        user = get_context_value(self.request).user
        return user.pk if user else None

    def shown_user(self) -> int | None:
        """The same, and None for a token that is not valid: where it is evidence, not a right."""
        try:
            return self.user_id()
        except PyJWTError:
            return None

    def wait(self, units: int) -> int | None:
        """Count `units` for the visitor's address; None, or for how many seconds none are left."""
        seconds = visitors.wait(self.request, visitors.WRITES, units, self.now)
        if seconds is not None:
            self.waits.append(seconds)
        return seconds

    def once(self, what: str) -> None:
        """Raise GraphQLError if this request has done that before."""
        if what in self.done:
            raise GraphQLError(f"One request can {what} once.")
        self.done.append(what)

    def require(self, *permissions: str) -> str:
        """Raise PermissionDenied unless the caller has one of these permissions.

        `permissions` as Saleor's tables name them. Returns the caller as Saleor's API names users
        and apps: "User:7", "App:3".
        """
        context = get_context_value(self.request)
        _refuse_other_apps(context.decoded_auth_token or {})
        # Saleor's middleware finds apps on requests to its own API only.
        caller = get_app_promise(context).get() or context.user
        if not (caller and any(caller.has_perm(permission) for permission in permissions)):
            names = [permission.rpartition(".")[2].upper() for permission in permissions]
            raise PermissionDenied(f"To do this you need the permission {' or '.join(names)}.")
        return f"{caller._meta.object_name}:{caller.pk}"

    def may(self, permission: str) -> bool:
        """Whether the caller has this permission, as Saleor's tables name it."""
        try:
            self.require(permission)
        except PermissionDenied:
            return False
        return True

    def require_channel(self, channel_id: int) -> None:
        """Raise PermissionDenied unless the caller may access this channel.

        The rule of Saleor's own order mutations: staff need a permission group with the channel,
        apps may access every channel.
        """
        channels = self._channels()
        if channels is not None and channel_id not in {channel.pk for channel in channels}:
            raise PermissionDenied("You don't have access to some objects' channel.")

    def channels(self) -> set[str] | None:
        """Slugs of the channels whose orders the caller may see; None: all, also deleted ones."""
        channels = self._channels()
        if channels is None or len(channels) == Channel.objects.count():
            return None
        return {channel.slug for channel in channels}

    def require_all_channels(self) -> None:
        """Raise PermissionDenied unless the caller may see the orders of every channel."""
        if self.channels() is not None:
            raise PermissionDenied("To do this you need access to every channel.")

    def _channels(self) -> list[Channel] | None:
        context = get_context_value(self.request)
        if get_app_promise(context).get():
            return None
        info = SimpleNamespace(context=context)
        return list(get_user_accessible_channels(info, context.user))


def _refuse_other_apps(token: Mapping[str, Any]) -> None:
    """Raise PermissionDenied for a token that Saleor made for the page of another app.

    It is of a member of staff, and the other app's server may have it: what they may do here is
    not that app's to do. Saleor has limited ours to the permissions of app and user.
    """
    if token.get("type") != THIRD_PARTY:
        return
    number = number_of(str(token.get("app")), "App")
    if number is None or not dashboard_app.is_ours(number):
        raise PermissionDenied("This token was made for the page of another app.")
