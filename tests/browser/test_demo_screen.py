"""The demo's story in Chromium, whose push service cannot be replaced."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sandbox.browsers.chromium_flags import find_chromium
from sandbox.browsers.desktop import Desktop

if TYPE_CHECKING:
    from sandbox.demo.browser_screens import ChromiumScreen
    from sandbox.live import LiveShop
    from sandbox.pushservice import PushService
    from sandbox.storefront import Storefront

pytestmark = pytest.mark.browser


@pytest.fixture
def screen(
    live_shop: LiveShop, push_service: PushService, storefront: Storefront, tmp_path: Path
) -> Iterator[ChromiumScreen]:
    from sandbox.demo.browser_screens import ChromiumScreen
    from sandbox.demo.town import Town
    from sandbox.servers import Postgres

    if find_chromium() is None:
        pytest.skip("Chromium is not installed (Debian: chromium)")
    nowhere = Postgres(bin=tmp_path, port=0, password="", data=tmp_path)
    town = Town(
        live=live_shop,
        service=push_service,
        storefront=storefront,
        database=nowhere,
        folder=tmp_path,
    )
    with closing(ChromiumScreen(town)) as opened:
        yield opened


def test_a_purchase_on_the_page_is_shown_and_leads_to_the_order(screen: ChromiumScreen) -> None:
    screen.subscribe()
    screen.buy(["Wool socks"], email="anna@example.com")
    assert "thank you" in screen.wait_shown().title
    if Desktop.is_possible():
        assert "/checkout?order=" in screen.follow()


def test_the_customer_who_logs_in_next_is_told_in_her_language(
    screen: ChromiumScreen, live_shop: LiveShop
) -> None:
    screen.subscribe()
    customer = live_shop.shop.register()
    screen.subscribe(email=customer.email, token=customer.token, language="pl")
    screen.buy(["Rain jacket"], email=customer.email)
    assert "dziękujemy" in screen.wait_shown().title
