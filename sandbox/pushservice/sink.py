"""A push service that only counts, for measuring senders: it must cost less than they do.

TLS, kept-alive HTTP/1.1, one process of its own. Nothing is checked or decrypted; every POST is
answered 201 after a delay that stands for the way to a real service and back. `GET /` counts them.

`python -m sandbox.pushservice.sink [--delay-ms 50]` prints `sink origin=https://… ca=…` when ready.
"""

import argparse
import asyncio
import signal
import sys
import tempfile
from pathlib import Path
from typing import cast

from .server import HOST
from .tls import make_certificate, server_context

CREATED = b"HTTP/1.1 201 Created\r\nLocation: /m/1\r\nTTL: 60\r\nContent-Length: 0\r\n\r\n"
COUNTED = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n{}"
END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"content-length:"


class Sink:
    def __init__(self, delay: float) -> None:
        self.delay, self.taken = delay, 0


class Caller(asyncio.Protocol):
    """One connection."""

    def __init__(self, sink: Sink) -> None:
        self._sink, self._read = sink, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._read += data
        while (end := self._end_of_request()) and len(self._read) >= end:
            first, self._read = self._read[:4], self._read[end:]
            self._answer(first)

    def _end_of_request(self) -> int:
        head = self._read.find(END_OF_HEAD)
        if head < 0:
            return 0
        lines = self._read[:head].lower().split(b"\r\n")
        lengths = [int(line[len(LENGTH) :]) for line in lines if line.startswith(LENGTH)]
        return head + len(END_OF_HEAD) + (lengths[0] if lengths else 0)

    def _answer(self, first: bytes) -> None:
        if first.startswith(b"GET"):
            count = str(self._sink.taken)
            self._transport.write(COUNTED.format(len(count), count).encode())
            return
        self._sink.taken += 1
        if self._sink.delay:
            loop = asyncio.get_running_loop()
            loop.call_later(self._sink.delay, self._transport.write, CREATED)
        else:
            self._transport.write(CREATED)


async def _serve(sink: Sink, pem: Path) -> None:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    server = await loop.create_server(
        lambda: Caller(sink), HOST, 0, ssl=server_context(pem), backlog=1024
    )
    port = server.sockets[0].getsockname()[1]
    print(f"sink origin=https://{HOST}:{port} ca={pem}", flush=True)
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    await stop.wait()
    server.close()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m sandbox.pushservice.sink")
    parser.add_argument("--delay-ms", type=float, default=0.0)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="push-sink-") as folder:
        pem = make_certificate(Path(folder))
        asyncio.run(_serve(Sink(wanted.delay_ms / 1000), pem))
    return 0


if __name__ == "__main__":
    sys.exit(main())
