"""What a push service says of itself, made fit to be stored and logged."""

import re

_ADDRESS = re.compile(r"https?://\S+")
_SPACE = re.compile(r"\s+")


def few_words(body: bytes) -> str:
    """A few words of an answer's body, without addresses."""
    if not body:
        return ""
    text = _ADDRESS.sub("…", body.decode("utf-8", "replace"))
    return _SPACE.sub(" ", "".join(c for c in text if c.isprintable() or c.isspace()))[:120]
