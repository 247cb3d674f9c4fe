"""A shop in Safari and the same shop in the Dock: one person, one Mac, two subscriptions."""

import secrets
from datetime import datetime

import pytest

from saleor_push_plugin import audiences, subscriptions
from saleor_push_plugin.core.audience import Owner
from saleor_push_plugin.core.device import Device

SAFARI = "https://web.push.apple.com"
CHROME = "https://fcm.googleapis.com"

pytestmark = pytest.mark.django_db


def _subscribed(
    now: datetime, display: str, *, user: int | None = 7, origin: str = SAFARI, on: str = "macos"
) -> int:
    device = Device(
        endpoint=f"{origin}/{secrets.token_hex(8)}",
        p256dh="x",
        auth="y",
        channel="eur",
        display_mode=display,
        platform=on,
    )
    return subscriptions.subscribe(device, user_id=user, checkout_id=None, now=now).id


def _left(user: int = 7) -> list[int]:
    [people] = audiences.pages(Owner(user_id=user))
    return [person.subscription_id for person in audiences.without_twins(people)]


def test_marketing_goes_to_the_app_alone(now: datetime) -> None:
    _subscribed(now, "browser")
    app = _subscribed(now, "standalone")
    assert _left() == [app]


def test_without_an_app_the_tab_gets_it(now: datetime) -> None:
    tab = _subscribed(now, "browser")
    _subscribed(now, "standalone", user=8)
    assert _left() == [tab]


@pytest.mark.parametrize("other", [{"origin": CHROME}, {"on": "ios"}], ids=["Chrome", "iPhone"])
def test_where_tab_and_app_cannot_both_be_subscribed_nothing_is_left_out(
    now: datetime, other: dict[str, str]
) -> None:
    devices = [_subscribed(now, "browser"), _subscribed(now, "standalone", **other)]
    assert _left() == devices


def test_guests_have_no_twins(now: datetime) -> None:
    from saleor_push_plugin.core.audience import Person

    guests = [Person(subscription_id=_subscribed(now, "browser", user=None)) for _ in range(2)]
    assert audiences.without_twins(guests) == guests
