"""The staff's question, as both of its tests put it."""

import base64
import json
from typing import Any

from django.test import Client

from .conftest import API

WHY = """query DeliveryLog($notification: ID, $person: String, $first: Int, $after: String) {
  pushDeliveryLog(notification: $notification, person: $person, first: $first, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges { cursor node {
      notification scenario status reason { code text polish: text(language: "pl") detail }
      plannedAt dueAt expiresAt sentAt shownAt clickedAt dismissedAt
      event { kind subject occurredAt }
      device { id platform browser displayMode }
      after { notification scenario status seenAt }
    } } } }"""


def answered(token: str | None, **asked: Any) -> dict[str, Any]:
    headers = {"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {}
    body = json.dumps({"query": WHY, "variables": asked})
    answer: dict[str, Any] = (
        Client().post(API, body, content_type="application/json", **headers).json()
    )
    return answer


def global_id(kind: str, key: object) -> str:
    return base64.b64encode(f"{kind}:{key}".encode()).decode()
