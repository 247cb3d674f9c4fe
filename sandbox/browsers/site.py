"""A website of a few texts on a free loopback port; a new one per test is a new origin."""

import threading
from collections.abc import Mapping
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

from sandbox.processes import LOOPBACK, free_port

TYPES = {"js": "text/javascript", "json": "application/json", "css": "text/css"}


class Site:
    """`pages` is path → text; more may be added to it while it runs."""

    def __init__(self, pages: Mapping[str, str]) -> None:
        self.pages = dict(pages)
        self.posts: list[tuple[str, str]] = []  # path and body of every POST
        self.silent: set[str] = set()  # paths that get no answer while it runs
        self._is_closing = threading.Event()
        self._server = ThreadingHTTPServer((LOOPBACK, free_port()), self._handler())
        serve = partial(self._server.serve_forever, poll_interval=0.02)
        self._thread = threading.Thread(target=serve, daemon=True)
        self._thread.start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._is_closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.partition("?")[0]
                if path in site.silent:
                    site._is_closing.wait()
                    return
                text = site.pages.get(path)
                kind = TYPES.get(path.rpartition(".")[2], "text/html")
                self._answer(404 if text is None else 200, kind, text or "")

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                site.posts.append((self.path, body.decode()))
                self._answer(204, "text/plain", "")

            def log_message(self, *_: object) -> None:
                """Quiet: a test tells what went wrong."""

            def _answer(self, status: int, kind: str, text: str) -> None:
                self.send_response(status)
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.send_header("Content-Length", str(len(text.encode())))
                # As the plugin does: a sandboxed frame is of no origin.
                self.send_header("Access-Control-Allow-Origin", "*")
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(text.encode())

        return Handler
