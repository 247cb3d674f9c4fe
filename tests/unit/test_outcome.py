"""What a push service's answer means."""

from datetime import UTC, datetime, timedelta

import pytest

from saleor_push_plugin.core import outcome
from saleor_push_plugin.core.backoff import CAP, backoff

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def test_only_404_and_410_mean_that_a_subscription_is_gone() -> None:
    gone = [
        s
        for s in range(200, 600)
        if isinstance(outcome.outcome_of_status(s, now=NOW), outcome.Gone)
    ]
    assert gone == [404, 410]


def test_a_server_error_with_retry_after_asks_everybody_to_wait() -> None:
    found = outcome.outcome_of_status(503, retry_after="7", now=NOW)
    assert found == outcome.Busy(wait=timedelta(seconds=7), status=503)


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [
        ("120", 120),
        ("0", 1),
        ("-5", 1),
        ("999999", 3600),
        ("9" * 400, 60),
        ("Sat, 21 Nov 2026 12:02:00 GMT", 120),
        ("Sat, 21 Nov 2026 11:00:00 GMT", 1),
        ("", 60),
        ("soon", 60),
        (f"Wed, 21 Oct {'9' * 24} 07:28:00 GMT", 60),
    ],
)
def test_retry_after_is_seconds_or_a_date_within_reason(retry_after: str, seconds: int) -> None:
    assert outcome.wait_for(retry_after, NOW) == timedelta(seconds=seconds)


def test_waits_grow_with_attempts_up_to_a_cap() -> None:
    waits = [backoff(n, 0.5).total_seconds() for n in range(1, 8)]
    assert waits == [5, 15, 45, 135, 405, 900, 900]
    assert backoff(10_000, 0.5) == CAP


def test_jitter_spreads_a_wait_by_half_either_way() -> None:
    assert (backoff(1, 0), backoff(1, 0.999)) == (
        timedelta(seconds=2.5),
        timedelta(seconds=7.495),
    )
