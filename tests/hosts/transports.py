"""Two ways to reach a shop's GraphQL: over HTTP, and inside this very process."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.test import Client

    from tests.hosts.shop import Transport

PATH = "/graphql/"


def over_http(url: str, *, timeout: float = 30) -> Transport:
    """A shop that listens at `url`, such as `http://127.0.0.1:8000`."""

    def send(document: str, variables: Mapping[str, Any], token: str | None) -> dict[str, Any]:
        headers = {"Content-Type": "application/json", **_authorization(token)}
        body = json.dumps({"query": document, "variables": variables}).encode()
        request = urllib.request.Request(url.rstrip("/") + PATH, body, headers)
        return _answer(request, timeout)

    return send


def _answer(request: urllib.request.Request, timeout: float) -> dict[str, Any]:
    try:
        with urllib.request.urlopen(request, timeout=timeout) as response:
            return dict(json.load(response))
    except urllib.error.HTTPError as refusal:
        # Saleor says 400 to a document it will not run, with the reason in the body.
        with refusal:
            return dict(json.load(refusal))


def in_process(client: Client) -> Transport:
    """The shop in this process, with what a commit sets off done before it answers."""
    from django.test import TestCase

    def send(document: str, variables: Mapping[str, Any], token: str | None) -> dict[str, Any]:
        body = {"query": document, "variables": variables}
        # A test's own transaction never commits: its callbacks have to be run for it.
        with TestCase.captureOnCommitCallbacks(execute=True):
            answer = client.post(
                PATH, body, content_type="application/json", headers=_authorization(token)
            )
        return dict(answer.json())

    return send


def _authorization(token: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} if token else {}
