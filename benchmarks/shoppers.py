"""Shoppers with a browser each, half of them customers and half of them guests."""

import json
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.places import Place
from sandbox.browsers.subscriber import Subscriber
from tests.hosts.refs import Customer
from tests.hosts.shop import Shop

CONFIG = "query Config($channel: String!) { pushConfig(channel: $channel) { vapidPublicKey } }"
SUBSCRIBE = """mutation Subscribe($input: PushSubscribeInput!) {
  pushSubscribe(input: $input) { errors { field message code } } }"""


@dataclass(frozen=True, kw_only=True)
class Shopper:
    place: Place
    browser: Subscriber
    customer: Customer | None

    def order(self) -> None:
        """From an empty cart to an order; a guest's browser is told of the cart."""
        shop = self.place.live.shop
        cart = shop.new_checkout(customer=self.customer)
        shop.choose_delivery(cart)
        if self.customer is None:
            subscribe(self.place, self.browser, checkoutId=cart.id)
        shop.finish(cart)


def arrive(place: Place, count: int) -> Iterator[Shopper]:
    """Every second one registers and subscribes now, the others when they have filled a cart."""
    switch_on(place.live.shop)
    key = vapid_key(place)
    for number in range(count):
        customer = place.live.shop.register() if number % 2 else None
        browser = Subscriber(place.service, key=key)
        if customer:
            subscribe(place, browser, customer)
        yield Shopper(place=place, browser=browser, customer=customer)


def switch_on(shop: Shop) -> None:
    """As in the Dashboard."""
    shop.configure_push(
        send=True, storefront_url="https://shop.example", contact="mailto:push@shop.example.com"
    )


def vapid_key(place: Place) -> str:
    return str(_ask(place, CONFIG, None, channel=_channel(place))["vapidPublicKey"])


def subscribe(
    place: Place, browser: Subscriber, customer: Customer | None = None, **binding: str
) -> None:
    wanted = {"subscription": browser.subscription, "channel": _channel(place), **binding}
    token = customer.token if customer else None
    answer = _ask(place, SUBSCRIBE, token, input=wanted)
    assert not answer["errors"], answer


def _channel(place: Place) -> str:
    return place.live.shop.catalogue.channel.slug


def _ask(place: Place, document: str, token: str | None, /, **variables: Any) -> Any:
    """What stands under the one root field of the storefront API's answer."""
    body = json.dumps({"query": document, "variables": variables}).encode()
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    url = f"{place.live.url}/plugins/saleor.push/graphql/"
    request = urllib.request.Request(url, body, headers)
    with urllib.request.urlopen(request, timeout=30) as response:
        answer = json.load(response)
    assert "errors" not in answer, answer
    return next(iter(answer["data"].values()))
