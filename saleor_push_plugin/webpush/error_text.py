"""Turns a push service's error response into a short text that is safe to store and log."""

import re

_URL = re.compile(r"https?://\S+")
# The secret part of an endpoint, a key, a signature: longer than any word, and a service may
# repeat them in its answer.
# base64url, base64 and percent-encoded.
_TOKEN = re.compile(r"[A-Za-z0-9_%+-]{32,}=*(?:\.[A-Za-z0-9_-]+)*")
_SPACE = re.compile(r"\s+")


def error_text(body: bytes) -> str:
    """The first 120 characters of a response body, without URLs, tokens and control characters."""
    if not body:
        return ""
    text = _TOKEN.sub("…", _URL.sub("…", body.decode("utf-8", "replace")))
    return _SPACE.sub(" ", "".join(c for c in text if c.isprintable() or c.isspace()))[:120]
