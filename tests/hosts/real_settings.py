"""The settings of Saleor's own tests, with the plugins of the environment switched on.

Saleor's tests start with no plugin at all, and each version with a clock and a URL of its own.
"""

# Before Saleor's Celery puts the current folder, ours, in front: it is the wheel that is tested.
import saleor_push_plugin  # noqa: F401  # isort: skip

from saleor.tests.settings import *  # noqa: F403
from saleor.tests.settings import EXTERNAL_PLUGINS

PLUGINS = list(EXTERNAL_PLUGINS)
PUBLIC_URL = "https://example.com"
TIME_ZONE = "UTC"
# Saleor reads the whole list of countries, translated, many times a request: all 249 of them take
# more than half of a request's time. Here: where the tests' customers live, and those that Saleor's
# own code names.
COUNTRIES_ONLY = ["AT", "DE", "IE", "PL", "US"]
