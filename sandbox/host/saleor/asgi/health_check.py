from typing import Any


def health_check(application: Any, health_url: str) -> Any:
    async def wrapper(scope: Any, receive: Any, send: Any) -> None:
        if scope.get("path") != health_url:
            await application(scope, receive, send)
            return
        headers = [(b"content-type", b"text/plain")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    return wrapper
