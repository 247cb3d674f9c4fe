"""Rotation of VAPID keys, and `manage.py push_keys`."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.utils import timezone

from saleor_push_plugin.core.reason import Reason
from saleor_push_plugin.models import Notification, State, Subscription, VapidKey
from saleor_push_plugin.settings import vapid_keys
from tests.hosts.shop import Shop

from .conftest import SUBSCRIBE, Deliver, ask

PRIVATE = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
FORMER = "SALEOR_PUSH_VAPID_FORMER_KEYS"


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("push_keys", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def listed() -> list[list[str]]:
    return [line.split("\t") for line in run().splitlines()]


@pytest.fixture
def phone(push: Shop, browser: Any) -> Any:
    """A browser that subscribed before the key was rotated."""
    return browser()


def test_a_browser_is_sent_to_with_the_key_it_subscribed_with(push: Shop, browser: Any) -> None:
    """The push service refuses every other key."""
    ada = push.register()
    before = browser(ada)
    run("make")
    after = browser(ada)
    assert len({*Subscription.objects.values_list("vapid_public", flat=True)}) == 2
    push.place_order(customer=ada)
    assert [len(device.texts) for device in (before, after)] == [1, 1]


def test_a_client_that_names_no_key_keeps_the_one_it_subscribed_with(
    push: Shop, browser: Any
) -> None:
    """A storefront of its own, which stores the same subscription at each visit."""
    ada = push.register()
    phone = browser(ada)
    run("make")
    wanted = {
        "subscription": phone.subscriber.subscription,
        "channel": push.catalogue.channel.slug,
    }
    ask(SUBSCRIBE, ada.token, input=wanted)
    push.place_order(customer=ada)
    assert len(phone.texts) == 1


def test_keys_are_listed_with_the_browsers_that_depend_on_them(phone: Any) -> None:
    former = vapid_keys.current()
    run("make")
    today = f"since {timezone.now():%Y-%m-%d}"
    assert listed() == [
        [vapid_keys.current(), "current", "database", today, "0 browsers"],
        [former, "former", "database", today, "1 browsers"],
    ]


def test_no_private_key_is_printed(phone: Any, tmp_path: Path) -> None:
    printed = run("make") + run("list") + run("backup", str(tmp_path / "keys"))
    printed += run("restore", str(tmp_path / "keys"))
    for private in VapidKey.objects.values_list("private", flat=True):
        assert private not in printed


@pytest.mark.parametrize("former", [None, PRIVATE, f"' {PRIVATE} ',"])
def test_a_key_of_the_settings_is_replaced(
    push: Shop, browser: Any, settings: Any, former: str | None
) -> None:
    """Whoever keeps the key out of the database names the former one in a setting of its own."""
    settings.SALEOR_PUSH_VAPID_PRIVATE_KEY = PRIVATE
    ada = push.register()
    phone = browser(ada)
    settings.SALEOR_PUSH_VAPID_PRIVATE_KEY = "r" * 42 + "A"
    setattr(settings, FORMER, former or "")
    push.place_order(customer=ada)
    assert len(phone.texts) == bool(former)
    place = ["former", "settings"] if former else ["lost", "no private key"]
    places = [columns[1:3] for columns in listed()]
    assert places[0] == ["current", "settings"]
    assert place in places


def test_a_push_waits_for_a_key_that_was_lost(
    push: Shop, browser: Any, settings: Any, deliver: Deliver, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SALEOR_PUSH_VAPID_PRIVATE_KEY = PRIVATE
    ada = push.register()
    phone = browser(ada)
    settings.SALEOR_PUSH_VAPID_PRIVATE_KEY = ""
    push.place_order(customer=ada)
    row = Notification.objects.get()
    assert (row.state, row.reason, row.attempts) == (State.PENDING, Reason.VAPID_KEY_UNKNOWN, 0)
    assert vapid_keys.public_of(PRIVATE) in caplog.text
    assert PRIVATE not in caplog.text
    assert "saleor_push_plugin.W005" in {one.id for one in run_checks(databases=["default"])}
    setattr(settings, FORMER, PRIVATE)
    assert "saleor_push_plugin.W005" not in {one.id for one in run_checks(databases=["default"])}
    deliver(timezone.now() + timedelta(minutes=6))
    assert len(phone.texts) == 1


def test_a_key_is_not_made_beside_one_of_the_settings(push: Shop, settings: Any) -> None:
    settings.SALEOR_PUSH_VAPID_PRIVATE_KEY = PRIVATE
    with pytest.raises(CommandError, match=FORMER):
        run("make")


def test_a_key_that_browsers_depend_on_is_retired_only_by_force(phone: Any) -> None:
    former = str(vapid_keys.current())
    run("make")
    with pytest.raises(CommandError, match="1 browsers subscribed with this key"):
        run("retire", former)
    assert vapid_keys.private_of(former)
    assert "1 browsers" in run("retire", former[:12], "--force")
    assert vapid_keys.private_of(former) is None


def test_a_key_that_nobody_depends_on_is_retired(phone: Any) -> None:
    former = str(vapid_keys.current())
    run("make")
    Subscription.objects.update(vapid_public=vapid_keys.current())
    run("retire", former)
    assert len(listed()) == 1


def test_what_is_no_former_key_of_the_database_is_not_retired(phone: Any, settings: Any) -> None:
    with pytest.raises(CommandError, match="current key"):
        run("retire", str(vapid_keys.current()), "--force")
    for start in ("", "B", "BxxxxxxxxxxxxX"):
        with pytest.raises(CommandError, match="at least 8"):
            run("retire", start)
    setattr(settings, FORMER, PRIVATE)
    with pytest.raises(CommandError, match=FORMER):
        run("retire", vapid_keys.public_of(PRIVATE))
    setattr(settings, FORMER, "")
    Subscription.objects.update(vapid_public=vapid_keys.public_of(PRIVATE))
    with pytest.raises(CommandError, match="does not have"):
        run("retire", vapid_keys.public_of(PRIVATE))


def test_a_backup_restores_what_was_lost(push: Shop, browser: Any, tmp_path: Path) -> None:
    file, ada = tmp_path / "keys.json", push.register()
    phone = browser(ada)
    run("make")
    assert "2 keys" in run("backup", str(file))
    assert file.stat().st_mode & 0o777 == 0o600
    kept, current = set(VapidKey.objects.values_list("public", "private")), vapid_keys.current()
    VapidKey.objects.all().delete()
    assert "2 keys were restored" in run("restore", str(file))
    assert "0 keys were restored" in run("restore", str(file))
    assert set(VapidKey.objects.values_list("public", "private")) == kept
    assert vapid_keys.current() == current
    push.place_order(customer=ada)
    assert len(phone.texts) == 1


def test_a_restored_key_does_not_become_the_current_one(phone: Any, tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    run("backup", str(file))
    VapidKey.objects.all().delete()
    current = vapid_keys.make(timezone.now())
    run("restore", str(file))
    assert vapid_keys.current() == current


def test_a_backup_overwrites_nothing(phone: Any, tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text("precious")
    with pytest.raises(CommandError, match="exists already"):
        run("backup", str(file))
    with pytest.raises(CommandError, match="cannot be written"):
        run("backup", str(tmp_path / "no" / "folder"))
    assert file.read_text() == "precious"


def test_a_backup_that_others_may_read_is_said(phone: Any, tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    run("backup", str(file))
    file.chmod(0o644)
    assert "Others than its owner" in run("restore", str(file))


def broken(keys: list[dict[str, str]]) -> list[tuple[str, str]]:
    """Contents of a file that is no good backup, and what is said of them."""
    good = {"format": "saleor-push-vapid-keys", "version": 1, "keys": keys}
    other = vapid_keys.public_of(PRIVATE)
    return [
        ("", "not JSON"),
        ("[1]", "no backup"),
        (json.dumps({**good, "version": 2}), "another version"),
        (json.dumps({**good, "keys": []}), "no keys"),
        (json.dumps({**good, "keys": [*keys, 7]}), "Key 2 .* not a P-256"),
        (json.dumps({**good, "keys": [*keys, {**keys[0], "private": "A" * 43}]}), "Key 2"),
        (json.dumps({**good, "keys": [*keys, {**keys[0], "public": other}]}), "does not belong"),
        (json.dumps({**good, "keys": [*keys, {**keys[0], "created_at": "today"}]}), "created_at"),
    ]


def test_a_broken_backup_restores_nothing(push: Shop, tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    run("backup", str(file))
    cases = broken(json.loads(file.read_text())["keys"])
    VapidKey.objects.all().delete()
    for content, problem in cases:
        file.write_text(content)
        with pytest.raises(CommandError, match=problem):
            run("restore", str(file))
        assert not VapidKey.objects.exists()
    with pytest.raises(CommandError, match="cannot be read"):
        run("restore", str(tmp_path / "nothing"))
    with pytest.raises(CommandError, match="no key in the database"):
        run("backup", str(tmp_path / "empty"))
    assert not (tmp_path / "empty").exists()


def test_a_former_key_that_is_none_is_named_at_the_start(settings: Any) -> None:
    setattr(settings, FORMER, f"{PRIVATE},nonsense")
    with pytest.raises(vapid_keys.VapidKeyError, match=FORMER) as refused:
        vapid_keys.check_settings()
    assert PRIVATE not in str(refused.value)
