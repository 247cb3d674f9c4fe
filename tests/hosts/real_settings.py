"""The settings of Saleor's own tests, with the plugins of the environment switched on.

Saleor's tests start with no plugin at all, and each version with a clock and a URL of its own.
"""

from saleor.tests.settings import *  # noqa: F403
from saleor.tests.settings import EXTERNAL_PLUGINS

PLUGINS = list(EXTERNAL_PLUGINS)
PUBLIC_URL = "https://example.com"
TIME_ZONE = "UTC"
