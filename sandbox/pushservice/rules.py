"""What a push service asks of a request before it takes the message (RFC 8030, RFC 8291)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

MAX_BODY = 4096
MAX_TTL = 30 * 24 * 3600
URGENCIES = ("very-low", "low", "normal", "high")
_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}")
_SECONDS = re.compile(r"[0-9]{1,10}")


@dataclass(frozen=True, kw_only=True)
class Refusal:
    status: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class Wish:
    """How the sender wants the message handled."""

    ttl: int
    topic: str
    urgency: str


def read_wish(headers: Mapping[str, str], body: bytes) -> Wish | Refusal:
    problem = _body_problem(headers, body) or _header_problem(headers)
    if problem:
        return problem
    return Wish(
        ttl=min(int(headers["TTL"]), MAX_TTL),
        topic=headers.get("Topic", ""),
        urgency=headers.get("Urgency", "normal"),
    )


def _body_problem(headers: Mapping[str, str], body: bytes) -> Refusal | None:
    if len(body) > MAX_BODY:
        return Refusal(status=413, reason=f"body of {len(body)} bytes, at most {MAX_BODY}")
    if body and headers.get("Content-Encoding") != "aes128gcm":
        return Refusal(status=400, reason="Content-Encoding must be aes128gcm")
    return None


def _header_problem(headers: Mapping[str, str]) -> Refusal | None:
    if not _SECONDS.fullmatch(headers.get("TTL", "")):
        return Refusal(status=400, reason="TTL header missing or not a number of seconds")
    if "Topic" in headers and not _TOPIC.fullmatch(headers["Topic"]):
        return Refusal(status=400, reason="Topic must be 1 to 32 base64url characters")
    if headers.get("Urgency", "normal") not in URGENCIES:
        return Refusal(status=400, reason=f"Urgency must be one of {', '.join(URGENCIES)}")
    return None
