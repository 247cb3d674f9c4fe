"""Guests who order, each in a browser of its own that was told of the cart."""

import base64
import contextlib
import json
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from sandbox.browsers.subscriber import Subscriber
from sandbox.chaos.town import Town
from sandbox.pushservice import PushService
from tests.hosts.refs import CheckoutRef, Refused

CONFIG = "query Config($channel: String!) { pushConfig(channel: $channel) { vapidPublicKey } }"
SUBSCRIBE = """mutation Subscribe($input: PushSubscribeInput!) {
  pushSubscribe(input: $input) { errors { field message code } } }"""
# What a shop that is being restarted answers, or does not.
NO_ANSWER = (OSError, Refused, AssertionError, ValueError)
Value = TypeVar("Value")


@dataclass(frozen=True, kw_only=True, eq=False)
class Buyer:
    fault: str
    checkout: CheckoutRef
    browser: Subscriber

    @property
    def checkout_token(self) -> str:
        return base64.b64decode(self.checkout.id).decode().split(":")[1]

    def order(self, town: Town) -> None:
        """Press the button once; whether the answer comes or not, the order may be there."""
        with contextlib.suppress(*NO_ANSWER):
            town.live.shop.finish(self.checkout)

    def confirmations(self) -> int:
        """How often this order's confirmation disturbed its buyer."""
        return sum("thank you" in shown.title for shown in self.browser.shown())


def arrive(town: Town, fault: str, service: PushService) -> Buyer:
    """A browser with a full cart."""
    return _patiently(lambda: _arrive(town, fault, service))


def _arrive(town: Town, fault: str, service: PushService) -> Buyer:
    shop = town.live.shop
    cart = shop.new_checkout()
    shop.choose_delivery(cart)
    channel = shop.catalogue.channel.slug
    key = _ask(town, CONFIG, channel=channel)["vapidPublicKey"]
    browser = Subscriber(service, key=key)
    wanted = {"subscription": browser.subscription, "channel": channel, "checkoutId": cart.id}
    assert not _ask(town, SUBSCRIBE, input=wanted)["errors"]
    return Buyer(fault=fault, checkout=cart, browser=browser)


def _patiently(work: Callable[[], Value], seconds: float = 60.0) -> Value:
    """A shop that was just started again may still stumble: shoppers press again."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return work()
        except NO_ANSWER:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


def _ask(town: Town, document: str, **variables: Any) -> Any:
    body = json.dumps({"query": document, "variables": variables}).encode()
    url = f"{town.live.url}/plugins/saleor.push/graphql/"
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as response:
        answer = json.load(response)
    assert "errors" not in answer, answer
    return next(iter(answer["data"].values()))
