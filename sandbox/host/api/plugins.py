"""A plugin's page in the dashboard."""

from typing import Any

import graphene
from graphql import ResolveInfo
from saleor.channel.models import Channel as ChannelRow
from saleor.plugins.base_plugin import BasePlugin, ConfigurationTypeField
from saleor.plugins.error_codes import PluginErrorCode
from saleor.plugins.manager import PluginsManager, get_plugins_manager

from . import types
from .base import Mutation, find, list_of
from .errors import PluginError, refuse

SECRETS = (ConfigurationTypeField.SECRET, ConfigurationTypeField.SECRET_MULTILINE)
KINDS = [kind for name, kind in vars(ConfigurationTypeField).items() if name.isupper()]
ConfigurationTypeFieldEnum = graphene.Enum(
    "ConfigurationTypeFieldEnum", [(kind.upper(), kind) for kind in KINDS]
)


class ConfigurationItem(graphene.ObjectType):
    name = graphene.String(required=True)
    value = graphene.String()
    type = graphene.Field(ConfigurationTypeFieldEnum)
    help_text = graphene.String()
    label = graphene.String()


class PluginConfiguration(graphene.ObjectType):
    active = graphene.Boolean(required=True)
    channel = graphene.Field(types.Channel)
    configuration = list_of(ConfigurationItem)

    def resolve_configuration(self: BasePlugin, info: ResolveInfo) -> list[dict[str, Any]]:
        fields = self.resolve_plugin_configuration(info.context)
        return [{**field, "value": _shown(field)} for field in fields]


def _shown(field: dict[str, Any]) -> Any:
    """Of a secret only its end is shown, of a password nothing."""
    if field.get("type") == ConfigurationTypeField.PASSWORD:
        return "" if field["value"] else None
    if field.get("type") in SECRETS:
        return field["value"][-4:] if field["value"] else None
    return field["value"]


class Plugin(graphene.ObjectType):
    id = graphene.ID(required=True)
    name = graphene.String(required=True)
    description = graphene.String(required=True)
    global_configuration = graphene.Field(PluginConfiguration)
    channel_configurations = list_of(PluginConfiguration, required=True)

    @classmethod
    def of(cls, plugin: BasePlugin, manager: PluginsManager) -> "Plugin":
        known = [each for each in manager.get_all_plugins() if each.PLUGIN_ID == plugin.PLUGIN_ID]
        shown = cls(
            id=plugin.PLUGIN_ID,
            name=plugin.PLUGIN_NAME,
            description=plugin.PLUGIN_DESCRIPTION,
            global_configuration=next((each for each in known if each.channel is None), None),
            channel_configurations=[each for each in known if each.channel is not None],
        )
        shown.sandbox_manager = manager  # its plugins live as long as it does
        return shown


class ConfigurationItemInput(graphene.InputObjectType):
    name = graphene.String(required=True)
    value = graphene.String()


class PluginUpdateInput(graphene.InputObjectType):
    active = graphene.Boolean()
    configuration = list_of(ConfigurationItemInput)


class PluginUpdate(Mutation):
    staff_only = True
    error_type = PluginError
    plugin = graphene.Field(Plugin)
    errors = list_of(PluginError, required=True)

    class Arguments:
        id = graphene.ID(required=True)
        channel_id = graphene.ID()
        input = PluginUpdateInput(required=True)

    @classmethod
    def perform(
        cls, info: ResolveInfo, id: str, input: dict[str, Any], channel_id: str | None = None
    ) -> "PluginUpdate":
        slug = find(ChannelRow, channel_id).slug if channel_id else None
        manager = get_plugins_manager(allow_replica=False)
        plugin = manager.get_plugin(id, slug)
        if plugin is None or plugin.HIDDEN:
            raise refuse("id", "Plugin doesn't exist.", PluginErrorCode.NOT_FOUND)
        if slug and plugin.channel is None:
            message = "Plugin doesn't support configuration per channel."
            raise refuse("id", message, PluginErrorCode.INVALID)
        manager.save_plugin_configuration(id, slug, input)
        fresh = get_plugins_manager(allow_replica=False)
        return cls(plugin=Plugin.of(fresh.get_plugin(id, slug), fresh))


def resolve_plugin(root: Any, info: ResolveInfo, id: str) -> Plugin | None:
    manager = get_plugins_manager(allow_replica=False)
    plugin = manager.get_plugin(id)
    return Plugin.of(plugin, manager) if plugin and not plugin.HIDDEN else None
