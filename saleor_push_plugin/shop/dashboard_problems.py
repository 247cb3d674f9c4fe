"""Problems that the Dashboard shows beside the plugin's app (`AppProblem`, since Saleor 3.22)."""

from collections.abc import Mapping
from typing import Any

from django.apps import apps

from .dashboard_app import live_id

_LONGEST = 2048


def show(problems: Mapping[str, str]) -> None:
    """Show exactly these problems, by key; one that staff dismissed stays dismissed.

    Does nothing where Saleor has no such table, or where the app was deleted.
    """
    table, number = _table(), live_id()
    if table is None or number is None:
        return
    shown = table.objects.filter(app_id=number)
    shown.exclude(key__in=problems).delete()
    there = set(shown.values_list("key", flat=True))
    for key, message in problems.items():
        if key not in there:
            table.objects.create(app_id=number, key=key, message=message[:_LONGEST])


def _table() -> Any:
    try:
        return apps.get_model("app", "AppProblem")
    except LookupError:
        return None
