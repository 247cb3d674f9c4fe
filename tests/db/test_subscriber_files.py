"""Subscriptions from a file: what is taken in, what is sent, and who does not come back."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from py_vapid import Vapid02
from py_vapid.utils import b64urlencode

from saleor_push_plugin.core.reason import Reason
from saleor_push_plugin.models import (
    AuditEntry,
    Consent,
    GoneSubscription,
    Notification,
    SubscriberChange,
    Subscription,
    VapidKey,
)
from saleor_push_plugin.results import subscriber_growth
from saleor_push_plugin.settings import vapid_keys
from saleor_push_plugin.subscriber_files import exporting, storing
from saleor_push_plugin.subscribers import removal, segmentation_objections, unproven
from sandbox.browsers.subscriber import Subscriber
from sandbox.pushservice import PushService
from tests.hosts.shop import Shop

from .campaigning import MINUTE, cut, frozen, pushes, scheduled
from .conftest import API, SUBSCRIBE, SYNC, Deliver, ask
from .vendor_files import ONESIGNAL, PLAIN, Import, fields, plain, written

SECRET = SUBSCRIBE.replace("{ subscription", "{ secret subscription")
UNSUBSCRIBE = """mutation Leave($endpoint: String!, $proof: String) {
  pushUnsubscribe(endpoint: $endpoint, proof: $proof) { errors { code } } }"""
KNOWN = """query Known($endpoint: String!, $proof: String) {
  pushPreferences(endpoint: $endpoint, proof: $proof) { topics } }"""


def visit(push: Shop, browser: Subscriber, vendor: str, **variables: Any) -> Any:
    wanted = {"subscription": browser.subscription, "channel": push.catalogue.channel.slug}
    return ask(SECRET, input={**wanted, "vapidPublicKey": vendor}, **variables)


def test_onesignals_file_is_taken_in_without_marketing_and_without_accounts(
    push: Shop,
    old_browsers: Callable[[int], list[Subscriber]],
    imports: Import,
    vendor: tuple[str, Path],
    tmp_path: Path,
) -> None:
    ada = push.register()
    browsers = old_browsers(3)
    current = vapid_keys.current()
    rows: list[Sequence[object]] = [
        (n, each.endpoint, fields(each)[2], fields(each)[1], "f", ada.email)
        for n, each in enumerate(browsers[:2])
    ]
    rows.append((7, browsers[2].endpoint, fields(browsers[2])[2], fields(browsers[2])[1], "t", ""))
    # A phone, and an e-mail address.
    rows += [(8, "a1b2", "", "", "f", ""), (9, ada.email, "", "", "f", ada.email)]
    told = imports(written(tmp_path / "users.csv", ONESIGNAL, rows))
    assert "2 imported; 0 known, 0 left, 3 skipped, 0 wrong." in told
    taken = list(Subscription.objects.order_by("id"))
    assert [each.endpoint for each in taken] == [each.endpoint for each in browsers[:2]]
    assert {each.user_id for each in taken} == {None}
    assert {tuple(each.topics) for each in taken} == {("order_updates",)}
    assert {each.vapid_public for each in taken} == {vendor[0]}
    assert {(each.held_reason, each.seen_at) for each in taken} == {(Reason.NOT_VISITED_YET, None)}
    assert [row.source for row in Consent.objects.all()] == ["imported"] * 2
    # The old key stands beside the shop's own, which browsers go on to subscribe with.
    assert vapid_keys.current() == current
    assert VapidKey.objects.count() == 2
    assert AuditEntry.objects.get().details["new"] == 2


def test_every_wrong_line_is_told_with_its_number_and_field_and_the_others_are_taken(
    old_browsers: Callable[[int], list[Subscriber]], imports: Import, tmp_path: Path
) -> None:
    good, off_curve, other, wordless = old_browsers(4)
    endpoint, p256dh, auth = fields(good)
    rows = [
        (endpoint, p256dh, auth, "", ""),
        ("", p256dh, auth, "", ""),
        ("https://evil.example/x", p256dh, auth, "", ""),
        (fields(off_curve)[0], "A" * 87, auth, "", ""),
        (fields(off_curve)[0], p256dh, "short", "", ""),
        (*fields(wordless), "offers", ""),
        (fields(other)[0], *fields(other)[1:], "gossip", ""),
        ("\0\ud83d".encode("utf-16", "surrogatepass").decode("latin-1"), "", "", "", ""),
        ("x",) * 9,
        (fields(other)[0], *fields(other)[1:], "offers alerts", "v1"),
    ]
    report = tmp_path / "report.txt"
    told = imports(written(tmp_path / "junk.csv", PLAIN, rows), report=report)
    assert "3 imported; 0 known, 0 left, 0 skipped, 7 wrong, 1 without marketing." in told
    told_of = report.read_text().splitlines()
    assert {line.split(": ")[0] for line in told_of} == {f"line {n}" for n in range(3, 11)}
    named = {tuple(line.split(": ")[:2]) for line in told_of}
    assert {
        ("line 3", "endpoint"),
        ("line 4", "endpoint"),
        ("line 5", "p256dh"),
        ("line 6", "auth"),
        ("line 7", "text_version"),
        ("line 8", "topics"),
    } <= named
    assert report.stat().st_mode & 0o777 == 0o600
    assert auth not in report.read_text()
    assert Subscription.objects.filter(topics__contains=["offers"]).count() == 1
    with pytest.raises(CommandError, match="exists already"):
        imports(tmp_path / "junk.csv", report=report)


def test_a_repeated_run_and_a_run_from_a_line_take_in_the_rest(
    old_browsers: Callable[[int], list[Subscriber]],
    imports: Import,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("saleor_push_plugin.subscriber_files.importing.BATCH", 2)
    browsers = old_browsers(5)
    file = plain(tmp_path, browsers)
    stored = storing.store

    def dies(batch: Any, *args: Any, **options: Any) -> Any:
        if Subscription.objects.exists():
            raise KeyboardInterrupt
        return stored(batch, *args, **options)

    monkeypatch.setattr(storing, "store", dies)
    assert "Go on with --from-line 4" in imports(file)
    assert Subscription.objects.count() == 2
    monkeypatch.setattr(storing, "store", stored)
    assert "0 new" in imports(file, from_line=7)
    assert "3 imported; 2 known" in imports(file)
    assert "0 imported; 5 known" in imports(file)


def test_the_vendors_key_never_becomes_current(
    push: Shop,
    old_browsers: Callable[[int], list[Subscriber]],
    imports: Import,
    vendor: tuple[str, Path],
    tmp_path: Path,
    settings: Any,
) -> None:
    """Also if the shop's own stood in the settings, and no longer does."""
    pair = Vapid02()
    pair.generate_keys()
    number = pair.private_key.private_numbers().private_value
    VapidKey.objects.all().delete()
    settings.SALEOR_PUSH_VAPID_PRIVATE_KEY = b64urlencode(number.to_bytes(32, "big"))
    imports(plain(tmp_path, old_browsers(1)))
    settings.SALEOR_PUSH_VAPID_PRIVATE_KEY = ""
    assert vapid_keys.current() not in (None, vendor[0])


def test_what_a_shopper_set_goes_with_the_file(push: Shop, browser: Any, tmp_path: Path) -> None:
    ada = push.register()
    phone, plain_one = browser(ada), browser()
    until = timezone.now().replace(microsecond=0) + timedelta(days=9)
    row = Subscription.objects.get(endpoint=phone.subscriber.endpoint)
    kept = {"paused_until": until, "weekly_limit": 3, "chosen_language": "ar", "topics": []}
    Subscription.objects.filter(pk=row.pk).update(**kept)
    segmentation_objections.change(f"u{row.user_id}", objects=True, now=timezone.now())
    file = tmp_path / "all.csv"
    call_command("push_export", str(file), stdout=io.StringIO())
    Subscription.objects.all().delete()
    call_command("push_import", str(file), stdout=io.StringIO())
    row = Subscription.objects.get(endpoint=phone.subscriber.endpoint)
    assert {name: getattr(row, name) for name in kept} == kept
    other = Subscription.objects.get(endpoint=plain_one.subscriber.endpoint)
    assert (other.paused_until, other.weekly_limit, other.topics) == (None, None, ["order_updates"])
    assert segmentation_objections.since(f"s{row.pk}")
    assert not segmentation_objections.since(f"s{other.pk}")


def test_an_export_that_is_cut_off_is_logged(
    push: Shop, browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser()

    def dies(*_: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(exporting, "_cells", dies)
    with pytest.raises(KeyboardInterrupt):
        call_command("push_export", str(tmp_path / "all.csv"))
    assert AuditEntry.objects.get().details == {"browsers": 1}


def test_nothing_is_sent_before_the_first_visit_or_before_the_operator_says_so(
    push: Shop,
    old_browsers: Callable[[int], list[Subscriber]],
    imports: Import,
    vendor: tuple[str, Path],
    deliver: Deliver,
    tmp_path: Path,
) -> None:
    push.configure_push(quiet_hours="", weekly_cap="100")
    visitor, absent = old_browsers(2)
    imports(plain(tmp_path, [visitor, absent], "order_updates offers", "v1"))
    assert visit(push, visitor, vendor[0])["secret"]
    now = timezone.now()
    campaign(now, deliver)
    assert [len(each.shown()) for each in (visitor, absent)] == [1, 0]
    assert storing.release() == 1
    campaign(now + 2 * MINUTE, deliver)
    assert [len(each.shown()) for each in (visitor, absent)] == [2, 1]
    # What was planned for it before ends; nobody is welcomed who was subscribed before.
    assert sorted(state for state, _ in pushes()) == ["expired", "sent", "sent", "sent"]
    assert not Notification.objects.exclude(scenario="campaign").exists()


def campaign(now: Any, deliver: Deliver) -> None:
    scheduled(now, now=now)
    frozen(now)
    cut(now)
    deliver(now + MINUTE)


def test_the_files_auth_proves_possession_until_the_first_visit_only(
    push: Shop,
    old_browsers: Callable[[int], list[Subscriber]],
    imports: Import,
    vendor: tuple[str, Path],
    tmp_path: Path,
) -> None:
    (browser,) = old_browsers(1)
    imports(plain(tmp_path, [browser]))
    endpoint, _, auth = fields(browser)
    secret = visit(push, browser, vendor[0])["secret"]
    assert ask(KNOWN, endpoint=endpoint, proof=secret)
    assert answered(KNOWN, endpoint=endpoint, proof=auth)["data"]["pushPreferences"] is None
    # Who holds the file takes nothing over, by neither key.
    before = Subscription.objects.values().get()
    wanted = {"subscription": browser.subscription, "channel": push.catalogue.channel.slug}
    for key, code in ((vendor[0], "NOT_FOUND"), ("", "UNPROVEN")):
        told = answered(SECRET, input={**wanted, "vapidPublicKey": key})
        assert [error["code"] for error in told["data"]["pushSubscribe"]["errors"]] == [code]
    assert Subscription.objects.values().get() == before


def answered(document: str, **variables: Any) -> Any:
    """The answer to somebody who shows no more than this."""
    body = json.dumps({"query": document, "variables": variables})
    return Client().post(API, body, content_type="application/json").json()


def test_a_browser_that_subscribes_anew_proves_by_its_own_keys_and_its_old_line_stays_out(
    push: Shop,
    push_service: PushService,
    old_browsers: Callable[[int], list[Subscriber]],
    imports: Import,
    tmp_path: Path,
) -> None:
    (browser,) = old_browsers(1)
    file = plain(tmp_path, [browser])
    imports(file)
    renewed = Subscriber(push_service, key=vapid_keys.current() or "")
    wanted = {"subscription": renewed.subscription, "channel": push.catalogue.channel.slug}
    ask(SYNC, old=browser.endpoint, proof=fields(browser)[2], input=wanted)
    row = Subscription.objects.get()
    assert (row.endpoint, row.imported_at, row.held_until) == (renewed.endpoint, None, None)
    assert ask(KNOWN, endpoint=renewed.endpoint, proof=fields(renewed)[2])
    assert "0 imported; 0 known, 1 left" in imports(file)


def test_imported_browsers_are_counted_among_those_that_joined(
    old_browsers: Callable[[int], list[Subscriber]], imports: Import, tmp_path: Path
) -> None:
    file = plain(tmp_path, old_browsers(3))
    imports(file)
    imports(file)
    removal.delete([Subscription.objects.earliest("id").pk], Reason.UNSUBSCRIBED)
    noted = [(row.kind, row.why) for row in SubscriberChange.objects.order_by("id")]
    assert noted == [("joined", "imported")] * 3 + [("left", "unsubscribed")]
    assert subscriber_growth.recount(timezone.now().date()) == (2, 2)


@pytest.mark.parametrize("how", ["leaves", "gone", "erased", "by itself"])
def test_who_left_was_erased_or_is_gone_does_not_come_back_by_a_file(
    push: Shop,
    old_browsers: Callable[[int], list[Subscriber]],
    imports: Import,
    vendor: tuple[str, Path],
    tmp_path: Path,
    how: str,
) -> None:
    (browser,) = old_browsers(1)
    file = plain(tmp_path, [browser])
    imports(file)
    row = Subscription.objects.get()
    if how == "gone":
        removal.delete_gone({row.pk: row.endpoint}, timezone.now())
    elif how == "erased":
        removal.delete([row.pk], Reason.ERASED)
    else:
        ask(UNSUBSCRIBE, endpoint=browser.endpoint, proof=fields(browser)[2])
    assert not Subscription.objects.exists()
    assert "0 imported; 0 known, 1 left" in imports(file)
    assert not Subscription.objects.exists()
    if how == "by itself":
        # The shopper comes back, if the push service has not ended the subscription.
        assert visit(push, browser, vapid_keys.current() or "")["subscription"]
        assert Subscription.objects.count() == 1
    removal.forget_gone(timezone.now())
    assert GoneSubscription.objects.filter(has_left=True).exists() is (how != "gone")


def test_imported_browsers_do_not_give_way_to_a_flood(
    old_browsers: Callable[[int], list[Subscriber]], imports: Import, tmp_path: Path
) -> None:
    imports(plain(tmp_path, old_browsers(3)))
    assert unproven.make_room(1) == 0
    assert Subscription.objects.count() == 3


def test_an_exported_file_brings_all_of_them_into_another_shop(
    push: Shop,
    browser: Any,
    tmp_path: Path,
) -> None:
    phone, laptop = browser(topics=["ORDER_UPDATES", "OFFERS"], textVersion="v1"), browser()
    file = tmp_path / "all.csv"
    call_command("push_export", str(file), stdout=io.StringIO())
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError, match="exists already"):
        call_command("push_export", str(file))
    kept = ("endpoint", "p256dh", "auth", "vapid_public", "channel", "language", "topics")
    before = list(Subscription.objects.order_by("endpoint").values(*kept))
    # The other shop remembers nobody.
    Subscription.objects.all().delete()
    told = io.StringIO()
    call_command("push_import", str(file), stdout=told)
    assert "2 imported; 0 known, 0 left, 0 skipped, 0 wrong." in told.getvalue()
    assert list(Subscription.objects.order_by("endpoint").values(*kept)) == before
    actions = list(AuditEntry.objects.order_by("id").values_list("action", "who"))
    assert actions == [("listed", "command"), ("imported", "command")]
    assert phone.subscriber.endpoint != laptop.subscriber.endpoint


def test_without_a_key_that_can_sign_nothing_is_taken_in(
    old_browsers: Callable[[int], list[Subscriber]], imports: Import, tmp_path: Path
) -> None:
    file = plain(tmp_path, old_browsers(1))
    assert "line 2: vapid_public" in imports(file, vapid=None)
    for text in ("x", "{", json.dumps({"privateKey": "x"}), "[]"):
        (tmp_path / "wrong").write_text(text)
        with pytest.raises(CommandError):
            imports(file, vapid=tmp_path / "wrong")
    with pytest.raises(CommandError, match="no such channel"):
        imports(file, channel="elsewhere")
    with pytest.raises(CommandError, match="cannot be read"):
        imports(tmp_path / "missing.csv")
    assert not Subscription.objects.exists()
