"""The buttons of a campaign, as a browser gets them."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.models import Subscription
from sandbox.pushservice import PushService
from tests.hosts.shop import Shop

from .campaigning import DAY, HOUR, cut, frozen, scheduled
from .conftest import STOREFRONT, Browser, Deliver

Browsers = Callable[..., Browser]
NOON = datetime.combine(timezone.now().date() + 2 * DAY, datetime.min.time(), UTC) + 12 * HOUR
BUTTONS = [
    {"path": "/{channel}/women", "labels": {"en": "For women", "de": "Für Damen"}},
    {"path": "", "labels": {"en": "All of it", "de": "Alles"}},
]


def actions(service: PushService, browser: Browser) -> list[dict[str, Any]]:
    (message,) = service.messages(browser.subscriber.token)
    return list(json.loads(message["plaintext"])["notification"]["actions"])


def test_each_opens_its_page_in_the_readers_channel_and_is_labelled_in_their_language(
    push: Shop, browser: Browsers, deliver: Deliver, push_service: PushService
) -> None:
    push.configure_push(quiet_hours="", scenario_welcome=False, scenario_welcome_shipping=False)
    german, polish = browser(language="de-AT"), browser(language="pl", channel="channel-pln")
    Subscription.objects.update(topics=list(Topic))
    scheduled(NOON, buttons=BUTTONS)
    frozen(NOON)
    cut(NOON)
    deliver(NOON)
    found = {one: actions(push_service, one) for one in (german, polish)}
    assert [each["title"] for each in found[german]] == ["Für Damen", "Alles"]
    assert [each["title"] for each in found[polish]] == ["For women", "All of it"]
    women, everything = (each["navigate"] for each in found[polish])
    assert women.startswith(f"{STOREFRONT}/channel-pln/women?")
    assert everything.startswith(f"{STOREFRONT}/channel-pln?")
    assert all("#push_click=" in link for link in (women, everything))
    assert len({each["action"] for each in found[german]}) == 2
