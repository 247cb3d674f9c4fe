"""The Django app."""

from django.apps import AppConfig
from django.conf import settings

from .beat_schedule import beat_schedule


class PushConfig(AppConfig):
    name = "saleor_push_plugin"
    verbose_name = "Web Push"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks  # noqa: F401  registers the checks
        from .settings import vapid_keys

        # Web servers and workers run no checks.
        vapid_keys.check_settings()
        schedule = getattr(settings, "CELERY_BEAT_SCHEDULE", None)
        if schedule is not None:
            schedule.update(beat_schedule())
