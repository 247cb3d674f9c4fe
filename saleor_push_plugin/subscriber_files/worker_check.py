"""Checks that the old vendor's worker script is ours by now: else it would get our pushes."""

import re
from urllib.parse import urlsplit

from ..core.push_subscription import origin_of
from ..settings.config import Config
from ..webpush import script_fetch
from ..webpush.script_fetch import CannotFetchError

# A script is read by pieces: comments, imports, and texts, in which neither of them is one.
_COMMENT = r"/\*.*?(?:\*/|\Z)|//[^\n\r\u2028\u2029]*"
_TEXT = r""""(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`"""
_IMPORT = rf"(?<![\w$])importScripts\s*\((?P<urls>(?:\s|,|{_COMMENT}|{_TEXT})*)"
_PIECE = re.compile(f"{_COMMENT}|{_IMPORT}|{_TEXT}", re.DOTALL)
_URL = re.compile(f"{_COMMENT}|({_TEXT})", re.DOTALL)
_OURS = "/plugins/saleor.push/sw.js"


class NotOurWorkerError(ValueError):
    """The script is not ours, or could not be looked at; the message says why."""


def check(url: str, config: Config) -> None:
    """Fetch a worker script of the shop's site; it has to import our sw.js.

    Raises NotOurWorkerError.
    """
    if origin_of(url) not in _origins(config):
        raise NotOurWorkerError("The script is not on a storefront of this shop.")
    try:
        script = script_fetch.fetch(url, trusted=config.services.trusts(origin_of(url)))
    except CannotFetchError as error:
        raise NotOurWorkerError(f"The script cannot be fetched: {error}.") from None
    receipts = urlsplit(config.receipt_url)
    ours = f"{receipts.scheme}://{receipts.netloc}{_OURS}"
    if ours not in _imported(script):
        raise NotOurWorkerError(f"The script does not import {ours}.")


def _origins(config: Config) -> set[str]:
    urls = (config.storefront_url, *(each.url for each in config.storefronts.values()))
    return {origin_of(url) for url in urls if url}


def _imported(script: str) -> set[str]:
    """What a script imports by `importScripts`, outside of comments and texts."""
    lists = (piece["urls"] or "" for piece in _PIECE.finditer(script))
    return {url[1:-1] for urls in lists for url in _URL.findall(urls) if url}
