"""Commands and answers over a browser's WebSocket: WebDriver BiDi and DevTools differ in little."""

import asyncio
import contextlib
import itertools
import json
from collections.abc import Callable
from typing import Any

import aiohttp

from sandbox.background import Background

from .process import PATIENCE

Json = dict[str, Any]


class BrowserError(Exception):
    """The browser refused a command, or the page's script threw."""


class Line:
    """Ordinary calls outside, one loop in a thread inside."""

    def __init__(self, url: str, *, hear: Callable[[Json], None]) -> None:
        self._hear = hear
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Json]] = {}
        self._background = Background("browser")
        self._background.run(self._connect(url))

    def ask(self, method: str, params: Json, *, timeout: float = PATIENCE, **extra: str) -> Json:
        answer = self._background.run(self._ask(method, params, extra), timeout=timeout)
        if "error" in answer:
            told = answer["error"]
            reason = answer.get("message") or (told["message"] if isinstance(told, dict) else told)
            raise BrowserError(f"{method}: {reason}")
        result: Json = answer.get("result", {})
        return result

    def close(self, *, farewell: str) -> None:
        """`farewell` asks the browser to end by itself."""
        with contextlib.suppress(BrowserError, TimeoutError, OSError):
            self.ask(farewell, {}, timeout=5)
        self._background.run(self._leave())
        self._background.close()

    async def _connect(self, url: str) -> None:
        self._session = aiohttp.ClientSession()
        self._socket = await self._session.ws_connect(url, max_msg_size=0)
        self._reader = asyncio.create_task(self._read())

    async def _leave(self) -> None:
        await self._socket.close()
        await self._reader
        await self._session.close()

    async def _ask(self, method: str, params: Json, extra: dict[str, str]) -> Json:
        number = next(self._numbers)
        future = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        await self._socket.send_json({"id": number, "method": method, "params": params, **extra})
        answer: Json = await future
        return answer

    async def _read(self) -> None:
        async for heard in self._socket:
            if heard.type is aiohttp.WSMsgType.TEXT:
                self._sort(json.loads(heard.data))
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(BrowserError("the browser hung up"))
        self._waiting.clear()

    def _sort(self, heard: Json) -> None:
        future = self._waiting.pop(heard.get("id") or 0, None)
        if future is None:
            self._hear(heard)
        elif not future.done():
            future.set_result(heard)
