"""One kept-alive HTTP/1.1 connection to a push service, with one request at a time.

A non-blocking socket costs less than aiohttp, httpx, HTTP/2 clients and asyncio's own streams
(docs/performance.md), and every limit is set here. llhttp parses the responses (`httptools`, which
comes with uvicorn).
"""

import asyncio
import socket
import ssl
from typing import Protocol

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

BODY_LIMIT, RESPONSE_LIMIT = 1024, 64 * 1024
# The longest TLS record: decrypted bytes that stay in the SSL object would not wake the loop.
READ_BYTES = 16 * 1024
# Nothing to do now: the loop calls again when the socket is ready.
_WOULD_BLOCK = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class ResponseHandler(Protocol):
    """Receives the result of each request: a response, or a failure."""

    def on_response(
        self, connection: "Connection", status: int, retry_after: str, body: bytes
    ) -> None: ...

    def on_failure(self, connection: "Connection", detail: str) -> None: ...


class Connection:
    """Sends one request, passes the response to its handler, and waits for the next request.

    `connected` is a non-blocking socket; over TLS its handshake is done.
    """

    def __init__(
        self, handler: ResponseHandler, connected: socket.socket, loop: asyncio.AbstractEventLoop
    ) -> None:
        self.deadline = 0.0
        # When it last became idle, and for how long it was when the current request was sent.
        self.idle_since, self.idle_seconds = loop.time(), 0.0
        self._received = 0
        self._handler, self._socket, self._loop = handler, connected, loop
        self._busy, self._usable, self._unsent = False, True, b""
        loop.add_reader(connected.fileno(), self._read)

    @property
    def usable(self) -> bool:
        return self._usable

    @property
    def has_answered(self) -> bool:
        """Whether any byte of a response to the current request has come."""
        return self._received > 0

    def post(self, request: bytes, deadline: float) -> None:
        self._busy, self.deadline = True, deadline
        self.idle_seconds = self._loop.time() - self.idle_since
        self._received, self._retry_after, self._body = 0, "", b""
        self._status, self._complete, self._has_response = 0, False, False
        self._parser = HttpResponseParser(self)
        self._unsent = request
        self._write()
        if self._unsent:
            self._loop.add_writer(self._socket.fileno(), self._write_rest)

    def close(self) -> None:
        """Close at once, without a TLS shutdown: a service that hangs would not answer it."""
        self._usable, number = False, self._socket.fileno()
        if number >= 0:
            self._loop.remove_reader(number)
            self._loop.remove_writer(number)
            self._socket.close()

    def abort(self, detail: str) -> None:
        """Close after an error or a missed deadline, and end the request if there is one."""
        self.close()
        if self._busy:
            self._end(detail)

    def _write(self) -> None:
        try:
            self._unsent = self._unsent[self._socket.send(self._unsent) :]
        except _WOULD_BLOCK:
            pass
        except OSError as error:
            # Later: the caller of `post` is in the middle of its own work.
            self._unsent = b""
            self._loop.call_soon(self.abort, type(error).__name__)

    def _write_rest(self) -> None:
        """Write what did not fit into the socket's buffer before."""
        self._write()
        if not self._unsent:
            self._loop.remove_writer(self._socket.fileno())

    def _read(self) -> None:
        try:
            data = self._socket.recv(READ_BYTES)
        except _WOULD_BLOCK:
            return
        except OSError as error:
            self.abort(type(error).__name__)
        else:
            self._receive(data)

    def _receive(self, data: bytes) -> None:
        if not data:
            # A response without a length ends with its connection.
            self.abort("ConnectionClosed")
        elif not self._busy:
            self.close()  # data that no request asked for
        else:
            self._parse(data)

    def _parse(self, data: bytes) -> None:
        self._received += len(data)
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade) as error:
            self.abort(type(error).__name__)
            return
        if self._complete:
            self._finish()
        elif self._received > RESPONSE_LIMIT:
            self.abort("ResponseTooLong")

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"retry-after" and not self._has_response:
            self._retry_after = value.decode("latin-1")[:64]

    def on_message_begin(self) -> None:
        # Two responses to one request: the first counts, and the connection is not used again.
        self._usable = self._usable and not self._complete
        self._has_response = self._complete

    def on_headers_complete(self) -> None:
        if not self._has_response:
            self._status = self._parser.get_status_code()

    def on_body(self, body: bytes) -> None:
        self._body = (self._body + body)[:BODY_LIMIT]

    def on_message_complete(self) -> None:
        # 1xx responses only announce the final one.
        self._complete = self._complete or self._status >= 200
        self._usable = self._usable and bool(self._parser.should_keep_alive())

    def _end(self, detail: str) -> None:
        """End the request; a status that came before the end is a response."""
        if self._status >= 200:
            self._finish()
        else:
            self._busy = False
            self._handler.on_failure(self, detail)

    def _finish(self) -> None:
        # A service that responds early would read the request's rest as the next request.
        self._usable, self._busy = self._usable and not self._unsent, False
        if not self._usable:
            self.close()
        self._handler.on_response(self, self._status, self._retry_after, self._body)
