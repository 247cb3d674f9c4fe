"""The one spelling of an endpoint, so that one browser is one row."""

import re
import string
from fnmatch import fnmatchcase

MAX_ENDPOINT = 2048
# Neither a space nor a backslash: some parsers read the one away and the other as a slash.
_ORIGIN = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?# \\]*)(?=[/?#]|\Z)")
_REST = re.compile(r"([^?# \\]*)(?:\?([^# \\]*))?(?:#.*)?")
_HOST = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::([0-9]{0,5}))?")
_DEFAULT_PORTS = {"https": "443", "http": "80"}
# Services whose endpoints have no query. Windows' have one; those of an operator's own may.
_WITHOUT_QUERY = (
    "fcm.googleapis.com",
    "jmt17.google.com",
    "*.push.services.mozilla.com",
    "*.push.apple.com",
)
_UNRESERVED = string.ascii_letters + string.digits + "-._~"
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")


def canonical(endpoint: str) -> str:
    """The normal form of an endpoint; empty if it is no URL that a push service could have given.

    RFC 3986, 6.2.2 and 6.2.3: lower-case scheme and host, no default port, no dot segments, escapes
    in upper case and only where they are needed. The fragment is dropped, and so is the query of a
    service that has none. A user name is refused.
    """
    if len(endpoint) > MAX_ENDPOINT or not endpoint.isascii() or not endpoint.isprintable():
        return ""
    begin = _ORIGIN.match(endpoint)
    rest = begin and _REST.fullmatch(endpoint, begin.end())
    origin = begin and _origin(begin[1], begin[2])
    if not rest or not origin:
        return ""
    path, query = _unescaped(rest[1]), _unescaped(rest[2] or "")
    if path is None or query is None:
        return ""
    kept = query and not _has_no_query(origin)
    return origin + _without_dots(path) + (f"?{query}" if kept else "")


def canonical_origin(url: str) -> str:
    """Scheme, host and port of a URL in their normal form; empty if it has no such origin."""
    found = _ORIGIN.match(url)
    return _origin(found[1], found[2]) if found else ""


def _origin(scheme: str, authority: str) -> str:
    found = _HOST.fullmatch(authority)
    if not found:
        return ""
    scheme, host, port = scheme.lower(), found[1].lower(), (found[2] or "").lstrip("0")
    if port == _DEFAULT_PORTS.get(scheme) or not found[2]:
        return f"{scheme}://{host}"
    return f"{scheme}://{host}:{port}" if port and int(port) < 2**16 else ""


def _has_no_query(origin: str) -> bool:
    host = origin.partition("://")[2]
    return any(fnmatchcase(host, name) for name in _WITHOUT_QUERY)


def _unescaped(text: str) -> str | None:
    """Without needless escapes, and the others in upper case; None if one is broken."""
    if any(found[1] is None for found in _ESCAPE.finditer(text)):
        return None
    return _ESCAPE.sub(lambda found: _shortest(found[1]), text)


def _shortest(digits: str) -> str:
    character = chr(int(digits, 16))
    return character if character in _UNRESERVED else f"%{digits.upper()}"


def _without_dots(path: str) -> str:
    """RFC 3986, 5.2.4. An empty path is the root."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments and segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)
