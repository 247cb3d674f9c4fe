"""Serves the demo storefront: its files, and the two that depend on where the shop's API is."""

import json
import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self
from urllib.parse import urljoin, urlsplit

SITE = Path(__file__).parent / "site"
PAGES = {"/": "index.html", "/checkout": "index.html"}
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
WORKER = 'importScripts("{}");\n'


class Storefront:
    """The storefront in a thread of this process: `with Storefront(api_url=…) as storefront: …`."""

    def __init__(
        self, *, api_url: str, channel: str, host: str = "127.0.0.1", port: int = 0
    ) -> None:
        made = {
            "/config.json": json.dumps({"apiUrl": api_url, "channel": channel}),
            "/sw.js": WORKER.format(urljoin(api_url, "/plugins/saleor.push/sw.js")),
        }
        self._server = _Server((host, port), partial(_Handler, made=made))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True)
        self._thread.start()
        self.url = f"http://{host}:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)

    def wait(self) -> None:
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # Browsers keep connections open longer than anybody wants to wait.


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *args: object, made: dict[str, str]) -> None:
        self._made = made
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        body = self._made[path].encode() if path in self._made else _file(path)
        if body is None:
            self._answer(404, "text/plain", b"There is no such page.\n")
        else:
            self._answer(200, TYPES.get(Path(PAGES.get(path, path)).suffix, ""), body)

    do_HEAD = do_GET  # noqa: N815 - the name http.server looks up

    def log_message(self, *_: object) -> None:
        """Quiet: the demo's own lines are what a person reads."""

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind or "application/octet-stream")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _file(path: str) -> bytes | None:
    file = (SITE / PAGES.get(path, path.lstrip("/"))).resolve()
    return file.read_bytes() if file.is_file() and SITE.resolve() in file.parents else None
