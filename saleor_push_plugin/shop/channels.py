"""Read Saleor's channels."""

from collections.abc import Mapping

from saleor.channel.models import Channel


def slugs() -> Mapping[int, str]:
    """Return the slugs of all channels, by id."""
    return dict(Channel.objects.values_list("pk", "slug"))
