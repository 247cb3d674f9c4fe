"""`manage.py push_send_test`: one harmless notification, and its outcome in words."""

from collections.abc import Callable
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from saleor_push_plugin.core.global_id import global_id
from saleor_push_plugin.models import Notification, Subscription
from sandbox.pushservice import PushService
from tests.hosts.shop import Shop

from .conftest import Browser

pytestmark = pytest.mark.django_db
Browsers = Callable[..., Browser]
LIBRARIES = pytest.mark.parametrize("options", [{}, {"library": "pywebpush"}], ids=["ours", "py"])


@pytest.fixture
def phone(browser: Browsers) -> Browser:
    return browser(language="pl-PL")


def public_id() -> str:
    return str(Subscription.objects.get().public_id)


def run(subscription: str, **options: str) -> str:
    out = StringIO()
    call_command("push_send_test", subscription, stdout=out, **options)
    return out.getvalue().strip()


@LIBRARIES
def test_the_test_arrives_in_the_subscriptions_language(
    phone: Browser, push_service: PushService, options: dict[str, str]
) -> None:
    said = run(public_id(), **options)
    (shown,) = phone.subscriber.wait_for(1)
    assert said == f"{push_service.origin}: The push service accepted it."
    assert (shown.title, shown.lang) == ("Powiadomienie testowe", "pl")
    assert shown.navigate == "https://shop.example/"
    assert not Notification.objects.exists()


def test_the_id_may_be_the_global_id_of_the_api(phone: Browser) -> None:
    assert "accepted" in run(global_id("PushSubscription", public_id()))
    assert len(phone.texts) == 1


def test_it_is_sent_while_sending_is_switched_off(push: Shop, phone: Browser) -> None:
    push.configure_push(send=False)
    run(public_id())
    assert len(phone.texts) == 1


@LIBRARIES
@pytest.mark.parametrize(
    ("status", "words"),
    [
        (410, "The browser's subscription no longer exists. (410"),
        (403, "The push service refused the shop's VAPID key. (403"),
        (500, "reported an error of its own. (500"),
        (400, "The push service rejected the message. (400"),
    ],
)
def test_a_refusal_is_an_error_in_words_without_secrets(
    phone: Browser, push_service: PushService, options: dict[str, str], status: int, words: str
) -> None:
    push_service.answer(status, times=1)
    with pytest.raises(CommandError) as failure:
        run(public_id(), **options)
    assert words in str(failure.value)
    assert phone.subscriber.token not in str(failure.value)
    assert "/wpush/" not in str(failure.value)
    # The subscription stays: only a real push forgets it.
    assert Subscription.objects.count() == 1


@pytest.mark.parametrize("unknown", [str(uuid4()), "7", "", global_id("User", "7")])
def test_an_unknown_subscription_is_an_error(phone: Browser, unknown: str) -> None:
    with pytest.raises(CommandError, match="no subscription with this id"):
        run(unknown)


def test_what_sending_needs_is_named(push: Shop, phone: Browser) -> None:
    Subscription.objects.update(vapid_public="somebody else's")
    with pytest.raises(CommandError, match="does not have the VAPID key"):
        run(public_id())
