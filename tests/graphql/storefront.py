"""A storefront that speaks to the plugin's own endpoint, on either host."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.key_ring import KeyRing

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from tests.hosts.shop import Shop

PATH = "/plugins/saleor.push/graphql/"
PAYLOAD = """{
  subscription { id endpoint channel language timeZone createdAt isCustomerAttached }
  errors { field message code }
}"""
_SECRET = PAYLOAD.replace("{\n", "{\n  secret\n", 1)
SUBSCRIBE = f"""mutation($input: PushSubscribeInput!, $proof: String) {{
  pushSubscribe(input: $input, proof: $proof) {_SECRET} }}"""
RENEW = f"""mutation($old: String!, $proof: String, $input: PushSubscribeInput!) {{
  pushSubscriptionRenew(oldEndpoint: $old, proof: $proof, input: $input) {_SECRET} }}"""
ATTACH = f"""mutation($endpoint: String!, $proof: String, $checkoutId: ID) {{
  pushCustomerAttach(endpoint: $endpoint, proof: $proof, checkoutId: $checkoutId) {PAYLOAD} }}"""
DETACH = f"""mutation($endpoint: String!, $proof: String) {{
  pushCustomerDetach(endpoint: $endpoint, proof: $proof) {PAYLOAD} }}"""
UNSUBSCRIBE = f"""mutation($endpoint: String!, $proof: String) {{
  pushUnsubscribe(endpoint: $endpoint, proof: $proof) {PAYLOAD} }}"""


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def browser_subscription() -> dict[str, Any]:
    """What a browser's PushSubscription.toJSON() gives, never the same twice."""
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return {
        "endpoint": f"https://updates.push.services.mozilla.com/wpush/v2/{secrets.token_hex(16)}",
        "expirationTime": None,
        "keys": {"p256dh": _base64url(point), "auth": _base64url(secrets.token_bytes(16))},
    }


@dataclass(frozen=True, kw_only=True)
class Storefront:
    client: Client
    channel: str
    path: str = PATH
    keys: KeyRing = field(default_factory=KeyRing)

    def send(self, body: Any, *, content_type: str = "application/json") -> HttpResponse:
        """Any request at all; text and bytes go as they are."""
        raw = body if isinstance(body, str | bytes) else json.dumps(body)
        return self.client.post(self.path, raw, content_type=content_type)

    def ask(self, query: str, *, token: str | None = None, **variables: Any) -> dict[str, Any]:
        """The whole answer to a query, with what goes wrong at top level.

        A proof of possession is added, as its browser does: give `proof` to be somebody else.
        """
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        body = {"query": query, "variables": self.keys.shows(variables)}
        response = self.client.post(
            self.path, body, content_type="application/json", headers=headers
        )
        answer: dict[str, Any] = response.json()
        return answer

    def does(self, query: str, *, token: str | None = None, **variables: Any) -> dict[str, Any]:
        """The payload of one mutation that is expected to be executed."""
        answer = self.ask(query, token=token, **variables)
        assert "errors" not in answer, answer
        payload: dict[str, Any] = next(iter(answer["data"].values()))
        return payload

    def a_browser(self, **changes: Any) -> dict[str, Any]:
        """A PushSubscribeInput; `changes` as the caller writes them."""
        browser = {"subscription": browser_subscription(), "channel": self.channel}
        return {**browser, "language": "pl", "timeZone": "Europe/Warsaw", **changes}

    def subscribe(self, *, token: str | None = None, **changes: Any) -> dict[str, Any]:
        payload = self.does(SUBSCRIBE, token=token, input=self.a_browser(**changes))
        assert payload["errors"] == []
        subscription: dict[str, Any] = payload["subscription"]
        return subscription


def open_storefront(shop: Shop, client: Client) -> Storefront:
    shop.configure_push(
        send=True, storefront_url="https://shop.example", contact="mailto:shop@shop.example.com"
    )
    return Storefront(client=client, channel=shop.catalogue.channel.slug)


def told(payload: dict[str, Any]) -> list[tuple[str | None, str]]:
    """(field, code) of every error of a payload."""
    return [(error["field"], error["code"]) for error in payload["errors"]]
