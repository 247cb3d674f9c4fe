"""Checks that the old vendor's worker script is ours by now: else it would get our pushes."""

import re
from urllib.parse import urlsplit

from ..core.push_subscription import origin_of
from ..settings.config import Config
from ..webpush import script_fetch
from ..webpush.script_fetch import CannotFetchError

_IMPORT = re.compile(r"""importScripts\(\s*["'`]([^"'`\s]+)["'`]""")
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
    if ours not in _IMPORT.findall(_without_comments(script)):
        raise NotOurWorkerError(f"The script does not import {ours}.")


def _origins(config: Config) -> set[str]:
    urls = (config.storefront_url, *(each.url for each in config.storefronts.values()))
    return {origin_of(url) for url in urls if url}


def _without_comments(script: str) -> str:
    return re.sub(r"/\*.*?\*/|^\s*//.*$", "", script, flags=re.DOTALL | re.MULTILINE)
