"""Sends one message with pywebpush: a second opinion for operators, never the way pushes go out.

It uses the sender's proxy. pywebpush follows redirects, connects to any address and reads responses
of any length. It is given a session here that does none of it.
"""

import socket
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from py_vapid import Vapid02, VapidException
from pywebpush import WebPushException, webpush
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool
from urllib3.exceptions import HTTPError
from urllib3.util.connection import create_connection

from ..core.outcome import Failed, Retry, SendOutcome, outcome_of_status
from ..core.push_subscription import PushServices, origin_of
from ..core.reason import Reason
from .dialer import PrivateAddressError
from .error_text import error_text
from .proxy import Proxy, ProxyError, proxy_for
from .public_addresses import is_public
from .request import TOKEN_LIFE, Message
from .staggered_dialing import interleaved, is_ipv6

CONNECT_SECONDS, READ_SECONDS = 10.0, 15.0
RESPONSE_LIMIT = 1024


def send(message: Message, *, services: PushServices, contact: str, now: datetime) -> SendOutcome:
    """Send a message and return its outcome; never raises for a message."""
    if not services.knows(message.endpoint):
        return Failed(reason=Reason.UNKNOWN_PUSH_SERVICE)
    trusted = services.trusts(origin_of(message.endpoint))
    try:
        response = _post(message, contact, now + TOKEN_LIFE, trusted=trusted)
    except PrivateAddressError:
        return Retry(reason=Reason.PRIVATE_ADDRESS, posted=False)
    except (ProxyError, requests.exceptions.ProxyError) as error:
        # The library's own words may hold the proxy's URL, with its password.
        detail = str(error) if isinstance(error, ProxyError) else type(error).__name__
        return Retry(reason=Reason.PROXY_FAILED, detail=detail, posted=False)
    # What breaks while the body is read is an error of urllib3.
    except (requests.RequestException, HTTPError) as error:
        return Retry(reason=Reason.CONNECTION_FAILED, detail=type(error).__name__)
    except (WebPushException, VapidException, ValueError) as error:
        return Failed(reason=Reason.NOT_PREPARED, detail=type(error).__name__)
    if response.status_code == 407:
        # Plain http: the proxy answers in the push service's place.
        return Retry(reason=Reason.PROXY_FAILED, detail="407", posted=False)
    return outcome_of_status(
        response.status_code,
        retry_after=response.headers.get("Retry-After", ""),
        detail=error_text(response.content),
        now=now,
    )


def _post(message: Message, contact: str, expires: datetime, *, trusted: bool) -> requests.Response:
    """The response to the message, whatever its status."""
    keys = {"p256dh": message.p256dh, "auth": message.auth}
    claims: dict[str, str | int] = {
        "aud": origin_of(message.endpoint),
        "exp": int(expires.timestamp()),
        "sub": contact,
    }
    proxy = proxy_for(origin_of(message.endpoint))
    with _Session(trusted=trusted, proxy=proxy) as session:
        try:
            return webpush(
                {"endpoint": message.endpoint, "keys": keys},
                data=message.payload,
                vapid_private_key=Vapid02.from_raw(message.vapid_private.encode()),
                vapid_claims=claims,
                ttl=message.ttl,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                headers={"Urgency": message.urgency, "Topic": message.topic},
                requests_session=session,
            )
        except WebPushException as error:
            # It raises for every status above 202.
            if error.response is None:
                raise
            return error.response


class _Session(requests.Session):
    """No redirects, no long responses; public addresses only, unless trusted or with a proxy."""

    def __init__(self, *, trusted: bool, proxy: Proxy | None) -> None:
        super().__init__()
        # No certificates from the environment, and no proxy but the sender's.
        self.trust_env = False
        if proxy:
            self.proxies = {"http": proxy.url, "https": proxy.url}
        elif not trusted:
            self.adapters.clear()
            self.mount("https://", _PublicAdapter())

    def post(self, url: Any, data: Any = None, json: Any = None, **options: Any) -> Any:
        options |= {"allow_redirects": False, "stream": True}
        response = super().post(url, data, json, **options)
        response._content = response.raw.read(RESPONSE_LIMIT, decode_content=True)
        return response


class _PublicConnection(HTTPSConnection):
    """Connects to the addresses that were checked, so DNS rebinding gains nothing."""

    def _new_conn(self) -> socket.socket:
        addresses = public_addresses(self.host, self.port)
        in_turn = interleaved(addresses, ipv6_first=is_ipv6(addresses[0]))
        return _connect(in_turn, self.port)


def _connect(addresses: list[str], port: int) -> socket.socket:
    """Connect to the first that answers; each has the same share of the time. Raises OSError."""
    error = OSError()
    for address in addresses:
        try:
            return create_connection((address, port), CONNECT_SECONDS / len(addresses))
        except OSError as failure:
            error = failure
    raise error


class _PublicPool(HTTPSConnectionPool):
    ConnectionCls = _PublicConnection


class _PublicAdapter(HTTPAdapter):
    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {"https": _PublicPool}

    def send(self, request: Any, *arguments: Any, **options: Any) -> Any:
        # Here, too, because urllib3 would hide the reason in an error of its own.
        parts = urlsplit(request.url)
        public_addresses(parts.hostname or "", parts.port or 443)
        return super().send(request, *arguments, **options)


def public_addresses(host: str, port: int) -> list[str]:
    """The public addresses of a name. Raises PrivateAddressError, and ConnectionError."""
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise requests.ConnectionError("the name does not resolve") from error
    if found := [str(one[0]) for *_, one in answers if is_public(str(one[0]))]:
        return found
    raise PrivateAddressError(PrivateAddressError.__doc__)
