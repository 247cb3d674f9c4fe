"""The tests' door: make subscriptions, plan answers, read what happened."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from aiohttp import web

from . import base64url
from .faults import Fault
from .http import Door
from .state import Subscription, as_json

Json = dict[str, Any]


def routes(door: Door) -> list[web.RouteDef]:
    control = Control(door)
    return [
        web.get("/health", control.health),
        web.post("/subscribe", control.subscribe),
        web.get("/subscriptions", control.subscriptions),
        web.post("/subscriptions/{token}", control.change),
        web.delete("/subscriptions/{token}", control.forget),
        web.post("/control", control.plan),
        web.delete("/control", control.clear),
        web.get("/log", control.log),
        web.delete("/log", control.clear_log),
        web.get("/stats", control.stats),
        web.post("/browsers", control.browsers),
        web.post("/clock", control.clock),
    ]


@web.middleware
async def explain(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """A wrong control request is the test's mistake, so it is told what was wrong."""
    try:
        return await handler(request)
    except (ValueError, KeyError, TypeError) as problem:
        return web.json_response({"reason": repr(problem)}, status=400)


class Control:
    def __init__(self, door: Door) -> None:
        self._door = door
        self._state = door.state

    async def health(self, request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def subscribe(self, request: web.Request) -> web.Response:
        wanted = await _body(request)
        key = base64url.decode(wanted["key"]) if wanted.get("key") else None
        made = [self._state.add_plain(key) for _ in range(int(wanted.get("count", 1)))]
        shown = [self._describe(one) for one in made]
        return web.json_response(shown if "count" in wanted else shown[0], status=201)

    async def subscriptions(self, request: web.Request) -> web.Response:
        return web.json_response(
            [
                {
                    "token": one.token,
                    "endpoint": self._door.endpoint(one.token),
                    "online": one.online,
                    "plain": one.receiver is not None,
                    "waiting": len(one.waiting),
                }
                for one in self._state.subscriptions.values()
            ]
        )

    async def change(self, request: web.Request) -> web.Response:
        """`{"online": false}` holds messages back, as if the device were switched off."""
        subscription = self._state.subscriptions[request.match_info["token"]]
        subscription.online = bool((await _body(request))["online"])
        await self._door.exchange.deliver(subscription)
        await self._door.bell.ring()
        return web.json_response({"online": subscription.online})

    async def forget(self, request: web.Request) -> web.Response:
        return web.json_response({"found": self._state.forget(request.match_info["token"])})

    async def plan(self, request: web.Request) -> web.Response:
        self._door.faults.plan(Fault.from_json(await _body(request)))
        return web.json_response({}, status=201)

    async def clear(self, request: web.Request) -> web.Response:
        self._door.faults.clear()
        return web.json_response({})

    async def log(self, request: web.Request) -> web.Response:
        """`?token=…&after=<seq>&wait=<s>`: waits until a message past `after` is delivered."""
        token, after = request.query.get("token", ""), int(request.query.get("after", "0"))
        wait = float(request.query.get("wait", "0"))
        deadline = asyncio.get_running_loop().time() + wait
        while not (messages := self._messages(token, after, delivered=wait > 0)):
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                break
            await self._door.bell.wait(left)
        attempts = self._attempts(token) if request.query.get("attempts") != "0" else []
        return web.json_response({"messages": messages, "attempts": attempts})

    async def clear_log(self, request: web.Request) -> web.Response:
        self._state.clear_log()
        return web.json_response({})

    async def stats(self, request: web.Request) -> web.Response:
        return web.json_response(
            {
                "subscriptions": len(self._state.subscriptions),
                "accepted": len(self._state.messages),
                "statuses": dict(self._state.totals),
            }
        )

    async def browsers(self, request: web.Request) -> web.Response:
        """Drops every browser's line; with `forget` its subscriptions are lost as well."""
        await self._door.exchange.hang_up(forget=bool((await _body(request)).get("forget")))
        return web.json_response({})

    async def clock(self, request: web.Request) -> web.Response:
        """`{"ahead": seconds}`: tests that pass the clock move the service's along with it."""
        self._state.ahead = float((await _body(request))["ahead"])
        return web.json_response({})

    def _describe(self, subscription: Subscription) -> Json:
        receiver = subscription.receiver
        assert receiver is not None
        keys = {
            "p256dh": base64url.encode(receiver.p256dh),
            "auth": base64url.encode(receiver.auth),
        }
        return {
            "token": subscription.token,
            "endpoint": self._door.endpoint(subscription.token),
            "expirationTime": None,
            "keys": keys,
        }

    def _attempts(self, token: str) -> list[Json]:
        return [asdict(one) for one in self._state.attempts if token in ("", one.token)]

    def _messages(self, token: str, after: int, *, delivered: bool) -> list[Json]:
        return [
            as_json(one, self._state.plaintext(one))
            for one in self._state.since(after, token=token)
            if one.delivered_at is not None or not delivered
        ]


async def _body(request: web.Request) -> Json:
    if not request.can_read_body:
        return {}
    data = await request.json()
    if not isinstance(data, dict):
        raise ValueError("a JSON object is wanted")
    return data
