"""What is remembered of a push service in trouble, by however many workers."""

import logging
from datetime import datetime, timedelta

import pytest

from saleor_push_plugin.core.outcome import Busy, Denied, Outcome, Rest, Sent, Unexpected
from saleor_push_plugin.core.reason import Reason
from saleor_push_plugin.core.service_health import REFUSED_FOR
from saleor_push_plugin.models import PushService
from saleor_push_plugin.outbox import service_blocks

pytestmark = pytest.mark.django_db
ORIGIN = "https://push.example"
DENIED = Denied(status=403)
MINUTE = timedelta(minutes=1)
PAUSED = Reason.PUSH_SERVICE_PAUSED


def learn(now: datetime, *answers: tuple[str, Outcome]) -> None:
    service_blocks.record([(ORIGIN, who, outcome) for who, outcome in answers], now=now)


def trouble() -> tuple[datetime, str, str]:
    row = PushService.objects.get()
    return row.blocked_until, row.reason, row.detail


def asked_to_wait(minutes: int) -> Busy:
    return Busy(wait=minutes * MINUTE, status=429)


def sent(now: datetime) -> tuple[str, Outcome]:
    return "u9", Sent(at=now)


def throttled(now: datetime, *minutes: int) -> None:
    """As many persons, one after the other, each in a batch of its own."""
    for number, each in enumerate(minutes):
        learn(now, (f"u{number}", asked_to_wait(each)))


def test_two_persons_are_not_enough_and_three_are(now: datetime) -> None:
    throttled(now, 30, 20)
    assert PushService.objects.get().blocked_until == now
    learn(now, ("u7", asked_to_wait(60)))
    assert trouble() == (now + 20 * MINUTE, "push_service_busy", "429")


@pytest.mark.parametrize("persons", [("u1", "u1", "u1", "u2"), ("", "", "", "", "u1")])
def test_one_person_many_times_and_those_who_never_worked_are_not_enough(
    now: datetime, persons: tuple[str, ...]
) -> None:
    for person in persons:
        learn(now, (person, asked_to_wait(30)))
    assert PushService.objects.get().blocked_until == now


def test_a_429_of_everybody_slows_marketing_for_a_day_and_guests_alone_do_not(
    now: datetime,
) -> None:
    for guest in ("s1", "s2", "s3"):
        learn(now, (guest, asked_to_wait(30)))
    assert PushService.objects.get().slow_until is None
    throttled(now, 30, 20, 40)
    assert PushService.objects.get().slow_until == now + 20 * MINUTE + service_blocks.SLOW_FOR


def test_a_refused_key_slows_nothing(now: datetime) -> None:
    for number in range(3):
        learn(now, (f"u{number}", DENIED))
    assert PushService.objects.get().slow_until is None


def test_different_answers_do_not_agree(now: datetime) -> None:
    learn(now, ("u1", DENIED), ("u2", asked_to_wait(9)), ("u3", Unexpected(status=302)))
    assert PushService.objects.get().blocked_until == now


def test_an_old_answer_does_not_agree_with_a_new_one(now: datetime) -> None:
    throttled(now, 30, 30)
    learn(now + 11 * MINUTE, ("u7", asked_to_wait(30)))
    assert PushService.objects.get().blocked_until == now


def test_an_accepted_push_begins_anew(now: datetime) -> None:
    throttled(now, 30, 30)
    learn(now, sent(now))
    assert PushService.objects.get().witnesses == {}
    learn(now, ("u3", DENIED), ("u4", DENIED), sent(now), ("u5", DENIED))
    assert PushService.objects.get().blocked_until == now


def test_nobody_shortens_what_another_worker_was_asked_to_wait(now: datetime) -> None:
    throttled(now, 30, 30, 30)
    throttled(now, 1, 1, 1)
    learn(now, ("u1", Rest(until=now + 2 * MINUTE, reason=PAUSED)))
    learn(now, sent(now))
    assert trouble() == (now + 30 * MINUTE, "push_service_busy", "429")


def test_a_wait_that_ends_later_counts(now: datetime) -> None:
    throttled(now, 1, 1, 1)
    learn(now, ("", Rest(until=now + 2 * MINUTE, reason=PAUSED)))
    assert trouble() == (now + 2 * MINUTE, "repeated_failures", "")


def test_refusals_between_other_trouble_sound_the_alarm(
    now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        for person in ("u1", "u2", "u3"):
            assert "refuses" not in caplog.text
            learn(now, (person, DENIED))
            learn(now, (person, asked_to_wait(1)))
    assert f"{ORIGIN} refuses this shop's VAPID key" in caplog.text
    assert trouble()[0] == now + REFUSED_FOR


def test_an_accepted_push_ends_a_block_for_refusals_at_once(now: datetime) -> None:
    learn(now, ("u1", DENIED), ("u2", DENIED), ("u3", DENIED))
    assert trouble() == (now + REFUSED_FOR, "vapid_key_refused", "403")
    learn(now + MINUTE, sent(now))
    assert PushService.objects.get().blocked_until == now + MINUTE


def test_where_all_is_well_nothing_is_written(now: datetime) -> None:
    learn(now, sent(now), ("", DENIED), ("", asked_to_wait(60)))
    assert not PushService.objects.exists()
