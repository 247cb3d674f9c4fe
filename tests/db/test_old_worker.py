"""Imported browsers are sent to once the old vendor's script is ours: how that is found out."""

from __future__ import annotations

import io
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from saleor_push_plugin.shop import config
from saleor_push_plugin.webpush import script_fetch
from tests.hosts.shop import Shop


@pytest.fixture
def site() -> Iterator[tuple[str, dict[str, tuple[int, str, str]]]]:
    """The storefront's origin, and what it answers by path: status, type and body."""
    pages: dict[str, tuple[int, str, str]] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, kind, body = pages.get(self.path, (404, "text/html", ""))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            if status == 302:
                self.send_header("Location", body)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", pages
    server.shutdown()
    server.server_close()


def released(url: str) -> str:
    told = io.StringIO()
    call_command("push_import", worker=url, stdout=told)
    return told.getvalue()


def ours() -> str:
    api = config.load().receipt_url.partition("/plugins/")[0]
    return f"{api}/plugins/saleor.push/sw.js"


JS = "text/javascript; charset=utf-8"


def test_a_script_that_imports_ours_releases_them(
    push: Shop, site: tuple[str, dict[str, Any]], settings: Any
) -> None:
    origin, pages = site
    settings.SALEOR_PUSH_SERVICES = origin
    push.configure_push(storefront_url=origin)
    pages["/old.js"] = (200, JS, f'/* moved */\nimportScripts("{ours()}");\n')
    assert "0 imported browsers are sent to" in released(f"{origin}/old.js")


@pytest.mark.parametrize(
    "body",
    [
        '// the old vendor is gone\nimportScripts("{ours}");',
        'const a = "//"; // moved\n/* x */ self.importScripts(\n  "/own.js", // ours\n  "{ours}");',
        "importScripts('https://shop.example/a.js'); importScripts(`{ours}`)",
    ],
)
def test_comments_and_other_imports_do_not_hide_it(
    push: Shop, site: tuple[str, dict[str, Any]], settings: Any, body: str
) -> None:
    origin, pages = site
    settings.SALEOR_PUSH_SERVICES = origin
    push.configure_push(storefront_url=origin)
    pages["/old.js"] = (200, JS, body.replace("{ours}", ours()))
    assert "0 imported browsers are sent to" in released(f"{origin}/old.js")


@pytest.mark.parametrize(
    ("status", "kind", "body", "why"),
    [
        (200, JS, 'importScripts("https://cdn.example/OneSignalSDK.sw.js");', "does not import"),
        (200, JS, '// importScripts("{ours}");', "does not import"),
        (200, JS, '/*\n importScripts("{ours}");\n*/', "does not import"),
        (200, JS, 'x(); // importScripts("{ours}");', "does not import"),
        (200, JS, "const x = 'importScripts(\"{ours}\")';", "does not import"),
        (200, JS, 'reimportScripts("{ours}");', "does not import"),
        (200, "text/html", 'importScripts("{ours}");', "no JavaScript"),
        (302, JS, "/old.js", "answered by 302"),
        (404, JS, "", "answered by 404"),
        (200, JS, "x" * (script_fetch.MAX_BYTES + 1), "more than"),
    ],
)
def test_any_other_answer_releases_nobody(
    push: Shop,
    site: tuple[str, dict[str, Any]],
    settings: Any,
    status: int,
    kind: str,
    body: str,
    why: str,
) -> None:
    origin, pages = site
    settings.SALEOR_PUSH_SERVICES = origin
    push.configure_push(storefront_url=origin)
    pages["/worker.js"] = (status, kind, body.replace("{ours}", ours()))
    with pytest.raises(CommandError, match=why):
        released(f"{origin}/worker.js")


def test_scripts_of_other_sites_and_of_private_addresses_are_not_fetched(
    push: Shop, site: tuple[str, dict[str, Any]], settings: Any
) -> None:
    origin, pages = site
    pages["/old.js"] = (200, JS, f'importScripts("{ours()}");')
    settings.SALEOR_PUSH_SERVICES = ""
    with pytest.raises(CommandError, match="not on a storefront"):
        released(f"{origin}/old.js")
    for url in (origin, "https://127.0.0.1", "https://localhost", "https://[::1]"):
        with pytest.raises(script_fetch.CannotFetchError):
            script_fetch.fetch(f"{url}/old.js")
    for url in (
        "ftp://x/y",
        "https://u@shop.example/x",
        "https://",
        "https://a:b/",
        "x",
        "https://a b/",
    ):
        with pytest.raises(script_fetch.CannotFetchError):
            script_fetch.fetch(url, trusted=True)
