"""Safari and the Dock app on one Mac: one person, two subscriptions."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

import pytest

from saleor_push_plugin.core.audience import Owner, Watchers
from saleor_push_plugin.core.push_subscription import BrowserSubscription
from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.delivery import audiences
from saleor_push_plugin.models import GuestCheckout, Subscription, Watch
from saleor_push_plugin.subscribers import subscribing

SAFARI = "https://web.push.apple.com"
CHROME = "https://fcm.googleapis.com"

pytestmark = pytest.mark.django_db


def _subscribed(
    now: datetime,
    display: str,
    *,
    user: int | None = 7,
    origin: str = SAFARI,
    on: str = "macos",
    topics: Sequence[Topic] = tuple(Topic),
) -> int:
    device = BrowserSubscription(
        endpoint=f"{origin}/{secrets.token_hex(8)}",
        p256dh=secrets.token_urlsafe(65),
        auth=secrets.token_urlsafe(16),
        channel="eur",
        display_mode=display,
        platform=on,
    )
    admitted = subscribing.admit(subscribing.Request(device=device, user_id=user, now=now))
    assert isinstance(admitted, subscribing.Admitted)
    Subscription.objects.filter(pk=admitted.subscription.id).update(topics=list(topics))
    return admitted.subscription.id


def _left(user: int = 7) -> list[int]:
    people = audiences.select(Owner(user_id=user), topic=Topic.OFFERS)
    return [device for _, device, *_ in people]


def test_marketing_goes_to_the_app_alone(now: datetime) -> None:
    _subscribed(now, "browser")
    app = _subscribed(now, "standalone")
    assert _left() == [app]


def test_without_an_app_the_tab_gets_it(now: datetime) -> None:
    tab = _subscribed(now, "browser")
    _subscribed(now, "standalone", user=8)
    assert _left() == [tab]


def test_an_app_that_did_not_agree_leaves_it_to_the_tab(now: datetime) -> None:
    tab = _subscribed(now, "browser")
    app = _subscribed(now, "standalone", topics=[Topic.ALERTS])
    # The app's own push is planned, and not sent for want of consent.
    assert _left() == [tab, app]


@pytest.mark.parametrize("other", [{"origin": CHROME}, {"on": "ios"}], ids=["Chrome", "iPhone"])
def test_where_tab_and_app_cannot_both_be_subscribed_nothing_is_left_out(
    now: datetime, other: dict[str, str]
) -> None:
    devices = [_subscribed(now, "browser"), _subscribed(now, "standalone", **other)]
    assert _left() == devices


def test_guests_have_no_twins(now: datetime) -> None:
    checkout = str(uuid4())
    guests = [_subscribed(now, way, user=None) for way in ("browser", "standalone")]
    for guest in guests:
        GuestCheckout.objects.create(subscription_id=guest, checkout_id=checkout, bound_at=now)
    people = audiences.select(Owner(checkout_id=checkout), topic=Topic.OFFERS)
    assert [device for _, device, *_ in people] == guests


def _watching(now: datetime, *devices: int) -> list[int]:
    for device in devices:
        Watch.objects.create(
            subscription_id=device, kind="stock", variant_id=3, channel="eur", created_at=now
        )
    crowd = Watchers(kind="stock", variant_id=3, channel="eur")
    return [device for _, device, *_ in audiences.select(crowd, topic=Topic.ALERTS)]


def test_of_two_that_watch_the_app_is_told(now: datetime) -> None:
    tab, app = _subscribed(now, "browser"), _subscribed(now, "standalone")
    assert _watching(now, tab, app) == [app]


def test_a_watching_app_that_withdrew_its_consent_leaves_it_to_the_tab(now: datetime) -> None:
    tab, app = (
        _subscribed(now, "browser"),
        _subscribed(now, "standalone", topics=[Topic.ORDER_UPDATES]),
    )
    assert _watching(now, tab, app) == [tab, app]


def test_a_tab_that_watches_alone_is_told(now: datetime) -> None:
    tab = _subscribed(now, "browser")
    _subscribed(now, "standalone")
    assert _watching(now, tab) == [tab]
