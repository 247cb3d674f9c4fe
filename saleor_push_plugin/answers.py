"""What shoppers answer to surveys: by a button of the push, or on a page."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count

from . import scenarios
from .core.scenario import Scenario
from .models import Answer, Notification

MAX_TEXT = 1000


def survey(notification_id: int) -> tuple[Notification, Scenario[Any]] | None:
    """A push that asks something, and its scenario."""
    rows = Notification.objects.select_related("event", "subscription")
    row = rows.filter(id=notification_id).first()
    scenario = scenarios.find(row.scenario) if row else None
    return (row, scenario) if row and scenario and scenario.buttons else None


def record(notification_id: int, value: str, *, now: datetime, text: str = "") -> bool:
    """Keep an answer, the last one if there are more; False for what was never asked."""
    asked = survey(notification_id)
    if asked is None or value not in asked[1].buttons:
        return False
    answer = {"value": value, "at": now, "subject": asked[0].event.subject}
    if text:
        answer["text"] = text[:MAX_TEXT]
    Answer.objects.update_or_create(notification=asked[0], defaults=answer)
    return True


def counted(since: datetime) -> Mapping[tuple[str, str], int]:
    """How many gave each answer to each survey: (scenario, answer) → how often."""
    rows = Answer.objects.filter(at__gte=since).values("notification__scenario", "value")
    counts = rows.annotate(n=Count("id")).order_by()
    return {
        (scenario, value): n
        for scenario, value, n in counts.values_list("notification__scenario", "value", "n")
    }
