"""A browser of a shop whose programs really run, spoken to over HTTP only."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest

from sandbox.browsers.subscriber import Subscriber
from sandbox.live import LiveShop
from sandbox.pushservice import PushService
from tests.hosts.refs import CheckoutRef

CONFIG = "query Config($channel: String!) { pushConfig(channel: $channel) { vapidPublicKey } }"
SUBSCRIBE = """mutation Subscribe($input: PushSubscribeInput!) {
  pushSubscribe(input: $input) { errors { field message code } } }"""


def ask(live: LiveShop, document: str, **variables: Any) -> Any:
    body = json.dumps({"query": document, "variables": variables}).encode()
    url = f"{live.url}/plugins/saleor.push/graphql/"
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as response:
        answer = json.load(response)
    assert "errors" not in answer, answer
    return next(iter(answer["data"].values()))


@pytest.fixture
def guest(live_shop: LiveShop, push_service: PushService) -> Callable[[CheckoutRef], Subscriber]:
    """Makes a browser that wants to hear about one checkout."""
    live_shop.shop.configure_push(
        send=True, storefront_url="https://shop.example", contact="mailto:push@shop.example.com"
    )
    channel = live_shop.shop.catalogue.channel.slug

    def subscribe(checkout: CheckoutRef) -> Subscriber:
        key = ask(live_shop, CONFIG, channel=channel)["vapidPublicKey"]
        browser = Subscriber(push_service, key=key)
        wanted = {"subscription": browser.subscription, "channel": channel}
        answer = ask(live_shop, SUBSCRIBE, input={**wanted, "checkoutId": checkout.id})
        assert not answer["errors"], answer
        return browser

    return subscribe
