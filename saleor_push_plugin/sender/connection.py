"""One kept-alive connection to a push service: HTTP/1.1, one request at a time.

aiohttp, httpx and HTTP/2 clients were measured (docs/performance.md): this costs the least, and
lets every limit be ours. Answers are parsed by llhttp (`httptools`, which comes with uvicorn).
"""

import asyncio
from typing import Protocol, cast

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

BODY_LIMIT, ANSWER_LIMIT = 1024, 64 * 1024


class Owner(Protocol):
    """Who hears what became of a request."""

    def answered(self, line: "Connection", status: int, retry_after: str, body: bytes) -> None: ...

    def broken(self, line: "Connection", detail: str) -> None: ...


class Connection(asyncio.Protocol):
    """Carries one request, tells its owner of the answer, and waits for the next."""

    def __init__(self, owner: Owner) -> None:
        self.deadline = 0.0
        self._owner, self._busy, self._usable = owner, False, False

    @property
    def usable(self) -> bool:
        return self._usable

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._usable = True

    def post(self, request: bytes, deadline: float) -> None:
        self._busy, self.deadline = True, deadline
        self._received, self._retry_after, self._body = 0, "", b""
        self._status, self._complete = 0, False
        self._parser = HttpResponseParser(self)
        self._transport.write(request)

    def close(self) -> None:
        """At once: a service that hangs would not say goodbye either."""
        self._usable = False
        self._transport.abort()

    def give_up(self, detail: str) -> None:
        """The deadline passed."""
        self._lose(detail)

    def data_received(self, data: bytes) -> None:
        self._received = self._received + len(data) if self._busy else ANSWER_LIMIT
        try:
            if self._busy:
                self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade) as error:
            self._lose(type(error).__name__)
        else:
            self._judge()

    def connection_lost(self, exc: Exception | None) -> None:
        self._usable = False
        if self._busy:
            # An answer without a length ends with its connection.
            self._lose(type(exc).__name__ if exc else "ConnectionClosed")

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"retry-after":
            self._retry_after = value.decode("latin-1")[:64]

    def on_headers_complete(self) -> None:
        self._status = self._parser.get_status_code()

    def on_body(self, body: bytes) -> None:
        self._body = (self._body + body)[:BODY_LIMIT]

    def on_message_complete(self) -> None:
        # 100 Continue and its like only announce the answer.
        self._complete = self._status >= 200
        self._usable = self._usable and bool(self._parser.should_keep_alive())

    def _judge(self) -> None:
        if not self._busy:
            self.close()  # speaks without being asked
        elif self._complete:
            self._finish()
        elif self._received > ANSWER_LIMIT:
            self._lose("AnswerTooLong")

    def _lose(self, detail: str) -> None:
        """Nothing more will come, or is wanted; a status that came before is an answer."""
        self.close()
        if self._status >= 200:
            self._finish()
        else:
            self._busy = False
            self._owner.broken(self, detail)

    def _finish(self) -> None:
        self._busy = False
        if not self._usable:
            self._transport.abort()
        self._owner.answered(self, self._status, self._retry_after, self._body)
