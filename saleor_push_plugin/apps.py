"""The Django app."""

from datetime import timedelta

from django.apps import AppConfig
from django.conf import settings

# A tick is cheap (an index of due rows), and limits the delay after a lost message.
TICK, SWEEP, PURGE = timedelta(seconds=10), timedelta(seconds=60), timedelta(hours=6)


class PushConfig(AppConfig):
    name = "saleor_push_plugin"
    verbose_name = "Web Push"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks  # noqa: F401  registers the checks
        from .settings import vapid

        # Web servers and workers run no checks.
        vapid.check_setting()
        schedule = getattr(settings, "CELERY_BEAT_SCHEDULE", None)
        if schedule is not None:
            schedule.update(_beat("tick", TICK) | _beat("sweep", SWEEP) | _beat("purge", PURGE))


def _beat(task: str, every: timedelta) -> dict[str, dict[str, object]]:
    # A beat message that no worker takes in time is useless: the next one does the same.
    options = {"expires": every.total_seconds()}
    name = f"saleor_push_plugin.tasks.{task}"
    return {f"push-{task}": {"task": name, "schedule": every, "options": options}}
