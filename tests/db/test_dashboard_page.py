"""The page's files: who may frame it, what it may load, and how much is sent."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.checks import run_checks
from django.test import Client

from saleor_push_plugin.dashboard import page
from saleor_push_plugin.messages import catalog
from saleor_push_plugin.settings import dashboard_origins
from tests.hosts.shop import Shop

PATH = "/plugins/saleor.push/page/"
# In all, over the wire, compressed: the page, its style, the words and every module it needs first.
LIMIT = 60_000
IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*["']\./([^"']+)["']""")
FIRST = ("main.js", "login.js", "overview.js")


@pytest.fixture(autouse=True)
def no_addresses(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (dashboard_origins.SETTING, dashboard_origins.DASHBOARD_SETTING, "PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)
    settings.PUBLIC_URL = None


def ancestors() -> str:
    policy = Client().get(PATH)["Content-Security-Policy"]
    return str(policy.partition("frame-ancestors ")[2])


def test_the_page_is_served_with_nothing_inline(push: Shop) -> None:
    response = Client().get(PATH)
    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")
    html = response.content.decode()
    assert not re.search(r"<style|<script(?![^>]* src=)|\son\w+=|style=", html)
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    assert response["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("root", ["/plugins/saleor.push", "/plugins/global/saleor.push"])
def test_its_files_are_served_below_it(push: Shop, root: str) -> None:
    for name in page.served():
        response = Client().get(f"{root}/page/{name}")
        assert response.status_code == 200, name
        assert response["Content-Type"] == page.TYPES[name.rpartition(".")[2]]
        again = Client().get(f"{root}/page/{name}", HTTP_IF_NONE_MATCH=response["ETag"])
        assert (again.status_code, again.content) == (304, b"")


def test_an_address_without_the_last_slash_leads_to_it(push: Shop) -> None:
    """With its query: the Dashboard writes the order's id there, and takes the slash off."""
    response = Client().get(f"{PATH.rstrip('/')}?view=story&orderId=T3JkZXI6MQ%3D%3D")
    wanted = f"{PATH}?view=story&orderId=T3JkZXI6MQ%3D%3D"
    assert (response.status_code, response["Location"]) == (301, wanted)


@pytest.mark.parametrize("name", ["nothing.js", "../sw.js", "..%2fsw.js", "types.d.ts", "main"])
def test_nothing_else_is_served(push: Shop, name: str) -> None:
    assert Client().get(f"{PATH}{name}").status_code == 404


def test_storefronts_and_the_npm_package_do_not_get_it(push: Shop) -> None:
    from saleor_push_plugin import scripts

    assert not [name for name in scripts.served() if name.startswith("page/")]


def test_an_inactive_plugin_serves_no_page(push: Shop) -> None:
    push.configure_push(active=False)
    assert Client().get(PATH).status_code == 404


# Who may frame it


def test_a_setting_names_the_dashboards(push: Shop, settings: Any) -> None:
    settings.PUBLIC_URL = "https://api.example"
    settings.SALEOR_PUSH_DASHBOARD_ORIGINS = "https://a.example, https://b.example:8443/"
    assert ancestors() == "'self' https://a.example https://b.example:8443"


def test_else_saleors_own_setting_does_and_else_the_shops_address(
    push: Shop, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PUBLIC_URL = "https://api.example/shop/"
    assert ancestors() == "'self' https://api.example"
    monkeypatch.setenv("DASHBOARD_URL", "https://Dashboard.example/dashboard/")
    assert ancestors() == "'self' https://dashboard.example"


def test_without_any_only_the_shop_itself_may(push: Shop) -> None:
    assert ancestors() == "'self'"


@pytest.mark.parametrize(
    "given",
    ["*", "https://*", "https://*.example", "https://a.example; script-src *", "'none'", "ftp://a"],
)
def test_what_is_no_origin_never_gets_into_the_policy(
    push: Shop, settings: Any, given: str
) -> None:
    settings.SALEOR_PUSH_DASHBOARD_ORIGINS = given
    assert ancestors() == "'self'"
    said = [str(problem.msg) for problem in run_checks() if problem.id == "saleor_push_plugin.E007"]
    assert len(said) == len([each for each in given.split(",") if each])
    assert dashboard_origins.SETTING in said[0]


# How much it is


def needed(*names: str) -> set[str]:
    """The modules with all that they import at once."""
    files = page.served()
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += IMPORT.findall(files[name].decode())
    return found


def test_the_first_view_is_small(tell: Callable[[str], None]) -> None:
    files = page.served()
    names = sorted({*needed(*FIRST), "page.css", "words-ar.json"})
    html = page.html(["https://dashboard.example"]).encode()
    size = sum(len(gzip.compress(part, 6)) for part in [html, *(files[name] for name in names)])
    tell(f"staff's page, first view: {size:,} bytes gzipped in {len(names) + 1} files")
    assert size <= LIMIT
    # The words are most in Arabic and French: whichever language is read, it is no more.
    words = [len(gzip.compress(files[f"words-{tag}.json"], 6)) for tag in catalog.LANGUAGES]
    assert max(words) <= len(gzip.compress(files["words-ar.json"], 6)) + 1500


def test_everything_that_is_imported_is_there() -> None:
    files = page.served()
    late = re.compile(r"""import\("\./([^"]+)"\)""")
    for name, content in files.items():
        if name.endswith(".js"):
            text = content.decode()
            assert {*IMPORT.findall(text), *late.findall(text)} <= files.keys(), name


def test_every_word_that_is_said_has_its_sentence() -> None:
    """A key that is missing would be shown as it is."""
    known = catalog.section("en", "page")
    said = re.compile(r"""\b(?:t|rich)\(\s*"(\w+)\"""")
    sources = [content.decode() for name, content in page.served().items() if name.endswith(".js")]
    keys = {key for source in sources for key in said.findall(source)}
    assert len(keys) > 100
    assert keys - known.keys() == set()
