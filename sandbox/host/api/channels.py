"""Channels: called by another slug, and deleted."""

from typing import Any

import graphene
from graphql import ResolveInfo
from saleor.channel.models import Channel
from saleor.checkout.models import Checkout
from saleor.core.utils.events import call_event
from saleor.order.models import Order
from saleor.plugins.manager import get_plugins_manager

from .base import Mutation, find, list_of
from .errors import ChannelError


class ChannelUpdateInput(graphene.InputObjectType):
    slug = graphene.String()


class ChannelUpdate(Mutation):
    staff_only = True
    error_type = ChannelError
    errors = list_of(ChannelError, required=True)

    class Arguments:
        id = graphene.ID(required=True)
        input = ChannelUpdateInput(required=True)

    @classmethod
    def perform(cls, info: ResolveInfo, id: str, input: dict[str, Any]) -> "ChannelUpdate":
        channel = find(Channel, id)
        channel.slug = input.get("slug") or channel.slug
        channel.save()
        call_event(get_plugins_manager(allow_replica=False).channel_updated, channel)
        return cls()


class ChannelDeleteInput(graphene.InputObjectType):
    channel_id = graphene.ID(required=True)


class ChannelDelete(Mutation):
    """Its orders go to another channel."""

    staff_only = True
    error_type = ChannelError
    errors = list_of(ChannelError, required=True)

    class Arguments:
        id = graphene.ID(required=True)
        input = ChannelDeleteInput()

    @classmethod
    def perform(cls, info: ResolveInfo, id: str, input: dict[str, Any]) -> "ChannelDelete":
        channel, other = find(Channel, id), find(Channel, input["channel_id"])
        Checkout.objects.filter(channel=channel).delete()
        Order.objects.filter(channel=channel).update(channel=other)
        manager, pk = get_plugins_manager(allow_replica=False), channel.pk
        channel.delete()
        channel.pk = pk
        call_event(manager.channel_deleted, channel)
        return cls()
