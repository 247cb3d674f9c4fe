"""Without a browser: a subscriber that receives and decrypts, and buys as the page would."""

import json
import urllib.request
from typing import Any

from sandbox.browsers.subscriber import Subscriber
from sandbox.demo.seen import Seen
from sandbox.demo.town import Town

CONFIG = "query Config($channel: String!) { pushConfig(channel: $channel) { vapidPublicKey } }"
SUBSCRIBE = """mutation Subscribe($input: PushSubscribeInput!) {
  pushSubscribe(input: $input) { errors { field message code } } }"""


class PlainScreen:
    """Talks to the shop as the page would, and to the push service as a browser."""

    name = "a plain subscriber"

    def __init__(self, town: Town) -> None:
        self._town = town
        self._browser: Subscriber | None = None
        self._known = 0

    def subscribe(self, *, email: str = "", token: str = "", language: str = "en") -> None:
        self._browser = Subscriber(self._town.service, key=public_key(self._town))
        self._known = 0
        self._token, self._language = token, language
        self._send_subscription()

    def _send_subscription(self, **more: str) -> None:
        assert self._browser is not None
        wanted = {"subscription": self._browser.subscription, "channel": self._channel}
        wanted |= {"language": self._language, **more}
        answer = ask(self._town, SUBSCRIBE, self._token, input=wanted)
        assert not answer["errors"], answer

    def buy(self, products: list[str], *, email: str) -> str:
        shop = self._town.live.shop
        lines = [(shop.catalogue.variant(name), 1) for name in products]
        checkout = shop.new_checkout(lines=lines, email=email, language=self._language.upper())
        self._send_subscription(checkoutId=checkout.id)
        return shop.complete(checkout).id

    def wait_shown(self) -> Seen:
        assert self._browser is not None
        shown = self._browser.wait_for(self._known + 1)[-1]
        self._known += 1
        self._navigate = shown.navigate
        return Seen(title=shown.title, body=shown.body, at_ms=shown.at_ms)

    def follow(self) -> str:
        return self._navigate

    def take_pictures(self) -> None:
        """There is nothing to photograph."""

    def close(self) -> None:
        """There is nothing to close."""

    @property
    def _channel(self) -> str:
        return self._town.live.shop.catalogue.channel.slug


def public_key(town: Town) -> str:
    """The shop's VAPID key, as the page asks for it."""
    channel = town.live.shop.catalogue.channel.slug
    return str(ask(town, CONFIG, channel=channel)["vapidPublicKey"])


def ask(town: Town, document: str, token: str = "", **variables: Any) -> Any:
    """The storefront API's answer to a document of one field."""
    headers = {"Content-Type": "application/json"}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    body = json.dumps({"query": document, "variables": variables}).encode()
    url = f"{town.live.url}/plugins/saleor.push/graphql/"
    with urllib.request.urlopen(urllib.request.Request(url, body, headers)) as response:
        return next(iter(json.load(response)["data"].values()))
