"""Calls the plugins: a new manager per request and per task, hooks by name, nothing caught."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils.module_loading import import_string

from ..channel.models import Channel
from ..core.db.connection import allow_writer
from .base_plugin import BasePlugin
from .models import PluginConfiguration
from .sandbox_hooks import Hooks

if TYPE_CHECKING:
    from ..account.models import User


class PluginsManager(Hooks):
    def __init__(
        self,
        plugins: list[str],
        requestor_getter: Callable[[], Any] | None = None,
        allow_replica: bool = True,
    ) -> None:
        self.plugins = plugins
        self.requestor_getter = requestor_getter
        self._allow_replica = allow_replica
        self.all_plugins: list[BasePlugin] = []
        self.global_plugins: list[BasePlugin] = []
        self.plugins_per_channel: dict[str, list[BasePlugin]] = {}
        self.loaded_global = False

    def __del__(self) -> None:
        self.all_plugins.clear()
        self.global_plugins.clear()
        for plugins in self.plugins_per_channel.values():
            plugins.clear()

    @property
    def database(self) -> str:
        if self._allow_replica:
            return settings.DATABASE_CONNECTION_REPLICA_NAME
        return settings.DATABASE_CONNECTION_DEFAULT_NAME

    # Finding plugins.

    def get_plugins(
        self,
        channel_slug: str | None = None,
        active_only: bool = False,
        plugin_ids: list[str] | None = None,
    ) -> list[BasePlugin]:
        return [
            plugin
            for plugin in self._known(channel_slug)
            if (plugin.active or not active_only)
            and (not plugin_ids or plugin.PLUGIN_ID in plugin_ids)
        ]

    def get_all_plugins(self, active_only: bool = False) -> list[BasePlugin]:
        for slug in Channel.objects.using(self.database).values_list("slug", flat=True):
            self._known(slug)
        return self.get_plugins(active_only=active_only)

    def get_plugin(self, plugin_id: str, channel_slug: str | None = None) -> BasePlugin | None:
        plugins = self.get_plugins(channel_slug)
        return next((plugin for plugin in plugins if plugin.check_plugin_id(plugin_id)), None)

    @allow_writer()
    def _known(self, channel_slug: str | None) -> list[BasePlugin]:
        """The plugins of one channel with the global ones; without a slug all that were loaded."""
        if not self.loaded_global:
            self.loaded_global = True
            self.global_plugins = self._load(None)
        if channel_slug is None:
            return self.all_plugins
        if channel_slug not in self.plugins_per_channel:
            channel = Channel.objects.using(self.database).filter(slug=channel_slug).first()
            if channel is None:
                return []
            self.plugins_per_channel[channel_slug] = self._load(channel)
        return [*self.plugins_per_channel[channel_slug], *self.global_plugins]

    def _load(self, channel: Channel | None) -> list[BasePlugin]:
        rows = PluginConfiguration.objects.using(self.database).filter(channel=channel)
        stored = {row.identifier: row for row in rows}
        classes = [import_string(path) for path in self.plugins]
        loaded = [
            self._load_plugin(each, stored, channel)
            for each in classes
            if each.CONFIGURATION_PER_CHANNEL is (channel is not None)
        ]
        self.all_plugins += loaded
        return loaded

    def _load_plugin(
        self,
        plugin_class: type[BasePlugin],
        stored: dict[str, PluginConfiguration],
        channel: Channel | None,
    ) -> BasePlugin:
        row = stored.get(plugin_class.PLUGIN_ID)
        return plugin_class(
            configuration=row.configuration if row else plugin_class.DEFAULT_CONFIGURATION,
            active=row.active if row else plugin_class.get_default_active(),
            channel=channel,
            requestor_getter=self.requestor_getter,
            db_config=row,
            allow_replica=self._allow_replica,
        )

    # Calling them.

    def _run(
        self, method_name: str, default: Any, *args: Any, channel_slug: str | None, **kwargs: Any
    ) -> Any:
        value = default
        for plugin in self.get_plugins(channel_slug, active_only=True):
            value = self._run_on(plugin, method_name, value, *args, **kwargs)
        return value

    def _run_on(
        self, plugin: BasePlugin, method_name: str, previous: Any, *args: Any, **kwargs: Any
    ) -> Any:
        method = getattr(plugin, method_name, NotImplemented)
        if method is NotImplemented:
            return previous
        returned = method(*args, **kwargs, previous_value=previous)
        return previous if returned is NotImplemented else returned

    # The doors.

    def webhook_endpoint_without_channel(
        self, request: HttpRequest, plugin_id: str
    ) -> HttpResponse:
        """`/plugins/<id>/…`: reaches the plugin although it is inactive."""
        return self._webhook(request, self.get_plugin(plugin_id), plugin_id)

    def webhook(
        self, request: HttpRequest, plugin_id: str, channel_slug: str | None
    ) -> HttpResponse:
        """`/plugins/global/<id>/…`: an inactive plugin is not found."""
        plugin = self.get_plugin(plugin_id, channel_slug)
        if plugin is not None and not plugin.active:
            return HttpResponseNotFound()
        return self._webhook(request, plugin, plugin_id)

    def _webhook(
        self, request: HttpRequest, plugin: BasePlugin | None, plugin_id: str
    ) -> HttpResponse:
        if plugin is None:
            return HttpResponseNotFound()
        path = request.path.split(plugin_id, maxsplit=1)[1]
        return self._run_on(plugin, "webhook", HttpResponseNotFound(), request, path)

    # Other things the shop asks of a manager.

    def save_plugin_configuration(
        self, plugin_id: str, channel_slug: str | None, cleaned_data: dict
    ) -> PluginConfiguration | None:
        plugins = self.get_plugins(channel_slug)
        plugin = next((p for p in plugins if plugin_id == p.PLUGIN_ID), None)
        if plugin is None:
            return None
        row, _ = PluginConfiguration.objects.using(self.database).get_or_create(
            identifier=plugin_id,
            channel=plugin.channel,
            defaults={"configuration": plugin.configuration},
        )
        saved = plugin.save_plugin_configuration(row, cleaned_data)
        saved.name, saved.description = plugin.PLUGIN_NAME, plugin.PLUGIN_DESCRIPTION
        plugin.active, plugin.configuration = saved.active, saved.configuration
        return saved

    def notify(
        self,
        event: str,
        payload_func: Callable,
        channel_slug: str | None = None,
        plugin_id: str | None = None,
    ) -> Any:
        return self._run("notify", None, event, payload_func, channel_slug=channel_slug)

    def authenticate_user(self, request: HttpRequest) -> "User | None":
        return self._run("authenticate_user", None, request, channel_slug=None)


def get_plugins_manager(
    allow_replica: bool, requestor_getter: Callable[[], Any] | None = None
) -> PluginsManager:
    return PluginsManager(settings.PLUGINS, requestor_getter, allow_replica)
