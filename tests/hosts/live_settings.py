"""A real Saleor's settings for a running shop: mail goes nowhere."""

from saleor.settings import *  # noqa: F403

EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
