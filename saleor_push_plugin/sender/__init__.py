"""The post office: encrypts messages and posts them to push services (RFC 8030, 8291, 8292).

One event loop and one pool of connections live as long as the process, on a thread of their own, so
that any Celery pool may call `send`. What pywebpush's own `send` would do and this does not: follow
redirects, speak to private addresses, wait for ever, read endless answers, sign every message anew.
"""

import asyncio
import atexit
import os
import re
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

import aiohttp
from py_vapid import Vapid02
from pywebpush import WebPusher

from ..core.device import PushServices, origin_of
from ..core.outcome import Answer, Failed, Retry, TooLarge, answer
from ..core.payload import smaller
from .guard import GuardedConnector, PrivateAddressError

CONCURRENCY = 100
TIMEOUT = aiohttp.ClientTimeout(total=15, connect=10)
# Shorter than the outbox's lease, so that a batch is settled before others may take it.
DEADLINE_SECONDS = 90
READ_LIMIT = 1024
# RFC 8292 allows 24 hours; a signature serves twelve, and is renewed an hour before.
TOKEN_LIFE, TOKEN_SPARE = timedelta(hours=12), timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Message:
    """One push to one device. `ttl` in seconds; `topic` as RFC 8030, 5.4; keys in base64url."""

    endpoint: str
    p256dh: str
    auth: str
    payload: bytes
    ttl: int
    urgency: str
    topic: str
    vapid_private: str


def send(
    messages: Sequence[Message], *, services: PushServices, contact: str, now: datetime
) -> list[Answer]:
    """Post all messages and give each one's answer, in order; never raises for a message.

    Returns within DEADLINE_SECONDS; what is not answered by then is to be tried again.
    """
    job = _send_all(messages, services, contact, now, time.monotonic())
    return asyncio.run_coroutine_threadsafe(job, _line().loop).result()


async def _send_all(
    messages: Sequence[Message], services: PushServices, contact: str, now: datetime, began: float
) -> list[Answer]:
    session, gate = _line().session(services), asyncio.Semaphore(CONCURRENCY)

    async def one(message: Message) -> Answer:
        if not services.knows(message.endpoint):
            return Failed(detail="not a known push service")
        async with gate:
            return await _send_one(session, message, contact, now, began)

    tasks = [asyncio.ensure_future(one(message)) for message in messages]
    _, late = await asyncio.wait(tasks, timeout=DEADLINE_SECONDS) if tasks else (None, ())
    for task in late:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return [_result(task) for task in tasks]


def _result(task: "asyncio.Future[Answer]") -> Answer:
    if task.cancelled():
        return Retry(detail="no answer before the deadline")
    if error := task.exception():
        return Failed(detail=type(error).__name__)
    return task.result()


async def _send_one(
    session: aiohttp.ClientSession, message: Message, contact: str, now: datetime, began: float
) -> Answer:
    found = await _post(session, message, contact, now, began)
    if not isinstance(found, TooLarge):
        return found
    message = replace(message, payload=smaller(message.payload))
    found = await _post(session, message, contact, now, began)
    return Failed(detail="413 even when small") if isinstance(found, TooLarge) else found


async def _post(
    session: aiohttp.ClientSession, message: Message, contact: str, now: datetime, began: float
) -> Answer:
    headers = _headers(message, contact, now)
    try:
        async with session.post(
            message.endpoint, data=_encrypt(message), headers=headers, allow_redirects=False
        ) as response:
            detail = _detail(await response.content.read(READ_LIMIT))
            if not response.content.at_eof():
                response.close()
            return answer(
                response.status,
                retry_after=response.headers.get("Retry-After", ""),
                detail=detail,
                now=now + timedelta(seconds=time.monotonic() - began),
            )
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        return _broken(error)


def _broken(error: Exception) -> Answer:
    if isinstance(getattr(error, "os_error", None), PrivateAddressError):
        return Failed(detail="not a public address")
    return Retry(detail=type(error).__name__)


def _headers(message: Message, contact: str, now: datetime) -> dict[str, str]:
    # Signed anew in the first minute of every eleventh hour, not for every message.
    period = int(now.timestamp() // (TOKEN_LIFE - TOKEN_SPARE).total_seconds())
    return {
        "Authorization": _token(
            message.vapid_private, origin_of(message.endpoint), contact, period
        ),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(message.ttl),
        "Urgency": message.urgency,
        "Topic": message.topic,
    }


@lru_cache(maxsize=1024)
def _token(private: str, audience: str, contact: str, period: int) -> str:
    began = period * (TOKEN_LIFE - TOKEN_SPARE).total_seconds()
    expires = int(began + TOKEN_LIFE.total_seconds())
    claims = {"aud": audience, "exp": expires, "sub": contact}
    return str(Vapid02.from_raw(private.encode()).sign(claims)["Authorization"])


def _encrypt(message: Message) -> bytes:
    keys = {"p256dh": message.p256dh, "auth": message.auth}
    pusher = WebPusher({"endpoint": message.endpoint, "keys": keys})
    return bytes(pusher.encode(message.payload)["body"])


def _detail(body: bytes) -> str:
    """A few words of the answer, without addresses: reasons are stored and logged."""
    text = re.sub(r"https?://\S+", "…", body.decode("utf-8", "replace"))
    return re.sub(r"\s+", " ", "".join(c for c in text if c.isprintable() or c.isspace()))[:120]


class _Line:
    """The process's loop and its sessions, one for each set of services."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.loop = asyncio.new_event_loop()
        self._sessions: dict[PushServices, aiohttp.ClientSession] = {}
        self._thread = threading.Thread(target=self._run, name="push-sender", daemon=True)
        self._thread.start()

    def session(self, services: PushServices) -> aiohttp.ClientSession:
        if services not in self._sessions:
            connector = GuardedConnector(services, limit=CONCURRENCY)
            self._sessions[services] = aiohttp.ClientSession(
                connector=connector, timeout=TIMEOUT, cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._sessions[services]

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._close_sessions(), self.loop).result(timeout=5)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(timeout=5)

    def _run(self) -> None:
        self.loop.run_forever()
        self.loop.close()

    async def _close_sessions(self) -> None:
        for session in self._sessions.values():
            await session.close()


_lock = threading.Lock()
_current: _Line | None = None


def _line() -> _Line:
    # A forked Celery child must not use its parent's loop: that thread does not run in it.
    global _current
    with _lock:
        if _current is None or _current.pid != os.getpid():
            _current = _Line()
        return _current


@atexit.register
def close() -> None:
    """Close connections and loop; the next `send` opens new ones."""
    global _current
    line, _current = _current, None
    if line is not None and line.pid == os.getpid():
        line.close()
