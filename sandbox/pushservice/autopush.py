"""The line to a real Firefox: Mozilla's autopush protocol over a WebSocket.

hello, register, unregister, ack, nack and ping come in; notification goes out. A message stays
with us until the browser acknowledges it, so a lost connection loses nothing.
"""

import json
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from . import base64url
from .state import Message, State, Subscription, drop_expired, new_token, now_ms

Json = dict[str, Any]


class Line:
    """One connected browser."""

    def __init__(self, exchange: "Exchange", socket: web.WebSocketResponse) -> None:
        self._exchange = exchange
        self._state = exchange.state
        self._socket = socket
        self.browser = ""

    async def hear(self, text: str) -> None:
        heard: Json = json.loads(text)
        handlers: dict[str, Callable[[Json], Awaitable[None]]] = {
            "hello": self._hello,
            "register": self._register,
            "unregister": self._unregister,
            "ack": self._ack,
            "nack": self._nack,
        }
        if not heard:
            await self._say({})  # a ping is an empty object, and so is its answer
        elif handler := handlers.get(heard.get("messageType", "")):
            await handler(heard)

    async def notify(self, subscription: Subscription, message: Message) -> None:
        message.hand_over(now_ms())
        said = {
            "messageType": "notification",
            "channelID": subscription.channel_id,
            "version": message.id,
            "ttl": message.wish.ttl,
        }
        if message.body:
            said["data"] = base64url.encode(message.body)
            said["headers"] = {"encoding": "aes128gcm"}
        await self._say(said)

    async def hang_up(self) -> None:
        await self._socket.close(code=WSCloseCode.GOING_AWAY)

    async def _say(self, said: Json) -> None:
        if not self._socket.closed:
            await self._socket.send_json(said)

    async def _hello(self, heard: Json) -> None:
        self.browser = self._exchange.welcome(heard.get("uaid", ""), self)
        await self._say(
            {
                "messageType": "hello",
                "uaid": self.browser,
                "status": 200,
                "use_webpush": True,
                "broadcasts": {},
            }
        )
        for subscription in self._state.of_browser(self.browser):
            await self._exchange.deliver(subscription, again=True)

    async def _register(self, heard: Json) -> None:
        channel_id = heard["channelID"]
        subscription = self._state.of_channel(self.browser, channel_id) or self._state.add(
            Subscription(token=new_token(), browser=self.browser, channel_id=channel_id)
        )
        key = heard.get("key", "").rstrip("=")  # Firefox pads it
        subscription.key = base64url.decode(key) if key else None
        await self._say(
            {
                "messageType": "register",
                "channelID": channel_id,
                "status": 200,
                "pushEndpoint": self._exchange.endpoint(subscription.token),
            }
        )

    async def _unregister(self, heard: Json) -> None:
        subscription = self._state.of_channel(self.browser, heard["channelID"])
        if subscription:
            self._state.forget(subscription.token)
        await self._say(
            {"messageType": "unregister", "channelID": heard["channelID"], "status": 200}
        )

    async def _ack(self, heard: Json) -> None:
        for update in heard.get("updates", []):
            self._settle(update["version"], code=update.get("code", 100), fate="acked")
        await self._exchange.changed()

    async def _nack(self, heard: Json) -> None:
        """Comes after the ack when the worker threw, or showed nothing."""
        self._settle(heard["version"], code=heard.get("code", 0), fate="failed")
        await self._exchange.changed()

    def _settle(self, message_id: str, *, code: int, fate: str) -> None:
        message = self._state.by_id.get(message_id)
        if message is None or message.fate == "failed":
            return
        message.code, message.fate = code, fate
        self._state.done(message)


class Exchange:
    """All connected browsers, and the way of a message to the one it is for."""

    def __init__(
        self,
        state: State,
        *,
        endpoint: Callable[[str], str],
        changed: Callable[[], Awaitable[None]],
    ) -> None:
        self.state = state
        self.endpoint = endpoint
        self.changed = changed
        self._known: set[str] = set()
        self._lines: dict[str, Line] = {}

    def welcome(self, browser: str, line: Line) -> str:
        """An unknown browser gets a new name, and then knows that its subscriptions are lost."""
        name = browser if browser in self._known else uuid.uuid4().hex
        self._known.add(name)
        self._lines[name] = line
        return name

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(protocols=("push-notification",))
        await socket.prepare(request)
        line = Line(self, socket)
        async for heard in socket:
            if heard.type is WSMsgType.TEXT:
                await line.hear(heard.data)
        if self._lines.get(line.browser) is line:
            del self._lines[line.browser]
        return socket

    async def deliver(self, to: Subscription, *, again: bool = False) -> None:
        now = now_ms()
        if to.online and to.receiver:
            for message in to.waiting:
                if message.wish.ttl == 0 or not message.is_expired(now):
                    message.hand_over(now)
            drop_expired(to, now=now)
            to.waiting.clear()
        elif to.online and to.browser in self._lines:
            await self._notify(to, again=again)
        drop_expired(to, now=now)

    async def _notify(self, to: Subscription, *, again: bool) -> None:
        for message in list(to.waiting):
            is_due = message.fate == "waiting" or again
            if is_due and (message.wish.ttl == 0 or not message.is_expired(now_ms())):
                await self._lines[to.browser].notify(to, message)

    async def hang_up(self, *, forget: bool = False) -> None:
        """With `forget` the browsers find out, on their return, that they must subscribe anew."""
        if forget:
            for name in self._known:
                for subscription in self.state.of_browser(name):
                    self.state.forget(subscription.token)
            self._known.clear()
        for line in list(self._lines.values()):
            await line.hang_up()
