"""Answers to surveys, given by a button of the notification or on the survey page."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from .. import scenarios
from ..core.scenario import Scenario
from ..core.text.graphemes import cut
from ..models import Notification, SurveyAnswer, keyset
from . import tokens

MAX_TEXT = 1000


def survey(token: str, *, now: datetime) -> tuple[Notification, Scenario[Any]] | None:
    """The notification of a survey that is still open, and its scenario; else None.

    A survey ends with its token, and where its subscription or its account was deleted.
    """
    id = tokens.holder(tokens.Purpose.ANSWER, token, now=now)
    if id is None:
        return None
    rows = Notification.objects.select_related("event", "subscription")
    row = rows.filter(id=id, subscription__isnull=False).first()
    scenario = scenarios.find(row.scenario) if row else None
    return (row, scenario) if row and scenario and scenario.buttons else None


def record(token: str, value: str, *, now: datetime, text: str = "") -> bool:
    """Store an answer, in place of an earlier one; False if it is not an answer of the survey."""
    row, scenario = survey(token, now=now) or (None, None)
    if row is None or scenario is None or value not in scenario.buttons:
        return False
    answer = {"value": value, "at": now, "subject": row.event.subject}
    if text:
        answer["text"] = cut(text, MAX_TEXT)
    SurveyAnswer.objects.update_or_create(notification=row, defaults=answer)
    return True


@dataclass(frozen=True, kw_only=True)
class AnswerFilter:
    """Selects answers by survey, period and channel; None: no limit."""

    scenario: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    # The channels of the events that the surveys are about.
    channels: Collection[str] | None = None

    def answers(self) -> QuerySet[SurveyAnswer]:
        conditions = {
            "notification__scenario": self.scenario,
            "at__gte": self.since,
            "at__lt": self.until,
            "notification__event__channel__in": self.channels,
        }
        limits = {name: value for name, value in conditions.items() if value is not None}
        return SurveyAnswer.objects.filter(**limits)


def count(selected: AnswerFilter) -> Mapping[tuple[str, str], int]:
    """The number of each answer, by (scenario, answer); 0 for answers that nobody gave."""
    rows = selected.answers().values("notification__scenario", "value").annotate(n=Count("id"))
    counts = rows.order_by().values_list("notification__scenario", "value", "n")
    zeros = dict.fromkeys(_possible_answers(selected.scenario), 0)
    return zeros | {(scenario, value): n for scenario, value, n in counts}


def with_text(
    selected: AnswerFilter, *, limit: int, after: tuple[datetime, int] | None = None
) -> list[SurveyAnswer]:
    """Answers with a text, newest first: at most `limit`; `after`: those after this position."""
    rows = selected.answers().exclude(text="").select_related("notification__event")
    return keyset.page(rows, "at", limit=limit, after=after)


def _possible_answers(code: str | None) -> Iterator[tuple[str, str]]:
    for scenario in scenarios.SCENARIOS.values():
        if code in (None, scenario.code):
            yield from ((scenario.code, value) for value in scenario.buttons)
