"""What is remembered of a push service in trouble, by however many workers."""

import logging
from datetime import datetime, timedelta

import pytest

from saleor_push_plugin.core.outcome import Busy, Denied, Outcome, Rest, Sent
from saleor_push_plugin.core.reason import Reason
from saleor_push_plugin.models import PushService
from saleor_push_plugin.outbox import service_blocks

pytestmark = pytest.mark.django_db
ORIGIN = "https://push.example"
DENIED = Denied(status=403)
MINUTE = timedelta(minutes=1)


def learn(now: datetime, *outcomes: Outcome) -> None:
    service_blocks.record([(ORIGIN, outcome) for outcome in outcomes], now=now)


def trouble() -> tuple[datetime, str, str, int]:
    row = PushService.objects.get()
    return row.blocked_until, row.reason, row.detail, row.denials


def asked_to_wait(minutes: int) -> Busy:
    return Busy(wait=minutes * MINUTE, status=429)


def test_a_single_refusal_does_not_end_a_wait_that_was_asked_for(now: datetime) -> None:
    learn(now, asked_to_wait(30))
    learn(now + MINUTE, DENIED)
    assert trouble() == (now + 30 * MINUTE, "push_service_busy", "429", 1)


def test_nobody_shortens_what_another_worker_was_asked_to_wait(now: datetime) -> None:
    learn(now, asked_to_wait(30))
    learn(now, asked_to_wait(1), Rest(until=now + 2 * MINUTE, reason=Reason.PUSH_SERVICE_PAUSED))
    assert trouble() == (now + 30 * MINUTE, "push_service_busy", "429", 0)


def test_a_wait_that_ends_later_counts(now: datetime) -> None:
    learn(now, asked_to_wait(1))
    learn(now, Rest(until=now + 2 * MINUTE, reason=Reason.PUSH_SERVICE_PAUSED))
    assert trouble() == (now + 2 * MINUTE, "repeated_failures", "", 0)


@pytest.mark.parametrize("rests", [False, True])
def test_refusals_between_other_trouble_sound_the_alarm(
    now: datetime, caplog: pytest.LogCaptureFixture, rests: bool
) -> None:
    other = (
        Rest(until=now + MINUTE, reason=Reason.PUSH_SERVICE_PAUSED) if rests else asked_to_wait(1)
    )
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            assert "refuses" not in caplog.text
            learn(now, DENIED)
            learn(now, other)
    assert f"{ORIGIN} refuses this shop's VAPID key" in caplog.text
    assert trouble()[0] == now + service_blocks.DENIED_FOR


def test_only_an_accepted_push_ends_a_row_of_refusals(now: datetime) -> None:
    learn(now, DENIED, DENIED)
    learn(now, Sent(at=now))
    learn(now, DENIED, DENIED)
    assert trouble() == (now, "vapid_key_refused", "403", 2)


def test_where_all_is_well_nothing_is_written(now: datetime) -> None:
    learn(now, Sent(at=now))
    assert not PushService.objects.exists()
