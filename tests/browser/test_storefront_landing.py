"""A click whose worker does not run: the page that it led to reports it, and cleans its address.

The browsers are real. The link is opened as Safari opens what a push declares: without the worker.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from sandbox.browsers.base import Browser
from sandbox.browsers.site import Site
from tests.browser.storefront_kit import SCRIPTS, eventually, stays, worker_site

pytestmark = [pytest.mark.sandbox_only, pytest.mark.browser]

RECEIPT = "/plugins/saleor.push/receipt/"
CLICK = "mQz-7_x"

Land = Callable[..., tuple[Browser, Site]]


@pytest.fixture(params=["firefox", "chromium"])
def land(request: pytest.FixtureRequest) -> Iterator[Land]:
    """A storefront whose router keeps a state of its own, opened at an address."""
    browser: Browser = request.getfixturevalue(request.param)
    with ExitStack() as sites:

        def land(address: str, lines: str = "") -> tuple[Browser, Site]:
            site = sites.enter_context(worker_site())
            site.pages |= {f"/plugin/{name}": text for name, text in SCRIPTS.items()}
            site.pages["/order"] = f"""<!doctype html><title>order</title><script>
              window.unhandled = [];
              const note = ({{ reason, message }}) => unhandled.push(`${{reason || message}}`);
              addEventListener("unhandledrejection", note);
              addEventListener("error", note);
              history.replaceState({{ router: "its own" }}, "");
              {lines}
            </script><script type="module">
              import {{ createPush }} from "/plugin/push.js";
              const options = {{ apiUrl: "/graphql/", channel: "eur" }};
              [createPush(options), createPush(options)];
              window.isReady = true;
            </script>"""
            browser.open(f"{site.origin}{address}")
            browser.wait_for("window.isReady")
            return browser, site

        yield land


def clicks(site: Site) -> list[dict[str, str]]:
    return [json.loads(body) for path, body in site.posts if path == RECEIPT]


def address(browser: Browser) -> str:
    return str(browser.eval("location.href.slice(location.origin.length)"))


@pytest.mark.parametrize(
    "clean",
    ["/order", "/order?order=T3I%3D&utm_source=web_push", "/order?x=1#/cart?y=2"],
    ids=["plain", "with parameters", "of a router in the fragment"],
)
def test_the_click_is_reported_once_and_taken_out_of_the_address(land: Land, clean: str) -> None:
    browser, site = land(f"{clean}{'&' if '#' in clean else '#'}push_click={CLICK}")
    eventually(lambda: clicks(site), [{"click": CLICK}])
    assert address(browser) == clean
    assert browser.eval("history.state") == {"router": "its own"}
    browser.eval("((window.isReady = false), setTimeout(() => location.reload()), true)")
    browser.wait_for("window.isReady")
    stays(lambda: clicks(site), [{"click": CLICK}])


def test_a_page_that_is_open_reports_a_click_that_leads_to_it(land: Land) -> None:
    """Safari may use the page that is there; nothing is loaded then."""
    browser, site = land("/order?x=1")
    browser.eval(f"((location.hash = 'push_click={CLICK}'), true)")
    eventually(lambda: clicks(site), [{"click": CLICK}])
    assert address(browser) == "/order?x=1"


@pytest.mark.parametrize(
    "address_", ["/order#reviews", "/order?push_click=x", "/order#push_click=%3Cb%3E"]
)
def test_what_is_not_ours_stays_in_the_address(land: Land, address_: str) -> None:
    browser, site = land(address_)
    stays(lambda: clicks(site), [])
    assert address(browser) == address_


@pytest.mark.parametrize(
    "lines",
    [
        "Object.defineProperty(window, 'isSecureContext', { value: false });",
        "IDBFactory.prototype.open = () => { throw new Error('insecure'); };",
        "window.fetch = () => Promise.reject(new TypeError('offline'));",
        "History.prototype.replaceState = () => { throw new Error('too often'); };",
    ],
    ids=["without push", "without storage", "offline", "address cannot be changed"],
)
def test_nothing_breaks_the_page(land: Land, lines: str) -> None:
    browser, _ = land(f"/order#push_click={CLICK}", lines)
    assert browser.eval("unhandled") == []


# As the App Router of Next.js 16 does (app-router.js): what carries its mark is its own and passes
# by; of anything else it notes the address, and adds the mark. At its next change it writes the
# address that it knows. It listens in an effect, which runs after those of what it shows.
NEXT = """
  let known = location.href;
  const original = history.replaceState.bind(history);
  original({ __NA: true, tree: 1 }, "");
  const listen = () => {
    history.replaceState = (data, unused, url) => {
      if (data?.__NA) return original(data, unused, url);
      known = new URL(url, location.href).href;
      original({ ...data, __NA: true, tree: 1 }, unused, url);
    };
    Object.defineProperty(window, "isReady", { value: true });
  };
  // The page's script says so right after it made its push objects.
  Object.defineProperty(window, "isReady", { set: listen, configurable: true });
  window.rerender = () => (original({ __NA: true, tree: 2 }, "", known), true);
"""


def test_next_does_not_write_the_click_back(land: Land) -> None:
    browser, site = land(f"/order?x=1#push_click={CLICK}", NEXT)
    eventually(lambda: clicks(site), [{"click": CLICK}])
    eventually(lambda: address(browser), "/order?x=1")
    assert browser.eval("history.state") == {"__NA": True, "tree": 1}
    browser.eval("rerender()")
    assert address(browser) == "/order?x=1"
