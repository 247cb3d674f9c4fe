"""The tokens of a push: one for each purpose, and each ends."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from saleor_push_plugin.engagement.tokens import (
    CLICK_LIFE,
    LIVES,
    Purpose,
    click,
    holder,
    name,
    named,
    right,
)

EXPIRES = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
RIGHTS = (Purpose.RECEIPT, Purpose.ANSWER)
SECOND = timedelta(seconds=1)


def test_a_name_leads_to_its_notification_for_ever() -> None:
    assert named(name(7)) == 7
    assert len(name(7)) == 32


@pytest.mark.parametrize("purpose", RIGHTS)
def test_a_right_ends_some_days_after_its_push(purpose: Purpose) -> None:
    token, end = right(purpose, 7, expires_at=EXPIRES), EXPIRES + LIVES[purpose]
    assert holder(purpose, token, now=end - SECOND) == 7
    assert holder(purpose, token, now=end) is None
    assert holder(purpose, token, now=end + timedelta(days=3650)) is None


@pytest.mark.parametrize(("held", "used"), list(permutations(RIGHTS, 2)))
def test_a_right_is_good_for_its_purpose_only(held: Purpose, used: Purpose) -> None:
    token = right(held, 7, expires_at=EXPIRES)
    assert holder(used, token, now=EXPIRES) is None
    assert named(token) is None
    assert holder(held, name(7), now=EXPIRES) is None


def test_a_links_token_is_good_for_its_click_and_for_a_week() -> None:
    token, end = click(7, now=EXPIRES), EXPIRES + timedelta(days=7)
    assert (len(token), CLICK_LIFE) == (38, timedelta(days=7))
    assert holder(Purpose.CLICK, token, now=end - SECOND) == 7
    assert holder(Purpose.CLICK, token, now=end) is None
    assert [holder(purpose, token, now=EXPIRES) for purpose in RIGHTS] == [None, None]
    assert named(token) is None
    others = [right(purpose, 7, expires_at=EXPIRES) for purpose in RIGHTS]
    assert [holder(Purpose.CLICK, other, now=EXPIRES) for other in others] == [None, None]


def test_no_time_is_added_to_a_right() -> None:
    token = right(Purpose.ANSWER, 7, expires_at=EXPIRES)
    later = right(Purpose.ANSWER, 7, expires_at=EXPIRES + timedelta(days=365))
    for cut in range(1, len(token)):
        forged = later[:cut] + token[cut:]
        assert forged in (token, later) or holder(Purpose.ANSWER, forged, now=EXPIRES) is None


@pytest.mark.parametrize("token", ["", "A", "ż", "=" * 38, "A" * 38, "A" * 32, "x" * 10_000])
def test_nonsense_is_nobodys(token: str) -> None:
    assert named(token) is None
    assert all(holder(purpose, token, now=EXPIRES) is None for purpose in RIGHTS)


def test_a_token_made_with_a_former_secret_is_taken(settings: Any) -> None:
    settings.SECRET_KEY = "former"
    tokens = {purpose: right(purpose, 7, expires_at=EXPIRES) for purpose in RIGHTS}
    called = name(7)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "current", ["former"]
    assert named(called) == 7
    assert {holder(each, token, now=EXPIRES) for each, token in tokens.items()} == {7}
    settings.SECRET_KEY_FALLBACKS = []
    assert named(called) is None
    assert {holder(each, token, now=EXPIRES) for each, token in tokens.items()} == {None}
