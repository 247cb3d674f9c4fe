"""A firewall that forgets idle connections: it costs no push a try, and is noticed once."""

import asyncio
import base64
import contextlib
import importlib
import os
import socket
import struct
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from saleor_push_plugin import webpush
from saleor_push_plugin.core.outcome import Rest, Retry, SendOutcome, Sent
from saleor_push_plugin.core.push_subscription import PushServices
from saleor_push_plugin.core.reason import Reason
from saleor_push_plugin.webpush import service_queue
from saleor_push_plugin.webpush.congestion import LONGEST_PAUSE
from saleor_push_plugin.webpush.dialer import Dialer
from saleor_push_plugin.webpush.in_flight import Job
from saleor_push_plugin.webpush.resolver import Resolver
from saleor_push_plugin.webpush.service_queue import ServiceQueue
from tests.wire.test_webpush import CONTACT, PRIVATE

pytestmark = pytest.mark.sandbox_only
IDLE = 0.2


class Accepting(BaseHTTPRequestHandler):
    """A push service that keeps connections alive; `script` says how the next requests end."""

    protocol_version = "HTTP/1.1"
    server: "Service"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        with self.server.lock:
            self.server.requests += 1
            ending = self.server.script.pop(0) if self.server.script else "201 Created"
        if ending == "half":
            self.wfile.write(b"HTTP/1.1 201 Cre")
            answer = ""
        else:
            answer = "" if ending == "reset" else ending
        if answer:
            # Long enough that requests sent together take a connection each.
            time.sleep(0.05)
            self.wfile.write(f"HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n".encode())
        self.close_connection = not answer

    def log_message(self, *args: object) -> None:
        pass


class Service(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Accepting)
        self.lock, self.requests, self.script = threading.Lock(), 0, list[str]()


class Firewall:
    """Passes connections to a push service, until it forgets those that it has."""

    def __init__(self, service: Service) -> None:
        self._service, self._server = service, socket.create_server(("127.0.0.1", 0))
        self._flows: list[Flow] = []
        self.origin = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
                self._flows.append(Flow(client, self._service.server_address))  # type: ignore[arg-type]
            except OSError:
                return

    @property
    def opened(self) -> int:
        return len(self._flows)

    @property
    def alive(self) -> int:
        return sum(flow.alive for flow in self._flows)

    def forget(self, how: str) -> None:
        """`reset`: it answers with RST; `drop`: it says nothing."""
        for flow in self._flows:
            flow.forgotten = how

    def refuse(self) -> None:
        # Ends the other thread's `accept`, which `close` alone does not.
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def close(self) -> None:
        self.refuse()
        for flow in self._flows:
            flow.close()


class Flow:
    def __init__(self, client: socket.socket, target: tuple[str, int]) -> None:
        self._client, self._server = client, socket.create_connection(target)
        self.forgotten, self.alive = "", True
        threading.Thread(target=self._to_server, daemon=True).start()
        threading.Thread(target=self._to_client, daemon=True).start()

    def _to_server(self) -> None:
        try:
            while data := self._client.recv(65536):
                if self.forgotten == "reset":
                    linger = struct.pack("ii", 1, 0)
                    self._client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                    break
                if not self.forgotten:
                    self._server.sendall(data)
        except OSError:
            pass
        self.close()

    def _to_client(self) -> None:
        try:
            while data := self._server.recv(65536):
                if not self.forgotten:
                    self._client.sendall(data)
        except OSError:
            pass
        if not self.forgotten:
            self.close()

    def close(self) -> None:
        self.alive = False
        for end in (self._client, self._server):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RD)
            end.close()


@pytest.fixture
def service() -> Iterator[Service]:
    with Service() as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture
def firewall(service: Service, monkeypatch: pytest.MonkeyPatch) -> Iterator[Firewall]:
    monkeypatch.setattr(service_queue, "DOUBTFUL_SECONDS", IDLE)
    webpush.close()
    firewall = Firewall(service)
    yield firewall
    webpush.close()
    firewall.close()


def message(origin: str) -> webpush.Message:
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    raw = point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return webpush.Message(
        endpoint=f"{origin}/x",
        p256dh=base64.urlsafe_b64encode(raw).decode(),
        auth=base64.urlsafe_b64encode(os.urandom(16)).decode(),
        payload=b"{}",
        ttl=3600,
        urgency="high",
        topic="topic-1",
        vapid_private=PRIVATE,
    )


def sent(firewall: Firewall, many: int) -> list[SendOutcome]:
    services = PushServices.with_extra([firewall.origin])
    messages = [message(firewall.origin) for _ in range(many)]
    now = datetime.now(UTC)
    return webpush.send_and_wait(messages, services=services, contact=CONTACT, now=now)


def warm_up(firewall: Firewall, connections: int) -> None:
    assert {type(outcome) for outcome in sent(firewall, connections)} == {Sent}
    assert firewall.opened == connections
    time.sleep(2 * IDLE)


def test_forgotten_connections_cost_no_push_a_try(firewall: Firewall, service: Service) -> None:
    warm_up(firewall, 8)
    firewall.forget("reset")
    assert {type(outcome) for outcome in sent(firewall, 8)} == {Sent}
    assert service.requests == 16


def test_the_first_that_breaks_makes_its_age_mates_suspect(firewall: Firewall) -> None:
    warm_up(firewall, 8)
    firewall.forget("reset")
    assert isinstance(sent(firewall, 1)[0], Sent)
    deadline = time.monotonic() + 5
    while firewall.alive > 1 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert firewall.alive == 1


def test_a_firewall_that_drops_costs_one_wait(
    firewall: Firewall, monkeypatch: pytest.MonkeyPatch
) -> None:
    warm_up(firewall, 4)
    monkeypatch.setattr(service_queue, "RESPONSE_SECONDS", 0.5)
    firewall.forget("drop")
    assert isinstance(sent(firewall, 1)[0], Sent)
    began = time.monotonic()
    assert isinstance(sent(firewall, 1)[0], Sent)
    assert time.monotonic() - began < 0.4


def test_a_push_is_sent_again_once_only_and_may_have_arrived(
    firewall: Firewall, service: Service
) -> None:
    warm_up(firewall, 1)
    service.script = ["reset", "reset", "201 Created"]
    assert sent(firewall, 1) == [
        Retry(reason=Reason.CONNECTION_FAILED, detail="ConnectionClosed", posted=True)
    ]
    assert service.requests == 3


def test_a_push_that_cannot_be_sent_again_may_have_arrived(
    firewall: Firewall, service: Service
) -> None:
    warm_up(firewall, 1)
    firewall.forget("reset")
    firewall.refuse()
    assert sent(firewall, 1) == [
        Retry(reason=Reason.CONNECTION_FAILED, detail="ConnectionRefusedError", posted=True)
    ]


class Unreachable(Dialer):
    async def connect(self) -> socket.socket:
        await asyncio.sleep(60)
        raise TimeoutError


class Roomy:
    def spare_connections(self, *, first: bool) -> int:
        return 8

    def opening(self, connections: int) -> None:
        pass

    def is_busy(self) -> bool:
        return False


def test_a_push_that_waits_to_be_sent_again_is_never_given_back_as_unsent() -> None:
    batch = webpush.Batch(contact=CONTACT, now=datetime.now(UTC))
    deadline = batch.begin(2)

    async def give_back() -> None:
        dialer = Unreachable("http://127.0.0.1:9", trusted=True, resolver=Resolver())
        queue = ServiceQueue(dialer, loop=asyncio.get_running_loop(), limits=Roomy())
        one = message("http://127.0.0.1:9")
        queue.add(
            [
                Job(key=resent, message=one, batch=batch, deadline=deadline, resent=resent)
                for resent in (True, False)
            ]
        )
        await queue.close()

    asyncio.run(give_back())
    outcomes = dict(batch.take(at_least=2, seconds=1))
    assert outcomes[True] == Retry(reason=Reason.CONNECTION_FAILED, detail="ConnectionClosed")
    assert isinstance(outcomes[False], Rest)


def test_a_connection_in_use_that_breaks_is_the_services_failure(
    firewall: Firewall, service: Service
) -> None:
    service.script = ["reset"]
    assert isinstance(sent(firewall, 1)[0], Retry)
    assert service.requests == 1


def test_a_response_that_began_is_not_asked_for_again(firewall: Firewall, service: Service) -> None:
    warm_up(firewall, 1)
    service.script = ["half"]
    assert isinstance(sent(firewall, 1)[0], Retry)
    assert service.requests == 2


def test_idle_connections_and_queues_retire(
    firewall: Firewall, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert service_queue.RETIRE_SECONDS > LONGEST_PAUSE
    monkeypatch.setattr(service_queue, "RETIRE_SECONDS", 0.3)
    # The package has a function of the module's name.
    module = importlib.import_module("saleor_push_plugin.webpush.sender_thread")
    monkeypatch.setattr(module, "RETIRE_INTERVAL", 0.05)
    monkeypatch.setattr(module, "IDLE_SECONDS", 0.1)
    warm_up(firewall, 4)
    thread = module.sender_thread()
    deadline = time.monotonic() + 5
    while thread._queues and time.monotonic() < deadline:
        time.sleep(0.02)
    assert (thread._queues, firewall.alive) == ({}, 0)
    assert isinstance(sent(firewall, 1)[0], Sent)
