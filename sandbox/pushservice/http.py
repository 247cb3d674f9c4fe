"""The sender's door: `POST /wpush/<token>`, answered as a real push service would, or on demand."""

import asyncio
import time
from typing import NoReturn

from aiohttp import web

from . import vapid
from .autopush import Exchange
from .faults import Fault, Faults, hang, reset
from .rules import Refusal, read_wish
from .state import Attempt, Message, State, Subscription, now_ms

READ_LIMIT = 1024 * 1024  # far over 4096, so that too large a body gets a 413 of ours


class Bell:
    """Wakes those who wait for something new in the log."""

    def __init__(self) -> None:
        self._condition = asyncio.Condition()

    async def ring(self) -> None:
        async with self._condition:
            self._condition.notify_all()

    async def wait(self, seconds: float) -> None:
        async with self._condition:
            try:
                await asyncio.wait_for(self._condition.wait(), seconds)
            except TimeoutError:
                return


class Door:
    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.state = State()
        self.faults = Faults()
        self.bell = Bell()
        self.exchange = Exchange(self.state, endpoint=self.endpoint, changed=self.bell.ring)

    def endpoint(self, token: str) -> str:
        return f"{self.origin}/wpush/{token}"

    async def push(self, request: web.Request) -> web.Response:
        token = request.match_info["token"]
        body = await request.read()
        fault = self.faults.take(token)
        if fault is None:
            response = await self._treat(request, token, body)
        else:
            response = await self._misbehave(fault, request, token, body)
        await self._note(token, response.status, len(body), response.reason or "")
        return response

    async def _misbehave(
        self, fault: Fault, request: web.Request, token: str, body: bytes
    ) -> web.Response:
        ordinary = None
        if fault.accept or fault.is_only_slow:
            ordinary = await self._treat(request, token, body)
            await self.bell.ring()
        await asyncio.sleep(fault.delay)
        if fault.hang or fault.reset:
            await self._break(fault, request, token, len(body))
        return fault.answer() if fault.status else ordinary or fault.answer()

    async def _break(self, fault: Fault, request: web.Request, token: str, size: int) -> NoReturn:
        """No answer at all; in the log that is status 0."""
        await self._note(token, 0, size, "left hanging" if fault.hang else "reset")
        if fault.hang:
            await hang(request)
        reset(request)
        raise asyncio.CancelledError

    async def _treat(self, request: web.Request, token: str, body: bytes) -> web.Response:
        subscription = self.state.subscriptions.get(token)
        if subscription is None:
            return self._unknown(token)
        refusal = vapid.check(
            request.headers.get("Authorization"),
            origin=self.origin,
            expected_key=subscription.key,
            now=time.time() + self.state.ahead,
        )
        wish = refusal or read_wish(request.headers, body)
        if isinstance(wish, Refusal):
            return _refused(wish)
        message = self.state.accept(subscription, wish, body, now=now_ms())
        return await self._taken(subscription, message)

    async def _taken(self, subscription: Subscription, message: Message) -> web.Response:
        await self.exchange.deliver(subscription)
        headers = {"Location": f"{self.origin}/m/{message.id}", "TTL": str(message.wish.ttl)}
        return web.Response(status=201, headers=headers)

    def _unknown(self, token: str) -> web.Response:
        if token in self.state.gone:
            return _refused(Refusal(status=410, reason="unsubscribed"))
        return _refused(Refusal(status=404, reason="no such subscription"))

    async def _note(self, token: str, status: int, size: int, reason: str) -> None:
        self.state.note(Attempt(token=token, status=status, reason=reason, at=now_ms(), size=size))
        await self.bell.ring()


def _refused(refusal: Refusal) -> web.Response:
    said = {"reason": refusal.reason}
    return web.json_response(said, status=refusal.status, reason=refusal.reason)
