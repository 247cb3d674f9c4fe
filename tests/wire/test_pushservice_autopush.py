"""The line to the browser, spoken by a client of the test's own."""

import json
from collections.abc import Iterator
from typing import Any, Self

import aiohttp
import pytest

from sandbox.background import Background
from sandbox.pushservice import PushService, base64url, token_of
from tests.wire.vapid_sender import VapidSender

pytestmark = pytest.mark.sandbox_only

Json = dict[str, Any]
KEYS = {
    "p256dh": (
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    ),
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}


class Client:
    """Speaks as Firefox does, without judging what it hears."""

    def __init__(self, port: int) -> None:
        self._background = Background("autopush client")
        self._background.run(self._connect(f"ws://127.0.0.1:{port}/"))

    def say(self, kind: str, **said: Any) -> None:
        self._background.run(self._socket.send_json({"messageType": kind, **said}))

    def hear(self, *, timeout: float = 5.0) -> Json:
        heard: Json = json.loads(self._background.run(self._socket.receive_str(), timeout=timeout))
        return heard

    def ask(self, kind: str, **said: Any) -> Json:
        self.say(kind, **said)
        return self.hear()

    def ping(self) -> Json:
        self._background.run(self._socket.send_str("{}"))
        return self.hear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._background.run(self._leave())
        self._background.close()

    async def _connect(self, url: str) -> None:
        self._session = aiohttp.ClientSession()
        self._socket = await self._session.ws_connect(url, protocols=("push-notification",))

    async def _leave(self) -> None:
        await self._socket.close()
        await self._session.close()


@pytest.fixture(scope="module")
def service() -> Iterator[PushService]:
    with PushService() as running:
        yield running


@pytest.fixture(scope="module")
def sender() -> VapidSender:
    return VapidSender()


@pytest.fixture
def client(service: PushService) -> Iterator[Client]:
    with Client(service.ws_port) as connected:
        yield connected


def register(client: Client, key: str = "", channel: str = "c1") -> Json:
    answer = client.ask("register", channelID=channel, key=key)
    return {"endpoint": answer["pushEndpoint"], "keys": KEYS}


def test_a_browser_is_greeted_with_a_name_of_its_own(client: Client) -> None:
    answer = client.ask("hello", use_webpush=True, uaid="")
    assert (answer["messageType"], answer["status"]) == ("hello", 200)
    assert len(answer["uaid"]) == 32


def test_an_unknown_name_is_replaced(client: Client) -> None:
    assert client.ask("hello", uaid="f" * 32)["uaid"] != "f" * 32


def test_a_ping_is_answered(client: Client) -> None:
    assert client.ping() == {}


def test_a_message_goes_through_unchanged_and_stays_until_acknowledged(
    service: PushService, sender: VapidSender, client: Client
) -> None:
    client.ask("hello", uaid="")
    subscription = register(client, f"{sender.public_key}=")
    sender.send(subscription, "hello")
    heard = client.hear()
    assert heard["headers"] == {"encoding": "aes128gcm"}
    (message,) = service.messages(token_of(subscription["endpoint"]))
    assert len(base64url.decode(heard["data"])) == message["size"]
    assert message["fate"] == "delivered"
    update = {"channelID": "c1", "version": heard["version"], "code": 100}
    client.say("ack", updates=[update])
    client.ping()
    (message,) = service.messages(token_of(subscription["endpoint"]))
    assert (message["fate"], message["code"]) == ("acked", 100)


def test_a_worker_that_threw_is_noted_even_after_the_ack(
    service: PushService, sender: VapidSender, client: Client
) -> None:
    client.ask("hello", uaid="")
    subscription = register(client, sender.public_key)
    sender.send(subscription, "hello")
    version = client.hear()["version"]
    client.say("ack", updates=[{"channelID": "c1", "version": version, "code": 100}])
    client.say("nack", version=version, code=302)
    client.ping()
    (message,) = service.messages(token_of(subscription["endpoint"]))
    assert (message["fate"], message["code"]) == ("failed", 302)


def test_what_was_not_acknowledged_comes_again_after_a_broken_line(
    service: PushService, sender: VapidSender
) -> None:
    with Client(service.ws_port) as client:
        name = client.ask("hello", uaid="")["uaid"]
        subscription = register(client, sender.public_key)
        sender.send(subscription, "one")
        version = client.hear()["version"]
    sender.send(subscription, "two")
    with Client(service.ws_port) as client:
        assert client.ask("hello", uaid=name)["uaid"] == name
        assert client.hear()["version"] == version
        assert client.hear()["messageType"] == "notification"


def test_the_key_given_at_registration_binds_the_sender(client: Client) -> None:
    client.ask("hello", uaid="")
    subscription = register(client, VapidSender().public_key)
    assert VapidSender().send(subscription, "x").status_code == 403


def test_unregistering_makes_the_endpoint_gone(sender: VapidSender, client: Client) -> None:
    client.ask("hello", uaid="")
    subscription = register(client, sender.public_key)
    assert client.ask("unregister", channelID="c1")["status"] == 200
    assert sender.send(subscription, "x").status_code == 410


def test_a_forgotten_browser_gets_a_new_name(service: PushService, sender: VapidSender) -> None:
    with Client(service.ws_port) as client:
        name = client.ask("hello", uaid="")["uaid"]
        subscription = register(client, sender.public_key)
        service.hang_up(forget=True)
    assert sender.send(subscription, "x").status_code == 410
    with Client(service.ws_port) as client:
        assert client.ask("hello", uaid=name)["uaid"] != name
