"""A page with our worker on it, for tests that send pushes of their own making."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import saleor_push_plugin
from saleor_push_plugin import scripts
from sandbox.browsers.base import Browser
from sandbox.browsers.process import PATIENCE
from sandbox.browsers.site import Site

STATIC = Path(saleor_push_plugin.__file__).parent / "static"
SCRIPTS = {name: content.decode() for name, content in scripts.served().items()}
WORKER = SCRIPTS["sw.js"]
IMPORT = 'importScripts("/plugin/sw.js");'

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>shop</title><script>
  const opened = () => new Promise((done) => {
    const opening = indexedDB.open("saleor-push", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("values");
    opening.onsuccess = () => done(opening.result);
  });
  async function remember(me) {
    const database = await opened();
    const work = database.transaction("values", "readwrite");
    work.objectStore("values").put(me, "me");
    await new Promise((done) => { work.oncomplete = done; });
    database.close();
  }
  async function listen() {
    await navigator.serviceWorker.register("/sw.js");
    return navigator.serviceWorker.ready;
  }
  async function subscribe(key) {
    const worker = await listen();
    const options = { userVisibleOnly: true, applicationServerKey: key };
    return (await worker.pushManager.subscribe(options)).toJSON();
  }
</script>"""


def worker_site(worker: str = IMPORT) -> Site:
    pages = {"/": PAGE, "/order": "<title>order</title>", "/other": "<title>other</title>"}
    return Site({**pages, "/sw.js": worker, "/plugin/sw.js": WORKER})


def payload(site: Site, *, id: str = "n1", tag: str = "order-7", **changed: Any) -> dict[str, Any]:
    """What the plugin sends, in short."""
    receipt = {"url": f"{site.origin}/receipt/", "token": f"token-of-{id}"}
    notification = {
        "title": "Thank you!",
        "body": "Linen shirt · €39.00",
        "navigate": f"{site.origin}/order",
        "lang": "en",
        "dir": "ltr",
        "tag": tag,
        "data": {"v": 1, "id": id, "receipt": receipt},
    }
    return {"web_push": 8030, "notification": {**notification, **changed}, "mutable": True}


def receipts(site: Site) -> list[dict[str, str]]:
    return [json.loads(body) for path, body in site.posts if path == "/receipt/"]


def told(id: str, event: str, **more: str) -> dict[str, str]:
    return {"token": f"token-of-{id}", "event": event, **more}


@dataclass(frozen=True, kw_only=True)
class Device:
    """A subscribed browser on the page, and how to send to it."""

    browser: Browser
    site: Site
    subscription: dict[str, Any]
    send: Callable[[Any], object]

    def titles(self) -> list[str]:
        return [one.title for one in self.browser.shown()]

    def on_screen(self) -> list[str]:
        return [one.title for one in self.browser.shown() if one.is_open]


def eventually(ask: Callable[[], Any], wanted: Any, *, timeout: float = PATIENCE) -> None:
    deadline = time.monotonic() + timeout
    while (found := ask()) != wanted and time.monotonic() < deadline:
        time.sleep(0.02)
    assert found == wanted, found


def stays(ask: Callable[[], Any], wanted: Any, *, seconds: float = 0.5) -> None:
    """For what must not happen."""
    time.sleep(seconds)
    found = ask()
    assert found == wanted, found
