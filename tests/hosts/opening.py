"""Opens the shop of whichever host this process runs in.

Run as a module it stocks the database that the settings name (with `--migrate` it migrates it
first), and prints the catalogue for another process, which then needs nothing but HTTP.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from tests.hosts.goods import Catalogue, Channel, Variant
from tests.hosts.shop import Shop, Staff


def host_name() -> str:
    return os.environ.get("PUSH_TEST_HOST", "sandbox")


def in_this_process(catalogue: Catalogue | None = None, staff: Staff | None = None) -> Shop:
    """A shop spoken to without a socket; `staff` keeps its token from one shop to the next."""
    from django.test import Client

    from tests.hosts.transports import in_process

    transport = in_process(Client(SERVER_NAME="localhost"))
    shop = Shop(transport=transport, staff=staff or Staff())
    if catalogue:
        shop.catalogue = catalogue
    return shop


def open_in_process() -> Shop:
    """A shop in this process, stocked if it was not."""
    return in_this_process(fill())


def build() -> Catalogue:
    """Migrate the database that the settings name, and fill the shelves of its shop."""
    from django.core.management import call_command

    if host_name() != "sandbox":
        from tests.hosts import real

        real.make_ready()
    call_command("migrate", interactive=False, verbosity=0)
    return fill()


def fill() -> Catalogue:
    """Fill the shelves unless they are full."""
    shop = in_this_process()
    if host_name() == "sandbox":
        from tests.hosts import sandbox

        return sandbox.stock(shop)
    from tests.hosts import real

    real.prepare()
    return real.stock(shop)


def open_over_http(url: str, printed: str) -> Shop:
    """A shop that listens at `url`, whose catalogue another process has printed."""
    return over_http_with(url, read_catalogue(printed))


def over_http_with(url: str, catalogue: Catalogue) -> Shop:
    from tests.hosts.transports import over_http

    shop = Shop(transport=over_http(url))
    shop.catalogue = catalogue
    return shop


def read_catalogue(printed: str) -> Catalogue:
    values: dict[str, Any] = json.loads(printed.splitlines()[-1])
    values["channels"] = tuple(Channel(**channel) for channel in values["channels"])
    values["variants"] = tuple(_variant(variant) for variant in values["variants"])
    return Catalogue(**values)


def _variant(values: dict[str, Any]) -> Variant:
    prices = {slug: Decimal(price) for slug, price in values.pop("prices").items()}
    return Variant(**values, prices=prices)


def main() -> None:
    import django

    django.setup()
    made = build() if "--migrate" in sys.argv else fill()
    sys.stdout.write(json.dumps(asdict(made), default=str) + "\n")


if __name__ == "__main__":
    main()
