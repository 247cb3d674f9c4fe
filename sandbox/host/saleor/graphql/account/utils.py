from typing import Any

from ...account.models import User
from ...channel.models import Channel


def get_user_accessible_channels(info: Any, user: User | None) -> list[Channel]:
    """Those of a user's groups; superusers, too, need a group."""
    if user is None:
        return []
    if user.groups.filter(restricted_access_to_channels=False).exists():
        return list(Channel.objects.all())
    return list(Channel.objects.filter(group__user=user).distinct())
