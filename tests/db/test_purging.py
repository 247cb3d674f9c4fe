"""What ended long ago is forgotten; what goes on, was answered, or happens once is not."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from saleor_push_plugin import engine, outbox, tasks
from saleor_push_plugin.models import Answer, Event, Notification
from saleor_push_plugin.outbox import purging

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
Make = Callable[..., Notification]


@pytest.fixture
def made(now: datetime) -> Make:
    """A row made so many days ago."""
    event = Event.objects.create(key="x", kind="x", subject="x", at=now)

    def make(days: int, state: str = "sent", scenario: str = "order_placed") -> Notification:
        at = now - days * DAY
        number = Notification.objects.count()
        return Notification.objects.create(
            key=f"x/{number}",
            event=event,
            scenario=scenario,
            person="s1",
            state=state,
            due_at=at,
            expires_at=at,
            created_at=at,
        )

    return make


def left() -> list[int]:
    return list(Notification.objects.order_by("id").values_list("id", flat=True))


def test_only_what_is_old_is_deleted(made: Make, now: datetime) -> None:
    made(91)
    young = made(89)
    assert outbox.purge(now - 90 * DAY) == 1
    assert left() == [young.id]


@pytest.mark.parametrize("state", ["sent", "skipped", "failed", "expired"])
def test_every_end_is_an_end(made: Make, now: datetime, state: str) -> None:
    made(91, state)
    assert outbox.purge(now - 90 * DAY) == 1


@pytest.mark.parametrize("state", ["pending", "sending"])
def test_what_goes_on_stays(made: Make, now: datetime, state: str) -> None:
    made(91, state)
    assert outbox.purge(now - 90 * DAY) == 0


def test_answers_keep_their_rows(made: Make, now: datetime) -> None:
    Answer.objects.create(notification=made(91), subject="x", value="good", at=now)
    assert outbox.purge(now - 90 * DAY) == 0


def test_what_happens_once_is_remembered(made: Make, now: datetime) -> None:
    made(91, scenario="welcome")
    assert outbox.purge(now - 90 * DAY, kept=["welcome"]) == 0


def test_it_goes_on_stride_by_stride_until_the_rows_are_young(
    made: Make, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "STRIDE", 2)
    kept = [made(99, scenario="welcome") for _ in range(3)]
    for _ in range(4):
        made(91)
    young = [made(1) for _ in range(3)]
    assert outbox.purge(now - 90 * DAY, kept=["welcome"]) == 4
    assert left() == [row.id for row in (*kept, *young)]


def test_ninety_days_are_kept_or_as_many_as_the_operator_says(made: Make, settings: object) -> None:
    Notification.objects.filter(id=made(0).id).update(created_at=timezone.now() - 40 * DAY)
    tasks.purge()
    assert len(left()) == 1
    settings.SALEOR_PUSH_KEEP_DAYS = "35"  # type: ignore[attr-defined]
    tasks.purge()
    assert left() == []


def test_never_less_than_a_month_is_kept(settings: object) -> None:
    settings.SALEOR_PUSH_KEEP_DAYS = "1"  # type: ignore[attr-defined]
    assert engine.keep() == timedelta(days=32)
