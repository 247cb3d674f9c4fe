"""What ended long ago is forgotten; what goes on, was answered, or happens once is not."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from saleor_push_plugin import outbox, scenarios, tasks
from saleor_push_plugin.core import event
from saleor_push_plugin.core.event import EVENT_TYPES
from saleor_push_plugin.dashboard import voucher_fields
from saleor_push_plugin.models import Chunk, Cursor, Event, Notification, SurveyAnswer
from saleor_push_plugin.outbox import purging
from saleor_push_plugin.settings import operator
from saleor_push_plugin.shop import order_events
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver, Look
from .order_story import Story

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
    SurveyAnswer.objects.create(notification=made(91), subject="x", value="good", at=now)
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
    assert operator.keep() == timedelta(days=32)


@pytest.fixture
def known(now: datetime) -> Callable[..., Event]:
    """A fact that was planned so many days ago, if at all."""

    def make(days: int, kind: str = "order_created", *, planned: bool = True) -> Event:
        at = now - days * DAY
        key = f"{kind}:{Event.objects.count()}"
        return Event.objects.create(
            key=key, kind=kind, subject="x", at=at, planned_at=at if planned else None
        )

    return make


Known = Callable[..., Event]


def facts() -> list[int]:
    return list(Event.objects.order_by("id").values_list("id", flat=True))


def test_facts_go_with_the_last_of_their_pushes(made: Make, known: Known, now: datetime) -> None:
    known(91)
    young, told, about = known(89), known(99), known(99)
    made(91)
    Notification.objects.update(event=told)
    Notification.objects.filter(id=made(89).id).update(event=about)
    outbox.purge(now - 90 * DAY)
    assert facts()[1:] == [young.id, about.id]


def test_a_fact_of_which_something_is_still_to_be_made_stays(known: Known, now: datetime) -> None:
    unplanned, crowd = known(91, planned=False), known(91, "price_dropped")
    Chunk.objects.create(event=crowd, scenario="price_drop", first=1, last=2, due_at=now)
    outbox.purge(now - 90 * DAY)
    assert facts() == [unplanned.id, crowd.id]


def test_facts_go_stride_by_stride_until_they_are_young(
    known: Known, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "STRIDE", 2)
    kept = [known(99, "joined") for _ in range(2)] + [known(99, planned=False) for _ in range(2)]
    for _ in range(3):
        known(91)
    young = [known(1) for _ in range(3)]
    outbox.purge(now - 90 * DAY)
    assert facts() == [each.id for each in (*kept, *young)]


@pytest.mark.parametrize("kind", sorted(EVENT_TYPES))
def test_what_may_come_again_as_news_is_remembered_longer(
    known: Known, now: datetime, kind: str
) -> None:
    longer = EVENT_TYPES[kind].retention
    known(91 + longer.days, kind)
    silenced = known(91 + longer.days, kind)
    Event.objects.filter(id=silenced.id).update(kind=outbox.SILENCED)
    young = known(89 + longer.days, kind)
    outbox.purge(now - 90 * DAY)
    assert facts() == [young.id]


def test_whatever_else_is_told_again_by_then_is_told_too_late() -> None:
    for scenario in scenarios.SCENARIOS.values():
        assert scenarios.delay(scenario) + scenario.ttl < timedelta(days=operator.KEEP.least)


def test_it_is_remembered_until_it_can_be_no_news() -> None:
    """Of old orders nothing is; and an owner may not wait longer for who does not order."""
    about_orders = [
        each
        for each in EVENT_TYPES.values()
        if each.retention and each.subject_type in ("Order", "Fulfillment")
    ]
    assert len(about_orders) == 8
    assert all(each.retention >= order_events.MAX_AGE for each in about_orders)
    longest = EVENT_TYPES[event.WIN_BACK].retention.days
    assert voucher_fields.FIELDS["win_back_days"].check(str(longest + 1))


def forget(days: int) -> None:
    """So many days go by for what was told, and then it is purged."""
    Notification.objects.update(created_at=timezone.now() - days * DAY, state="sent")
    Event.objects.update(planned_at=timezone.now() - days * DAY)
    tasks.purge()


def test_an_order_that_is_found_again_after_months_is_not_told_again(
    push: Shop, browser: Callable[..., Browser], look: Look, deliver: Deliver
) -> None:
    ada, now = push.register(), timezone.now()
    phone = browser(ada)
    look(now)
    push.place_order(customer=ada)
    forget(91)
    assert not Event.objects.exists()
    later = now + 89 * DAY
    Cursor.objects.filter(name="orders").update(at=now)
    assert look(later) >= 1
    deliver(later)
    assert len(phone.texts) == 1


def test_metadata_that_still_says_delivered_tells_no_second_time(story: Story) -> None:
    parcel = story.shop.fulfill(story.order)
    story.shop.set_metadata(parcel, {"push.delivered_at": "yesterday"})
    told = story.titles
    forget(91)
    story.shop.set_metadata(parcel, {"weight": "2"})
    assert story.titles == told
