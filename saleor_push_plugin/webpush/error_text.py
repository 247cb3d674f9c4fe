"""Turns a push service's error response into a short text that is safe to store and log."""

import re

_URL = re.compile(r"https?://\S+")
_SPACE = re.compile(r"\s+")


def error_text(body: bytes) -> str:
    """The first 120 characters of a response body, without URLs and control characters."""
    if not body:
        return ""
    text = _URL.sub("…", body.decode("utf-8", "replace"))
    return _SPACE.sub(" ", "".join(c for c in text if c.isprintable() or c.isspace()))[:120]
