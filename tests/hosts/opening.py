"""Opens the shop of whichever host this process runs in.

Run as a module it stocks the database that the settings name, and prints the catalogue for another
process, which then needs nothing but HTTP.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from tests.hosts.goods import Catalogue, Channel, Variant
from tests.hosts.shop import Shop


def host_name() -> str:
    return os.environ.get("PUSH_TEST_HOST", "sandbox")


def open_in_process() -> Shop:
    """A stocked shop, spoken to without a socket."""
    from django.test import Client

    from tests.hosts.transports import in_process

    shop = Shop(transport=in_process(Client(SERVER_NAME="localhost")))
    if host_name() == "sandbox":
        from tests.hosts import sandbox

        sandbox.stock(shop)
    else:
        from tests.hosts import real

        real.prepare()
        real.stock(shop)
    return shop


def open_over_http(url: str, printed: str) -> Shop:
    """A shop that listens at `url`, whose catalogue another process has printed."""
    from tests.hosts.transports import over_http

    shop = Shop(transport=over_http(url))
    shop.catalogue = _catalogue(json.loads(printed.splitlines()[-1]))
    return shop


def _catalogue(values: dict[str, Any]) -> Catalogue:
    values["channels"] = tuple(Channel(**channel) for channel in values["channels"])
    values["variants"] = tuple(_variant(variant) for variant in values["variants"])
    return Catalogue(**values)


def _variant(values: dict[str, Any]) -> Variant:
    prices = {slug: Decimal(price) for slug, price in values.pop("prices").items()}
    return Variant(**values, prices=prices)


def main() -> None:
    import django

    django.setup()
    sys.stdout.write(json.dumps(asdict(open_in_process().catalogue), default=str) + "\n")


if __name__ == "__main__":
    main()
