"""Answers to surveys, given by a button of the notification or on the survey page."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from .. import scenarios
from ..core.scenario import Scenario
from ..models import Notification, SurveyAnswer

MAX_TEXT = 1000


def survey(notification_id: int) -> tuple[Notification, Scenario[Any]] | None:
    """The notification of a survey and its scenario; None if it is not a survey."""
    rows = Notification.objects.select_related("event", "subscription")
    row = rows.filter(id=notification_id).first()
    scenario = scenarios.find(row.scenario) if row else None
    return (row, scenario) if row and scenario and scenario.buttons else None


def record(notification_id: int, value: str, *, now: datetime, text: str = "") -> bool:
    """Store an answer, in place of an earlier one; False if it is not an answer of the survey."""
    asked = survey(notification_id)
    if asked is None or value not in asked[1].buttons:
        return False
    answer = {"value": value, "at": now, "subject": asked[0].event.subject}
    if text:
        answer["text"] = text[:MAX_TEXT]
    SurveyAnswer.objects.update_or_create(notification=asked[0], defaults=answer)
    return True


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Selects answers: of one survey or all, of a period or of all time."""

    scenario: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    # The channels of the events the surveys are about; None: all.
    channels: Collection[str] | None = None

    def answers(self) -> QuerySet[SurveyAnswer]:
        given = {
            "notification__scenario": self.scenario,
            "at__gte": self.since,
            "at__lt": self.until,
            "notification__event__channel__in": self.channels,
        }
        wanted = {name: value for name, value in given.items() if value is not None}
        return SurveyAnswer.objects.filter(**wanted)


def counted(asked: Asked) -> Mapping[tuple[str, str], int]:
    """The number of each answer, by (scenario, answer); 0 for answers that nobody gave."""
    rows = asked.answers().values("notification__scenario", "value").annotate(n=Count("id"))
    counts = rows.order_by().values_list("notification__scenario", "value", "n")
    offered = dict.fromkeys(_offered(asked.scenario), 0)
    return offered | {(scenario, value): n for scenario, value, n in counts}


def texts(
    asked: Asked, *, most: int, after: tuple[datetime, int] | None = None
) -> list[SurveyAnswer]:
    """Answers with a text, newest first: at most `most`, after the position if given."""
    rows = asked.answers().exclude(text="").select_related("notification__event")
    if after:
        rows = rows.filter(Q(at__lt=after[0]) | Q(at=after[0], id__lt=after[1]))
    return list(rows.order_by("-at", "-id")[:most])


def _offered(code: str | None) -> Iterator[tuple[str, str]]:
    for scenario in scenarios.SCENARIOS.values():
        if code in (None, scenario.code):
            yield from ((scenario.code, value) for value in scenario.buttons)
