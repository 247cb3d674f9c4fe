"""Addresses in the Dashboard that would lead shoppers elsewhere, or nowhere."""

import pytest

from saleor_push_plugin.core.links import PAGES, is_web_page
from saleor_push_plugin.dashboard import validators


@pytest.mark.parametrize(
    "address",
    [
        "https://shop.example",
        "https://shop.example/",
        "https://shop.example:8443/de",
        "http://localhost:3000",
        "http://127.0.0.1:3000",
        "http://[::1]:3000",
        "https://müller.example",
        "https://xn--mller-kva.example",
        "https://shop_1.example",
    ],
)
def test_a_storefront(address: str) -> None:
    assert validators.web_address(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "https://shop@evil.example",
        "https://shop.example:pass@evil.example",
        "https://shop.example%40evil.example",
        "https://shop.example\\@evil.example",
        "https://shop.example\\.evil.example",
        "https:\\\\shop.example",
        "https://shop.example/\\evil.example",
        "https://shop.example\t.evil",
        "https://shop.example\n",
        "https://shop.example/\u202e",
        "https://shop\u200b.example",
        "https://shop\u2024example",
        "https://shop\uff0fevil.example",
        "https:///shop.example",
        "https://",
        "https://shop.example:99999",
        "https://shop.example:x",
        "https://.example",
        "https://shop..example",
        "https://-shop.example",
        "https://" + "a" * 64 + ".example",
        "https://shop.example/?x",
        "https://shop.example/#x",
        "javascript:alert(1)",
        "javascript://shop.example/%0aalert(1)",
        "data:text/html,x",
        "//shop.example",
        "shop.example",
        "HTTPS://shop.example/<script>",
    ],
)
def test_what_is_none(address: str) -> None:
    assert validators.web_address(address)
    assert validators.icon(address) or address.endswith(("/?x", "/#x"))


@pytest.mark.parametrize("address", ["https://cdn.example/icon.png?v=2", "http://localhost/i.png"])
def test_an_icon(address: str) -> None:
    assert validators.icon(address) is None


@pytest.mark.parametrize(
    "path",
    [
        "/\\evil.example",
        "/a\tb",
        "/\u202eb",
        "/a b",
        "/<x>",
        '/"x"',
        "//evil.example",
        "@evil.example",
        "",
    ],
)
def test_a_path_that_is_none(path: str) -> None:
    assert validators.path(("order",))(path)


@pytest.mark.parametrize("page", PAGES)
def test_all_paths_that_the_plugin_brings_are_fine(page: str) -> None:
    path, words = PAGES[page]
    assert validators.path(words)(path) is None


@pytest.mark.parametrize(
    "address",
    ["https://carrier.example/track?no=1&lang=de#map", "http://carrier.example/a%20b/@me"],
)
def test_a_carriers_page(address: str) -> None:
    assert is_web_page(address)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "https://carrier@evil.example",
        "https://carrier.example\\@evil.example",
        "https://carrier.example/\tx",
        "https://carrier.example/a b",
        "https://carrier.example/\u202e",
        "https://[::1",
        "https://",
        "12345",
        "https://carrier.example/" + "x" * 1000,
    ],
)
def test_what_is_no_carriers_page(address: str) -> None:
    assert not is_web_page(address)
