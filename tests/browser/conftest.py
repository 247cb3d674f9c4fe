"""One Firefox and one Chromium for the whole run; each test finds them as if just started."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.browsers.chromium import Chromium
    from sandbox.browsers.firefox import Firefox
    from sandbox.live import LiveShop
    from sandbox.pushservice import PushService
    from sandbox.storefront import Storefront
    from tests.browser.storefront_page import Page


@pytest.fixture(scope="session")
def _firefox(_push_service: PushService) -> Iterator[Firefox]:
    from sandbox.browsers.firefox import Firefox, find_firefox

    if find_firefox() is None:
        pytest.skip("Firefox is not installed (Debian: firefox-esr)")
    with Firefox.start(_push_service.ws_port) as running:
        yield running


@pytest.fixture
def firefox(_firefox: Firefox) -> Firefox:
    """Its push service is `push_service`; give each test an origin of its own (a new port)."""
    return _firefox.fresh()


@pytest.fixture(scope="session")
def _chromium() -> Iterator[Chromium]:
    from sandbox.browsers.chromium import Chromium
    from sandbox.browsers.chromium_flags import find_chromium

    if find_chromium() is None:
        pytest.skip("Chromium is not installed (Debian: chromium)")
    with Chromium.start() as running:
        yield running


@pytest.fixture
def chromium(_chromium: Chromium) -> Chromium:
    return _chromium.fresh()


@pytest.fixture
def needs_clicks(request: pytest.FixtureRequest) -> None:
    """Only a desktop can be clicked on."""
    from sandbox.browsers.firefox import can_use_desktop

    if not can_use_desktop():
        pytest.skip("pressing notifications needs dbus-daemon and libnotify4")


@pytest.fixture
def storefront(live_shop: LiveShop) -> Iterator[Storefront]:
    from sandbox.processes import free_port
    from sandbox.storefront import Storefront

    api, channel = f"{live_shop.url}/graphql/", live_shop.shop.catalogue.channel.slug
    with Storefront(api_url=api, channel=channel, port=free_port()) as running:
        live_shop.shop.configure_push(
            send=True,
            storefront_url=running.url,
            contact="mailto:push@shop.example.com",
            # It comes some seconds late, onto the screen of whatever test is there by then.
            scenario_welcome=False,
        )
        yield running


@pytest.fixture
def page(firefox: Firefox, storefront: Storefront) -> Page:
    from tests.browser.storefront_page import Page

    return Page(firefox, storefront)
