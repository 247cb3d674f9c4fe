"""One kept-alive connection to a push service: HTTP/1.1, one request at a time.

aiohttp, httpx, HTTP/2 clients and asyncio's own streams were measured (docs/performance.md): a
socket read and written at once costs the least, and lets every limit be ours. Answers are parsed by
llhttp (`httptools`, which comes with uvicorn).
"""

import asyncio
import socket
import ssl
from typing import Protocol

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

BODY_LIMIT, ANSWER_LIMIT = 1024, 64 * 1024
# The longest record of TLS, so that nothing decrypted stays behind, where no socket would wake us.
READ_BYTES = 16 * 1024
# Not now: the loop calls again.
_NOT_YET = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class Owner(Protocol):
    """Who hears what became of a request."""

    def answered(self, line: "Connection", status: int, retry_after: str, body: bytes) -> None: ...

    def broken(self, line: "Connection", detail: str) -> None: ...


class Connection:
    """Carries one request, tells its owner of the answer, and waits for the next.

    `wire` is connected and does not block; over TLS its handshake is done.
    """

    def __init__(self, owner: Owner, wire: socket.socket, loop: asyncio.AbstractEventLoop) -> None:
        self.deadline = 0.0
        self._owner, self._wire, self._loop = owner, wire, loop
        self._busy, self._usable, self._unsent = False, True, b""
        loop.add_reader(wire.fileno(), self._readable)

    @property
    def usable(self) -> bool:
        return self._usable

    def post(self, request: bytes, deadline: float) -> None:
        self._busy, self.deadline = True, deadline
        self._received, self._retry_after, self._body = 0, "", b""
        self._status, self._complete, self._told = 0, False, False
        self._parser = HttpResponseParser(self)
        self._unsent = request
        self._write()
        if self._unsent:
            self._loop.add_writer(self._wire.fileno(), self._write_on)

    def close(self) -> None:
        """At once: a service that hangs would not say goodbye either."""
        self._usable, number = False, self._wire.fileno()
        if number >= 0:
            self._loop.remove_reader(number)
            self._loop.remove_writer(number)
            self._wire.close()

    def give_up(self, detail: str) -> None:
        """The deadline passed, or the connection did: nothing more will come, or is wanted."""
        self.close()
        if self._busy:
            self._end(detail)

    def _write(self) -> None:
        try:
            self._unsent = self._unsent[self._wire.send(self._unsent) :]
        except _NOT_YET:
            pass
        except OSError as error:
            # Not at once: whoever calls `post` is in the middle of something.
            self._unsent = b""
            self._loop.call_soon(self.give_up, type(error).__name__)

    def _write_on(self) -> None:
        """There is room again for what did not fit."""
        self._write()
        if not self._unsent:
            self._loop.remove_writer(self._wire.fileno())

    def _readable(self) -> None:
        try:
            data = self._wire.recv(READ_BYTES)
        except _NOT_YET:
            return
        except OSError as error:
            self.give_up(type(error).__name__)
        else:
            self._hear(data)

    def _hear(self, data: bytes) -> None:
        if not data:
            # An answer without a length ends with its connection.
            self.give_up("ConnectionClosed")
        elif not self._busy:
            self.close()  # speaks without being asked
        else:
            self._parse(data)

    def _parse(self, data: bytes) -> None:
        self._received += len(data)
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade) as error:
            self.give_up(type(error).__name__)
            return
        if self._complete:
            self._finish()
        elif self._received > ANSWER_LIMIT:
            self.give_up("AnswerTooLong")

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"retry-after" and not self._told:
            self._retry_after = value.decode("latin-1")[:64]

    def on_message_begin(self) -> None:
        # Two answers to one request: the first counts, and this connection is not trusted again.
        self._usable = self._usable and not self._complete
        self._told = self._complete

    def on_headers_complete(self) -> None:
        if not self._told:
            self._status = self._parser.get_status_code()

    def on_body(self, body: bytes) -> None:
        self._body = (self._body + body)[:BODY_LIMIT]

    def on_message_complete(self) -> None:
        # 100 Continue and its like only announce the answer.
        self._complete = self._complete or self._status >= 200
        self._usable = self._usable and bool(self._parser.should_keep_alive())

    def _end(self, detail: str) -> None:
        """A status that came before the end is an answer."""
        if self._status >= 200:
            self._finish()
        else:
            self._busy = False
            self._owner.broken(self, detail)

    def _finish(self) -> None:
        # Who answers before it has heard all would hear the rest before the next request.
        self._usable, self._busy = self._usable and not self._unsent, False
        if not self._usable:
            self.close()
        self._owner.answered(self, self._status, self._retry_after, self._body)
