"""People the shop employs."""

from saleor_push_plugin.shop.connections import writer

from . import documents
from .shop import Shop, unused_email


def hire(shop: Shop, *permissions: str, channels: list[str] | None = None) -> str:
    """The token of a member of staff whose group may do this, in these channels or everywhere."""
    from saleor.account.models import Group, User
    from saleor.channel.models import Channel
    from saleor.permission.models import Permission

    email = unused_email()
    with writer():
        restricted = channels is not None
        group = Group.objects.create(name=email, restricted_access_to_channels=restricted)
        group.channels.set(Channel.objects.filter(slug__in=channels or ()))
        group.permissions.set(Permission.objects.filter(codename__in=permissions))
        staff = User(email=email, is_staff=True)
        staff.set_password("correct horse")
        staff.save()
        staff.groups.add(group)
    return str(shop.ask(documents.TOKEN_CREATE, email=email, password="correct horse")["token"])
