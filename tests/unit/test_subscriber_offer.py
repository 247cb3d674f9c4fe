"""The terms of an offer: its days are whole days of the shop, and it names channels or none."""

from datetime import UTC, datetime, timedelta

import pytest

from saleor_push_plugin.core.subscriber_offer import SubscriberOffer, parse
from saleor_push_plugin.core.voucher_purpose import VoucherPurpose

MOMENT = timedelta(microseconds=1)
SAVED = {
    "welcome_voucher": "Hello",
    "welcome_from": "2026-12-01",
    "welcome_until": "2026-12-24",
    "welcome_channels": "eur, pln,",
    "welcome_codes": "100",
    "welcome_codes_day": "10",
}


def offer(**changes: str) -> SubscriberOffer:
    found = parse(VoucherPurpose.WELCOME, SAVED | changes, "Europe/Warsaw")
    assert found is not None
    return found


def test_it_has_the_budget_and_the_channels_that_were_saved() -> None:
    found = offer()
    assert (found.voucher, found.most, found.most_a_day) == ("Hello", 100, 10)
    assert found.channels == {"eur", "pln"}


def test_without_a_voucher_there_is_no_offer() -> None:
    assert parse(VoucherPurpose.WELCOME, SAVED | {"welcome_voucher": ""}, "UTC") is None
    assert parse(VoucherPurpose.INSTALL, SAVED, "UTC") is None


@pytest.mark.parametrize(
    ("at", "is_made"),
    [
        (datetime(2026, 11, 30, 23, tzinfo=UTC) - MOMENT, False),
        (datetime(2026, 11, 30, 23, tzinfo=UTC), True),
        (datetime(2026, 12, 24, 23, tzinfo=UTC) - MOMENT, True),
        (datetime(2026, 12, 24, 23, tzinfo=UTC), False),
    ],
)
def test_its_days_are_the_shops(at: datetime, is_made: bool) -> None:
    assert offer().is_made("eur", at) is is_made


def test_it_is_made_in_its_channels_and_in_all_if_it_names_none() -> None:
    at = datetime(2026, 12, 12, tzinfo=UTC)
    assert not offer().is_made("usd", at)
    assert offer(welcome_channels="").is_made("usd", at)


def test_without_days_it_has_no_limit_of_its_own() -> None:
    found = offer(welcome_from="", welcome_until="")
    assert found.is_made("eur", datetime(2000, 1, 1, tzinfo=UTC))
    assert found.is_made("eur", datetime(2100, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    "wrong",
    [
        {"welcome_from": "soon"},
        {"welcome_until": "2026-02-30"},
        {"welcome_until": "9999-12-31"},
        {"welcome_codes": "many"},
        {"welcome_codes_day": "1.5"},
    ],
)
def test_what_cannot_be_read_promises_nothing(wrong: dict[str, str]) -> None:
    assert parse(VoucherPurpose.WELCOME, SAVED | wrong, "Europe/Warsaw") is None
