from django.urls import re_path
from django.views.decorators.csrf import csrf_exempt

from .graphql.views import GraphQLView
from .plugins.views import (
    handle_global_plugin_webhook,
    handle_plugin_per_channel_webhook,
    handle_plugin_webhook,
)
from .thumbnail.views import handle_thumbnail

_PLUGIN_ID = r"(?P<plugin_id>[.0-9A-Za-z_\-]+)"
_CHANNEL = r"(?P<channel_slug>[.0-9A-Za-z_\-]+)"

_IMAGE = r"(?P<instance_id>[.0-9A-Za-z_=\-]+)/(?P<size>\d+)/(?:(?P<format>[a-zA-Z]+)/)?"

urlpatterns = [
    re_path(r"^graphql/$", csrf_exempt(GraphQLView.as_view()), name="api"),
    re_path(rf"^plugins/channel/{_CHANNEL}/{_PLUGIN_ID}/", handle_plugin_per_channel_webhook),
    re_path(rf"^plugins/global/{_PLUGIN_ID}/", handle_global_plugin_webhook, name="plugins-global"),
    re_path(rf"^plugins/{_PLUGIN_ID}/", handle_plugin_webhook, name="plugins"),
    re_path(rf"^thumbnail/{_IMAGE}", handle_thumbnail, name="thumbnail"),
]
