"""Ways of sending the same pushes, one a process.

`python -m benchmarks.sender_ways WAY COUNT ORIGIN` prints {"wall": s, "cpu": s, "memory": bytes} of
sending alone, start-up not counted.
"""

import asyncio
import base64
import json
import os
import resource
import ssl
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from sandbox.pushservice.decrypt import point_bytes

CONTACT = "mailto:push@shop.example.com"
PAYLOAD = json.dumps(
    {"title": "Order 7: thank you!", "body": "2 × Linen shirt · €78.00" * 12}
).encode()
TTL = 3600


@dataclass(frozen=True, kw_only=True)
class Device:
    endpoint: str
    p256dh: str
    auth: str

    @property
    def info(self) -> dict[str, Any]:
        """As a browser gives it."""
        return {"endpoint": self.endpoint, "keys": {"p256dh": self.p256dh, "auth": self.auth}}


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _private() -> str:
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return _text(number.to_bytes(32, "big"))


def new_device(origin: str) -> Device:
    point = point_bytes(ec.generate_private_key(ec.SECP256R1()).public_key())
    token = _text(os.urandom(24))
    return Device(
        endpoint=f"{origin}/wpush/{token}", p256dh=_text(point), auth=_text(os.urandom(16))
    )


def documented(devices: Sequence[Device], private: str) -> None:
    """The loop of pywebpush's own documentation."""
    from pywebpush import webpush

    for device in devices:
        webpush(device.info, PAYLOAD, private, {"sub": CONTACT}, ttl=TTL)


def with_session(devices: Sequence[Device], private: str) -> None:
    import requests
    from pywebpush import webpush

    with requests.Session() as session:
        for device in devices:
            webpush(
                device.info, PAYLOAD, private, {"sub": CONTACT}, ttl=TTL, requests_session=session
            )


def asynchronous(devices: Sequence[Device], private: str) -> None:
    """`webpush_async`, one shared session, fifty at a time."""
    asyncio.run(_asynchronous(devices, private))


async def _asynchronous(devices: Sequence[Device], private: str) -> None:
    import aiohttp
    from pywebpush import webpush_async

    left = iter(devices)

    async def work() -> None:
        for device in left:
            await webpush_async(
                device.info, PAYLOAD, private, {"sub": CONTACT}, ttl=TTL, aiohttp_session=session
            )

    connector = aiohttp.TCPConnector(limit=50, ssl=ssl.create_default_context())
    async with aiohttp.ClientSession(connector=connector) as session:
        await asyncio.gather(*(work() for _ in range(50)))


def django_push_notifications(devices: Sequence[Device], private: str) -> None:
    """What its `WebPushDevice.objects.send_message` does for each device."""
    import django
    from django.conf import settings

    wanted = {"WP_PRIVATE_KEY": private, "WP_CLAIMS": {"sub": CONTACT}}
    settings.configure(PUSH_NOTIFICATIONS_SETTINGS=wanted)
    django.setup()
    from push_notifications.webpush import webpush_send_message

    for device in devices:
        webpush_send_message(_Row(device), PAYLOAD.decode(), ttl=TTL)


class _Row:
    """As django-push-notifications keeps it."""

    application_id, browser, active = None, "CHROME", True

    def __init__(self, device: Device) -> None:
        self.registration_id = device.endpoint
        self.p256dh, self.auth = device.p256dh, device.auth


def ours(devices: Sequence[Device], private: str) -> None:
    from django.conf import settings

    from saleor_push_plugin import webpush as sender
    from saleor_push_plugin.core.outcome import Sent
    from saleor_push_plugin.core.push_subscription import PushServices, origin_of

    # Without a shop's settings there is none that names a proxy.
    settings.configure()
    services = PushServices.with_extra([origin_of(devices[0].endpoint)])
    messages = [_message(device, private) for device in devices]
    answers = sender.send_and_wait(
        messages, services=services, contact=CONTACT, now=datetime.now(UTC)
    )
    assert all(isinstance(answer, Sent) for answer in answers)


def our_cipher(devices: Sequence[Device], private: str) -> None:
    """Our request without the network."""
    from saleor_push_plugin.webpush.request import build_request

    now = datetime.now(UTC)
    for device in devices:
        build_request(_message(device, private), CONTACT, now)


def raw_cipher(devices: Sequence[Device], _: str) -> None:
    """What no sender can go below: one key pair and one ECDH a message, with OpenSSL."""
    other, curve = ec.generate_private_key(ec.SECP256R1()).public_key(), ec.SECP256R1()
    for _each in devices:
        ec.generate_private_key(curve).exchange(ec.ECDH(), other)


def _message(device: Device, private: str) -> Any:
    from saleor_push_plugin.webpush import Message

    return Message(
        endpoint=device.endpoint,
        p256dh=device.p256dh,
        auth=device.auth,
        payload=PAYLOAD,
        ttl=TTL,
        urgency="normal",
        topic="topic",
        vapid_private=private,
    )


Way = Callable[[Sequence[Device], str], None]
WAYS: dict[str, Way] = {
    "documented": documented,
    "django": django_push_notifications,
    "session": with_session,
    "async": asynchronous,
    "ours": ours,
    "ours_cold": ours,
    "our_cipher": our_cipher,
    "raw_cipher": raw_cipher,
}


def main() -> None:
    way, count, origin = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    devices, private = [new_device(origin) for _ in range(count)], _private()
    wall, cpu = time.perf_counter(), time.process_time()
    WAYS[way](devices, private)
    taken = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    sys.stdout.write(json.dumps({**taken, "memory": memory}) + "\n")


if __name__ == "__main__":
    main()
