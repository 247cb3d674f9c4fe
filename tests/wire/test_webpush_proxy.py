"""Through a proxy: which one, how it is asked, and what becomes of pushes when it refuses."""

import logging
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from saleor_push_plugin import webpush
from saleor_push_plugin.checks import check_settings
from saleor_push_plugin.core.outcome import Retry, SendOutcome, Sent
from saleor_push_plugin.core.push_subscription import PushServices
from saleor_push_plugin.core.reason import Reason
from saleor_push_plugin.settings.vapid_keys import public_of
from saleor_push_plugin.webpush import proxy as proxy_module
from saleor_push_plugin.webpush import pywebpush_cross_check, tls
from saleor_push_plugin.webpush.proxy import ProxyUrlError, parse, proxy_for
from sandbox.browsers.subscriber import Subscriber
from sandbox.pushservice import PushService
from tests.wire.connect_proxy import RunningProxy, running_proxy
from tests.wire.test_webpush import CONTACT, PRIVATE, message
from tests.wire.test_webpush_forgotten_connections import Service

pytestmark = pytest.mark.sandbox_only
FCM = "https://fcm.googleapis.com"
VARIABLES = ("HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "HTTP_PROXY")
Send = Callable[[webpush.Message, PushServices], SendOutcome]


@pytest.fixture(autouse=True)
def _no_proxy_from_outside(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in (*VARIABLES, "SALEOR_PUSH_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    proxy_module._alarmed.clear()
    webpush.close()
    yield
    webpush.close()


def used(origin: str = FCM) -> str | None:
    proxy = proxy_for(origin)
    return proxy.name if proxy else None


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
def test_the_environments_proxy_is_used(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert used() is None
    monkeypatch.setenv(name, "http://proxy.shop:3128/")
    assert used() == "proxy.shop:3128"


def test_the_own_setting_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://other.shop:1")
    monkeypatch.setenv("SALEOR_PUSH_PROXY", "proxy.shop:3128")
    assert used() == "proxy.shop:3128"
    monkeypatch.setenv("SALEOR_PUSH_PROXY", "direct")
    assert used() is None


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("googleapis.com", None),
        (".googleapis.com", None),
        ("fcm.googleapis.com:443", None),
        ("fcm.googleapis.com:8443", "proxy.shop:3128"),
        ("apis.com", "proxy.shop:3128"),
        ("localhost, fcm.googleapis.com", None),
        ("*", None),
        ("", "proxy.shop:3128"),
    ],
)
@pytest.mark.parametrize("setting", ["SALEOR_PUSH_PROXY", "HTTPS_PROXY"])
@pytest.mark.parametrize("no_proxy", ["NO_PROXY", "no_proxy"])
def test_no_proxy_is_obeyed(
    monkeypatch: pytest.MonkeyPatch, setting: str, no_proxy: str, rule: str, expected: str | None
) -> None:
    monkeypatch.setenv(setting, "http://proxy.shop:3128")
    monkeypatch.setenv(no_proxy, rule)
    assert used() == expected


def test_a_plain_origin_uses_the_own_setting_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://other.shop:1")
    monkeypatch.setenv("HTTP_PROXY", "http://other.shop:1")
    assert used("http://push.shop:8000") is None
    monkeypatch.setenv("SALEOR_PUSH_PROXY", "http://proxy.shop:3128")
    assert used("http://push.shop:8000") == "proxy.shop:3128"


@pytest.mark.parametrize(
    "url",
    [
        "https://proxy.shop:3128",
        "socks5://proxy.shop",
        "http://",
        "http://proxy.shop:99999",
        "http://proxy.shop/path",
        "http://proxy.shop?x",
        "http://u:secret@[::1",
    ],
)
def test_a_url_that_is_none_is_named_and_never_means_a_direct_connection(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("SALEOR_PUSH_PROXY", url)
    with pytest.raises(ProxyUrlError) as refused:
        proxy_for(FCM)
    assert "secret" not in str(refused.value)
    (said,) = check_settings()
    assert (said.id, "SALEOR_PUSH_PROXY" in said.msg) == ("saleor_push_plugin.E005", True)


def test_credentials_are_decoded_and_never_shown() -> None:
    proxy = parse("http://us%40er:p%3Aß%20w@proxy.shop:3128")
    assert proxy.authorization == "Basic dXNAZXI6cDrDnyB3"
    assert "p%3A" not in repr(proxy)
    assert "Basic" not in repr(proxy)
    assert parse("http://[fd00::1]:3128").host == "fd00::1"


# Both ways to send, through a real proxy.


def with_sender(one: webpush.Message, services: PushServices) -> SendOutcome:
    now = datetime.now(UTC)
    return webpush.send_and_wait([one], services=services, contact=CONTACT, now=now)[0]


def with_pywebpush(one: webpush.Message, services: PushServices) -> SendOutcome:
    now = datetime.now(UTC)
    return pywebpush_cross_check.send(one, services=services, contact=CONTACT, now=now)


@pytest.fixture(scope="module")
def service() -> Iterator[PushService]:
    with PushService() as running:
        yield running


@pytest.fixture
def push(service: PushService) -> webpush.Message:
    return message(Subscriber(service, key=public_of(PRIVATE)))


def through(
    proxy: RunningProxy, patch: pytest.MonkeyPatch, one: webpush.Message, *, pair: str = ""
) -> SendOutcome:
    """Send to the local push service through a proxy."""
    patch.setenv("SALEOR_PUSH_PROXY", f"http://{pair}{proxy.address}")
    origin = one.endpoint.partition("/wpush/")[0]
    return with_sender(one, PushServices.with_extra([origin]))


def test_a_push_goes_through_the_proxy(
    service: PushService, push: webpush.Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_proxy(user="shop", password="p@ss") as proxy:
        outcome = through(proxy, monkeypatch, push, pair="shop:p%40ss@")
        assert isinstance(outcome, Sent)
        ((target, authorization),) = proxy.end()
    assert target == service.origin.removeprefix("http://")
    assert authorization == "Basic c2hvcDpwQHNz"


@pytest.mark.parametrize(
    ("plan", "detail"),
    [
        ({"password": "other"}, "407"),
        ({"answer": "403 Forbidden"}, "403"),
        ({"answer": "302 Found"}, "302"),
        ({"raw": "SSH-2.0-OpenSSH\r\n\r\n"}, "no HTTP"),
        ({"raw": ""}, "no HTTP"),
        ({"raw": "HTTP/1.1 200 OK\r\nX: " + "x" * 20_000}, "no HTTP"),
        ({"raw": "HTTP/1.1 200 OK\r\n\r\nearly"}, "no HTTP"),
    ],
)
def test_a_proxy_that_refuses_is_a_fault_of_ours_that_is_tried_again_and_raises_an_alarm(
    push: webpush.Message,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    plan: dict[str, Any],
    detail: str,
) -> None:
    with running_proxy(**plan) as proxy:
        outcomes = [through(proxy, monkeypatch, push, pair="u:secret@") for _ in range(2)]
    expected = Retry(reason=Reason.PROXY_FAILED, detail=detail, posted=False)
    assert outcomes == [expected, expected]
    (alarm,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert proxy.address in alarm.getMessage()
    assert detail in alarm.getMessage()
    assert "secret" not in caplog.text


def test_a_proxy_that_is_away_is_a_fault_of_ours(
    push: webpush.Message, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with running_proxy() as proxy:
        proxy.end()
        assert through(proxy, monkeypatch, push) == Retry(
            reason=Reason.PROXY_FAILED, detail="ConnectionRefusedError", posted=False
        )
    assert proxy.address in caplog.text


def test_a_proxy_that_cannot_be_used_is_never_gone_around(
    push: webpush.Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALEOR_PUSH_PROXY", "socks5://u:secret@127.0.0.1:1")
    services = PushServices.with_extra([push.endpoint.partition("/wpush/")[0]])
    for send in (with_sender, with_pywebpush):
        outcome = send(push, services)
        assert isinstance(outcome, Retry)
        assert outcome.reason == Reason.PROXY_FAILED
        assert "secret" not in str(outcome)


def test_a_push_service_that_the_proxy_cannot_reach_is_no_fault_of_the_proxy(
    push: webpush.Message, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Else anybody could raise the alarm, with a host name below a wildcard that does not exist."""
    with running_proxy(answer="503 No such host") as proxy:
        assert through(proxy, monkeypatch, push) == Retry(
            reason=Reason.CONNECTION_FAILED, detail="ConnectionError", posted=False
        )
    assert caplog.records == []


def test_pywebpush_uses_the_proxy_as_well(
    push: webpush.Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = PushServices.with_extra(["push.example"])
    strange = replace(push, endpoint="https://push.example/x")
    with running_proxy(password="other") as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://u:secret@{proxy.address}")
        assert with_pywebpush(strange, services) == Retry(
            reason=Reason.PROXY_FAILED, detail="ProxyError", posted=False
        )
        asked = proxy.end()
    assert {target for target, _ in asked} == {"push.example:443"}
    assert {authorization for _, authorization in asked} == {"Basic dTpzZWNyZXQ="}


def test_a_plain_origin_behind_a_proxy_that_refuses_is_no_answer_of_the_push_service(
    push: webpush.Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = PushServices.with_extra([push.endpoint.partition("/wpush/")[0]])
    with running_proxy(raw="HTTP/1.1 407 Who\r\nContent-Length: 0\r\n\r\n") as proxy:
        monkeypatch.setenv("SALEOR_PUSH_PROXY", proxy.address)
        outcomes = [send(push, services) for send in (with_sender, with_pywebpush)]
    assert outcomes == [Retry(reason=Reason.PROXY_FAILED, detail="407", posted=False)] * 2


# A push service with a name and TLS, behind the proxy.


def certified(folder: Path, name: str) -> tuple[Path, Path]:
    """A certificate that signs itself, and its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    )
    pem = folder / "cert.pem", folder / "key.pem"
    pem[0].write_bytes(builder.sign(key, SHA256()).public_bytes(Encoding.PEM))
    plain = PrivateFormat.PKCS8, NoEncryption()
    pem[1].write_bytes(key.private_bytes(Encoding.PEM, *plain))
    return pem


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    certificate, key = certified(tmp_path, "push.example")
    with Service() as running:
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(certificate, key)
        running.socket = server.wrap_socket(running.socket, server_side=True)
        Thread(target=running.serve_forever, daemon=True).start()
        client = ssl.create_default_context(cafile=str(certificate))
        monkeypatch.setattr(tls, "_context", lambda: client)
        yield running
        running.shutdown()


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names that this process resolved."""
    asked: list[str] = []
    really = socket.getaddrinfo

    def look_up(host: str, *arguments: Any, **options: Any) -> list[Any]:
        asked.append(host)
        return list(really(host, *arguments, **options))

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


def test_tls_runs_through_the_proxy_and_the_proxy_resolves_the_name(
    secure: Service, push: webpush.Message, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proxy's own address may be private: the operator configured it."""
    services = PushServices.with_extra(["push.example", "other.example"])
    with running_proxy(to=secure.server_port) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.address)
        outcome = with_sender(replace(push, endpoint="https://push.example/x"), services)
        other = with_sender(replace(push, endpoint="https://other.example/x"), services)
        asked = proxy.end()
    assert isinstance(outcome, Sent)
    assert asked == [["push.example:443", ""], ["other.example:443", ""]]
    assert names == ["127.0.0.1"] * 2
    # The certificate must be the push service's, not anybody's.
    assert other == Retry(
        reason=Reason.CONNECTION_FAILED, detail="SSLCertVerificationError", posted=False
    )
    assert secure.requests == 1


def test_what_no_proxy_names_is_still_guarded(
    push: webpush.Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_proxy() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.address)
        monkeypatch.setenv("NO_PROXY", "localhost")
        inside = replace(push, endpoint="https://localhost/x")
        outcome = with_sender(inside, PushServices.with_extra(["localhost"]))
        assert proxy.end() == []
    assert getattr(outcome, "reason", None) == Reason.PRIVATE_ADDRESS
