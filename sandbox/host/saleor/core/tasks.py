from typing import Any

from celery import Task
from django.conf import settings
from django.db import connections
from django.utils.module_loading import import_string


class RestrictWriterDBTask(Task):
    """Runs every task under the writer guard that the settings name."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        guard = import_string(settings.CELERY_RESTRICT_WRITER_METHOD)
        writer = connections[settings.DATABASE_CONNECTION_DEFAULT_NAME]
        with writer.execute_wrapper(guard):
            return super().__call__(*args, **kwargs)
