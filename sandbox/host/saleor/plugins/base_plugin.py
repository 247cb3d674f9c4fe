"""What a plugin is: fields for the dashboard, and hooks that the manager looks up by name."""

from collections.abc import Callable
from copy import copy
from typing import TYPE_CHECKING, Any, Optional

from django.http import HttpRequest

from .models import PluginConfiguration

if TYPE_CHECKING:
    from ..channel.models import Channel

PluginConfigurationType = list[dict]


class ConfigurationTypeField:
    STRING = "String"
    MULTILINE = "Multiline"
    BOOLEAN = "Boolean"
    SECRET = "Secret"
    SECRET_MULTILINE = "SecretMultiline"
    PASSWORD = "Password"
    OUTPUT = "OUTPUT"


class BasePlugin:
    PLUGIN_NAME = ""
    PLUGIN_ID = ""
    PLUGIN_DESCRIPTION = ""
    CONFIG_STRUCTURE = None
    CONFIGURATION_PER_CHANNEL = True
    DEFAULT_CONFIGURATION = []
    DEFAULT_ACTIVE = False
    HIDDEN = False

    def __init__(
        self,
        *,
        configuration: PluginConfigurationType,
        active: bool,
        channel: Optional["Channel"] = None,
        requestor_getter: Callable[[], Any] | None = None,
        db_config: PluginConfiguration | None = None,
        allow_replica: bool = True,
    ) -> None:
        self.configuration = self.get_plugin_configuration(configuration)
        self.active = active
        self.channel = channel
        self.requestor = requestor_getter
        self.db_config = db_config
        self.allow_replica = allow_replica

    def __del__(self) -> None:
        # As in Saleor: what outlives its manager finds its configuration empty.
        self.configuration.clear()

    def __str__(self) -> str:
        return self.PLUGIN_NAME

    @classmethod
    def check_plugin_id(cls, plugin_id: str) -> bool:
        return plugin_id == cls.PLUGIN_ID

    @classmethod
    def get_default_active(cls) -> bool:
        return cls.DEFAULT_ACTIVE

    # Reading: what the database holds, completed by the defaults and described for the dashboard.

    def get_plugin_configuration(
        self, configuration: PluginConfigurationType
    ) -> PluginConfigurationType:
        known = self._update_configuration_structure(configuration or [])
        self._append_config_structure(known)
        return known

    def resolve_plugin_configuration(self, request: HttpRequest) -> PluginConfigurationType:
        return self.configuration

    @classmethod
    def _update_configuration_structure(
        cls, configuration: PluginConfigurationType
    ) -> PluginConfigurationType:
        structure = cls.CONFIG_STRUCTURE or {}
        stored = [copy(item) for item in configuration if item["name"] in structure]
        missing = structure.keys() - {item["name"] for item in stored}
        return stored + [copy(i) for i in cls.DEFAULT_CONFIGURATION or [] if i["name"] in missing]

    @classmethod
    def _append_config_structure(cls, configuration: PluginConfigurationType) -> None:
        structure = cls.CONFIG_STRUCTURE or {}
        configuration[:] = [item for item in configuration if structure.get(item.get("name"))]
        for item in configuration:
            item.update(structure[item["name"]])

    # Writing: merge, validate, save, in this order.

    @classmethod
    def save_plugin_configuration(
        cls, plugin_configuration: PluginConfiguration, cleaned_data: dict
    ) -> PluginConfiguration:
        if wanted := cleaned_data.get("configuration"):
            cls._update_config_items(wanted, plugin_configuration.configuration)
        if "active" in cleaned_data:
            plugin_configuration.active = cleaned_data["active"]
        cls.validate_plugin_configuration(plugin_configuration)
        cls.pre_save_plugin_configuration(plugin_configuration)
        plugin_configuration.save()
        if plugin_configuration.configuration:
            cls._append_config_structure(plugin_configuration.configuration)
        return plugin_configuration

    @classmethod
    def validate_plugin_configuration(
        cls, plugin_configuration: PluginConfiguration, **kwargs: Any
    ) -> None:
        """Raise a ValidationError when the new values are wrong."""

    @classmethod
    def pre_save_plugin_configuration(cls, plugin_configuration: PluginConfiguration) -> None:
        """Do what must be done before the row is saved."""

    @classmethod
    def _update_config_items(
        cls, configuration_to_update: list[dict], current_config: list[dict]
    ) -> None:
        """Put the wanted values in place; what is unknown, read-only or None is left alone."""
        structure = cls.CONFIG_STRUCTURE or {}
        current = {item["name"]: item for item in current_config}
        for wanted in configuration_to_update:
            name, value = wanted["name"], wanted.get("value")
            value = cls._clean_configuration_value(structure.get(name, {}).get("type"), value)
            if value is None:
                continue
            if name in current:
                current[name]["value"] = value
            elif structure.get(name):
                current_config.append({"name": name, "value": value})

    @classmethod
    def _clean_configuration_value(cls, item_type: str | None, new_value: Any) -> Any:
        if item_type == ConfigurationTypeField.OUTPUT:
            return None
        if item_type == ConfigurationTypeField.BOOLEAN and new_value and new_value is not True:
            return new_value.lower() == "true"
        return new_value

    def is_event_active(self, event: str, channel: str | None = None) -> bool:
        return hasattr(self, event)
