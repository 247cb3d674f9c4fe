"""A sender that is not ours, with a VAPID key pair per instance.

pywebpush encrypts and py_vapid's inner `sign` signs: it does so without objecting to claims that
the service must be seen to refuse.
"""

import json
import time
from typing import Any

import requests
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid
from py_vapid.jwt import sign
from pywebpush import WebPusher

from sandbox.pushservice import base64url


class VapidSender:
    def __init__(self) -> None:
        self._vapid = Vapid()
        self._vapid.generate_keys()
        point = self._vapid.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.public_key = base64url.encode(point)

    def authorization(self, origin: str, **claims: Any) -> str:
        usual = {"aud": origin, "sub": "mailto:shop@example.com", "exp": int(time.time()) + 3600}
        wanted = {name: value for name, value in (usual | claims).items() if value is not None}
        return f"vapid t={sign(wanted, self._vapid.private_key)},k={self.public_key}"

    def send(
        self, subscription: dict[str, Any], data: Any, *, claims: Any = None, **headers: str | None
    ) -> requests.Response:
        """`headers` are written with underscores; None leaves one of the usual out."""
        origin = subscription["endpoint"].partition("/wpush/")[0]
        text = data if isinstance(data, str) else json.dumps(data)
        usual: dict[str, str | None] = {
            "TTL": "60",
            "Content-Encoding": "aes128gcm",
            "Authorization": self.authorization(origin, **(claims or {})),
        }
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {name: value for name, value in (usual | named).items() if value is not None}
        body = encrypt(subscription, text)
        return requests.post(subscription["endpoint"], data=body, headers=sent, timeout=10)


def encrypt(subscription: dict[str, Any], text: str) -> bytes:
    body: bytes = WebPusher(subscription).encode(text.encode(), "aes128gcm")["body"]
    return body
