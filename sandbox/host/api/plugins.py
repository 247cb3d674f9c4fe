"""A plugin's page in the dashboard."""

from typing import Any

import graphene
from graphql import ResolveInfo
from saleor.plugins.base_plugin import BasePlugin, ConfigurationTypeField
from saleor.plugins.error_codes import PluginErrorCode
from saleor.plugins.manager import PluginsManager, get_plugins_manager

from .base import Mutation, list_of
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

    @classmethod
    def of(cls, plugin: BasePlugin, manager: PluginsManager) -> "Plugin":
        shown = cls(
            id=plugin.PLUGIN_ID,
            name=plugin.PLUGIN_NAME,
            description=plugin.PLUGIN_DESCRIPTION,
            global_configuration=plugin,
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
        input = PluginUpdateInput(required=True)

    @classmethod
    def perform(cls, info: ResolveInfo, id: str, input: dict[str, Any]) -> "PluginUpdate":
        manager = get_plugins_manager(allow_replica=False)
        plugin = manager.get_plugin(id)
        if plugin is None or plugin.HIDDEN:
            raise refuse("id", "Plugin doesn't exist.", PluginErrorCode.NOT_FOUND)
        manager.save_plugin_configuration(id, None, input)
        fresh = get_plugins_manager(allow_replica=False)
        return cls(plugin=Plugin.of(fresh.get_plugin(id), fresh))


def resolve_plugin(root: Any, info: ResolveInfo, id: str) -> Plugin | None:
    manager = get_plugins_manager(allow_replica=False)
    plugin = manager.get_plugin(id)
    return Plugin.of(plugin, manager) if plugin and not plugin.HIDDEN else None
