from fnmatch import fnmatchcase
from typing import Any

from django.conf import settings

_Header = tuple[bytes, bytes]

_CREDENTIALS = (b"access-control-allow-credentials", b"true")
_PREFLIGHT = [
    _CREDENTIALS,
    (
        b"access-control-allow-headers",
        b"Origin, Content-Type, Accept, Authorization, Source-Service-Name, Authorization-Bearer",
    ),
    (b"access-control-allow-methods", b"POST, OPTIONS"),
    (b"access-control-max-age", b"600"),
    (b"vary", b"Origin"),
]
_REPLACED = {_CREDENTIALS[0], b"access-control-allow-origin", b"vary"}


def cors_handler(application: Any) -> Any:
    """Answer every preflight here and put the CORS headers on whatever the application says."""

    async def wrapper(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        allowed = _allowed_origin(scope)
        if scope["method"] == "OPTIONS":
            await _answer_preflight(send, allowed)
            return

        async def send_with_origin(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _with_origin(message["headers"], allowed)
            await send(message)

        await application(scope, receive, send_with_origin)

    return wrapper


def _allowed_origin(scope: Any) -> bytes | None:
    origin = dict(scope.get("headers", [])).get(b"origin")
    if not origin:
        return None
    name = origin.decode("latin1")
    patterns = settings.ALLOWED_GRAPHQL_ORIGINS
    return origin if any(fnmatchcase(name, pattern) for pattern in patterns) else None


async def _answer_preflight(send: Any, allowed: bytes | None) -> None:
    origin = [(b"access-control-allow-origin", allowed)] if allowed else []
    status = 200 if allowed else 400
    await send(
        {"type": "http.response.start", "status": status, "headers": sorted(_PREFLIGHT + origin)}
    )
    await send({"type": "http.response.body", "body": b""})


def _with_origin(headers: list[_Header], allowed: bytes | None) -> list[_Header]:
    vary = [value for key, value in headers if key.lower() == b"vary"]
    if allowed and not any(b"Origin" in value for value in vary):
        vary.append(b"Origin")
    kept = [(key, value) for key, value in headers if key.lower() not in _REPLACED]
    kept.append(_CREDENTIALS)
    if allowed:
        kept.append((b"access-control-allow-origin", allowed))
    if vary:
        kept.append((b"vary", b", ".join(vary)))
    return sorted(kept)
