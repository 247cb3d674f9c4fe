"""Answers on demand: what the next requests get instead of, or after, the ordinary treatment."""

import asyncio
import socket
import struct
from dataclasses import dataclass, fields
from typing import Any, Self

from aiohttp import web


@dataclass(kw_only=True)
class Fault:
    token: str = ""  # "" means every subscription
    status: int = 0  # 0 leaves the ordinary answer
    retry_after: str = ""  # seconds or an HTTP date, sent as it is
    location: str = ""
    delay: float = 0.0
    hang: bool = False
    reset: bool = False
    accept: bool = False  # take and deliver the message first: the answer alone goes wrong
    times: int | None = None  # None until cleared

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        known = {one.name for one in fields(cls)}
        if foreign := data.keys() - known:
            raise ValueError(f"unknown: {', '.join(sorted(foreign))}")
        clean = {name: value for name, value in data.items() if value is not None}
        return cls(**{**clean, "retry_after": str(clean.get("retry_after", ""))})

    @property
    def is_only_slow(self) -> bool:
        return not (self.status or self.hang or self.reset)

    def answer(self) -> web.Response:
        headers = {"Retry-After": self.retry_after, "Location": self.location}
        kept = {name: value for name, value in headers.items() if value}
        return web.json_response({"reason": "on demand"}, status=self.status, headers=kept)


class Faults:
    def __init__(self) -> None:
        self._planned: list[Fault] = []

    def plan(self, fault: Fault) -> None:
        self._planned.append(fault)

    def clear(self) -> None:
        self._planned.clear()

    def take(self, token: str) -> Fault | None:
        """The one planned for this subscription goes before one for all."""
        ours = [one for one in self._planned if one.token == token]
        fitting = ours or [one for one in self._planned if not one.token]
        if not fitting:
            return None
        found = fitting[0]
        if found.times is not None:
            found.times -= 1
            if found.times <= 0:
                self._planned.remove(found)
        return found


async def hang(request: web.Request) -> None:
    """Keeps the line open and silent until the client has had enough."""
    gone = asyncio.Event()
    while not gone.is_set():
        await asyncio.sleep(0.05)
        if request.transport is None or request.transport.is_closing():
            gone.set()


def reset(request: web.Request) -> None:
    """A zero linger time makes the kernel answer with RST instead of an orderly goodbye."""
    transport = request.transport
    if transport is None:
        return
    line: socket.socket | None = transport.get_extra_info("socket")
    if line is not None:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
