"""Rations: used up, refilled, never stuck."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection

from saleor_push_plugin.models import Ration
from saleor_push_plugin.rations import buckets
from saleor_push_plugin.rations.buckets import Bucket

TEN = Bucket("ten", 10)
SECOND = timedelta(seconds=1)
pytestmark = pytest.mark.django_db


def test_a_ration_is_used_up_and_refills_bit_by_bit(now: datetime) -> None:
    assert [buckets.take(TEN, 1, now) for _ in range(10)] == [None] * 10
    assert buckets.take(TEN, 1, now) == 6 * SECOND
    assert buckets.take(TEN, 3, now) == 18 * SECOND
    assert buckets.take(TEN, 1, now + 5 * SECOND) == SECOND
    assert buckets.take(TEN, 1, now + 6 * SECOND) is None
    assert buckets.take(TEN, 1, now + 6 * SECOND) == 6 * SECOND
    assert buckets.take(TEN, 10, now + 120 * SECOND) is None


def test_what_is_refused_uses_nothing(now: datetime) -> None:
    buckets.take(TEN, 9, now)
    for _ in range(50):
        assert buckets.take(TEN, 2, now) == 6 * SECOND
    assert buckets.take(TEN, 1, now) is None


def test_rations_are_apart(now: datetime) -> None:
    assert buckets.take(TEN, 10, now) is None
    assert buckets.take(TEN._replace(name="other"), 10, now) is None


def test_a_clock_that_was_set_back_gives_the_ration_anew(now: datetime) -> None:
    assert buckets.take(TEN, 10, now + timedelta(days=400)) is None
    assert buckets.take(TEN, 1, now) is None


def test_rations_that_are_whole_again_are_forgotten(now: datetime) -> None:
    buckets.take(TEN, 1, now)
    buckets.take(TEN._replace(name="later"), 1, now + 60 * SECOND)
    assert buckets.forget_unused(now + 30 * SECOND) == 1
    assert Ration.objects.get().name == "later"


def test_the_table_waits_for_no_disk() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relpersistence FROM pg_class WHERE relname = %s", [Ration._meta.db_table]
        )
        assert cursor.fetchone() == ("u",)
