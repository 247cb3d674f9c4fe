"""Files of another vendor's subscriptions, their browsers, and the command that reads them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from py_vapid import Vapid02
from py_vapid.utils import b64urlencode

from saleor_push_plugin.settings import vapid_keys
from sandbox.browsers.subscriber import Subscriber
from sandbox.pushservice import PushService
from tests.hosts.shop import Shop

ONESIGNAL = ("id", "identifier", "web_auth", "web_p256", "invalid_identifier", "external_user_id")
PLAIN = ("endpoint", "p256dh", "auth", "topics", "text_version")


@pytest.fixture
def vendor(tmp_path: Path) -> tuple[str, Path]:
    """The old vendor's public key, and the file with its pair as web-push writes it."""
    pair = Vapid02()
    pair.generate_keys()
    number = pair.private_key.private_numbers().private_value
    private = str(b64urlencode(number.to_bytes(32, "big")))
    public = vapid_keys.public_of(private)
    file = tmp_path / "vapid.json"
    file.write_text(json.dumps({"publicKey": public, "privateKey": private}))
    return public, file


@pytest.fixture
def old_browsers(
    push: Shop, push_service: PushService, vendor: tuple[str, Path]
) -> Callable[[int], list[Subscriber]]:
    """Browsers that subscribed with the old vendor's key."""
    return lambda number: [Subscriber(push_service, key=vendor[0]) for _ in range(number)]


Import = Callable[..., str]


@pytest.fixture
def imports(push: Shop, vendor: tuple[str, Path]) -> Import:
    """Runs push_import; returns what it wrote to both streams."""

    def run(file: Path, **options: Any) -> str:
        told = io.StringIO()
        given = {"channel": push.catalogue.channel.slug, "vapid": vendor[1], **options}
        call_command("push_import", str(file), stdout=told, stderr=told, **given)
        return told.getvalue()

    return run


def written(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    path.chmod(0o600)
    return path


def plain(path: Path, browsers: Sequence[Subscriber], topics: str = "", words: str = "") -> Path:
    rows = [(*fields(each), topics, words) for each in browsers]
    return written(path / "browsers.csv", PLAIN, rows)


def fields(browser: Subscriber) -> tuple[str, str, str]:
    keys = browser.subscription["keys"]
    return browser.endpoint, keys["p256dh"], keys["auth"]
