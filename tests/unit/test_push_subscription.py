"""Validation of the push subscription that a browser sends."""

import base64
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from saleor_push_plugin.core.push_subscription import (
    BrowserSubscription,
    PushServices,
    is_p256_point,
    normal,
    problems,
)

SERVICES = PushServices.with_extra(["push.example.com", "http://127.0.0.1:9000/", " ", ""])


def key(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def point() -> bytes:
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


GOOD = BrowserSubscription(
    endpoint="https://updates.push.services.mozilla.com/wpush/v2/abc",
    p256dh=key(point()),
    auth=key(bytes(16)),
    channel="default-channel",
    language="pl-PL",
    time_zone="Europe/Warsaw",
)


def found(**changes: str) -> list[tuple[str, str]]:
    return [(p.field, p.code) for p in problems(replace(GOOD, **changes), SERVICES)]


def test_a_real_browsers_subscription_is_fine() -> None:
    assert found() == []


def test_padding_and_missing_language_and_zone_are_fine() -> None:
    assert (
        found(p256dh=key(point()) + "=", auth=key(bytes(16)) + "==", language="", time_zone="")
        == []
    )


def test_all_problems_are_named_at_once() -> None:
    assert found(endpoint="", p256dh="x", auth="x", language="??", time_zone="Mars/Base") == [
        ("endpoint", "required"),
        ("p256dh", "invalid"),
        ("auth", "invalid"),
    ]


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/x",
        "https://web.push.apple.com/x",
        "https://wns2-par02p.notify.windows.com/w/?token=x",
        "https://push.example.com/x",
        "http://127.0.0.1:9000/x",
    ],
)
def test_known_services_and_those_the_operator_named_are_taken(endpoint: str) -> None:
    assert found(endpoint=endpoint) == []


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x",
        " https://fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com:x/",
        "https://user@fcm.googleapis.com/x",
        "https://fcm.googleapis.com@evil.example/x",
        "https://evilnotify.windows.com/x",
        "https://notify.windows.com.evil.example/x",
        "https://push.example.com.evil.example/x",
        "https://localhost/x",
        "https://169.254.169.254/latest",
        "https://[::1]/x",
        "http://127.0.0.1:9001/x",
        "http://127.0.0.1:9000@evil.example/x",
        "file:///etc/passwd",
        "//fcm.googleapis.com/x",
        "https://[broken/x",
    ],
)
def test_any_other_address_is_refused(endpoint: str) -> None:
    assert found(endpoint=endpoint) == [("endpoint", "unsupported_push_service")]


@pytest.mark.parametrize(
    "endpoint", ["https://fcm.googleapis.com/" + "x" * 2048, "https://é.example/"]
)
def test_an_endpoint_is_ascii_and_not_endless(endpoint: str) -> None:
    assert found(endpoint=endpoint) == [("endpoint", "invalid")]


def test_a_point_off_the_curve_is_refused() -> None:
    raw = bytearray(point())
    raw[64] ^= 1
    assert not is_p256_point(bytes(raw))
    assert found(p256dh=key(bytes(raw))) == [("p256dh", "invalid")]


def test_an_auth_secret_of_three_bytes_is_refused() -> None:
    assert found(auth=key(b"abc")) == [("auth", "invalid")]


@pytest.mark.parametrize(
    ("said", "stored"),
    [
        ("pl", "pl"),
        ("pl_PL", "pl-PL"),
        ("zh-Hant-TW", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("sl-rozaj-biske-1994", "sl-rozaj-biske-1994"),
        ("zh-yue-HK", "zh-yue-HK"),
        ("ar-EG-u-nu-latn-ca-islamic", "ar-EG"),
        ("de-DE-u-co-phonebk-x-mine-a", "de-DE"),
        ("en-US@posix", "en-US"),
        ("pl_PL.UTF-8", "pl-PL"),
        ("x-klingon", ""),
        ("i-klingon", ""),
        ("C", ""),
        ("undefined!", ""),
        ("en-u", ""),
        ("de\0", ""),
        ("\u212ab", ""),
        ("a" * 300, ""),
    ],
)
def test_a_language_is_stored_as_far_as_it_is_known(said: str, stored: str) -> None:
    assert normal(replace(GOOD, language=said)).language == stored


@pytest.mark.parametrize(
    ("said", "stored"),
    [
        ("Europe/Warsaw", "Europe/Warsaw"),
        ("Asia/Calcutta", "Asia/Calcutta"),
        ("Etc/Unknown", ""),
        ("Mars/Base", ""),
        ("../etc/passwd", ""),
        ("\0", ""),
    ],
)
def test_a_time_zone_is_stored_if_it_is_known(said: str, stored: str) -> None:
    assert normal(replace(GOOD, time_zone=said)).time_zone == stored
