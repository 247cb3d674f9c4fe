"""The plugin's settings, past its page in the Dashboard."""

from saleor_push_plugin.settings.config import PLUGIN_ID
from saleor_push_plugin.shop.connections import writer


def store(field: str, value: object) -> None:
    """As an older version, an import or somebody with SQL may have written it."""
    from saleor.plugins.models import PluginConfiguration

    with writer():
        row = PluginConfiguration.objects.get(identifier=PLUGIN_ID)
        for item in row.configuration:
            if item["name"] == field:
                item["value"] = value
        row.save()
