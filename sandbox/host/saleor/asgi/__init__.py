"""The ASGI application: CORS is settled here, before Django sees anything."""

import os

from django.core.asgi import get_asgi_application

from .cors_handler import cors_handler
from .health_check import health_check

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saleor.settings")

application = get_asgi_application()
application = health_check(application, "/health/")
application = cors_handler(application)
