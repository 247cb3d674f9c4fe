"""The control API from ordinary code; works for a service in this process or another."""

import json
import ssl
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

Json = dict[str, Any]


class ServiceClient:
    def __init__(self, origin: str, *, ca_file: Path | None = None) -> None:
        self.origin = origin
        self.ca_file = ca_file
        # Whether anything but the usual was asked of it.
        self.is_told = False
        context = ssl.create_default_context(cafile=str(ca_file)) if ca_file else None
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
        )

    def subscribe(self, key: str = "") -> Json:
        """A plain subscription: endpoint and keys as a browser's `toJSON()`, and its token."""
        return self._one("POST", "/subscribe", {"key": key})

    def subscribe_many(self, count: int, key: str = "") -> list[Json]:
        made: list[Json] = self._ask("POST", "/subscribe", {"key": key, "count": count})
        return made

    def answer(self, status: int = 0, *, times: int | None = None, **fault: Any) -> None:
        """What the next requests get: token, retry_after, location, delay, hang, reset, accept."""
        self.is_told = True
        self._ask("POST", "/control", {"status": status, "times": times, **fault})

    def answer_normally(self) -> None:
        self.is_told = False
        self._ask("DELETE", "/control")

    def messages(self, token: str = "", *, after: int = 0, wait: float = 0.0) -> list[Json]:
        query = {"token": token, "after": after, "wait": wait, "attempts": 0}
        found: list[Json] = self._log(query, timeout=wait + 30)["messages"]
        return found

    def attempts(self, token: str = "") -> list[Json]:
        found: list[Json] = self._log({"token": token})["attempts"]
        return found

    def clear_log(self) -> None:
        self._ask("DELETE", "/log")

    def stats(self) -> Json:
        return self._one("GET", "/stats")

    def subscriptions(self) -> list[Json]:
        found: list[Json] = self._ask("GET", "/subscriptions")
        return found

    def set_online(self, token: str, online: bool) -> None:
        self._ask("POST", f"/subscriptions/{token}", {"online": online})

    def forget(self, token: str) -> None:
        """The subscription is gone: 410 from now on."""
        self._ask("DELETE", f"/subscriptions/{token}")

    def hang_up(self, *, forget: bool = False) -> None:
        self._ask("POST", "/browsers", {"forget": forget})

    def set_clock(self, ahead: float = 0.0) -> None:
        """Seconds by which the service believes it is later than it is."""
        self._ask("POST", "/clock", {"ahead": ahead})

    def _log(self, query: Json, *, timeout: float = 30) -> Json:
        return self._one("GET", f"/log?{urllib.parse.urlencode(query)}", timeout=timeout)

    def _one(self, method: str, path: str, data: Json | None = None, timeout: float = 30) -> Json:
        answer: Json = self._ask(method, path, data, timeout)
        return answer

    def _ask(self, method: str, path: str, data: Json | None = None, timeout: float = 30) -> Any:
        body = None if data is None else json.dumps(data).encode()
        request = urllib.request.Request(self.origin + path, data=body, method=method)
        request.add_header("Content-Type", "application/json")
        try:
            with self._opener.open(request, timeout=timeout) as response:
                return json.load(response)
        except urllib.error.HTTPError as refused:
            with refused:
                raise ValueError(refused.read().decode()) from None


def token_of(endpoint: str) -> str:
    return endpoint.rsplit("/", 1)[-1]
