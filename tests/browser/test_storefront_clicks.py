"""Where a click leads, in real browsers: to the right page, whatever the open pages do.

A few lines in front of the worker's script imitate a browser that refuses or never answers.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial

import pytest

from sandbox.browsers.base import Browser
from sandbox.browsers.site import Site
from tests.browser.storefront_kit import (
    IMPORT,
    SCRIPTS,
    Device,
    eventually,
    payload,
    receipts,
    stays,
    told,
    worker_site,
)
from tests.wire.vapid_sender import VapidSender

pytestmark = [
    pytest.mark.sandbox_only,
    pytest.mark.browser,
    pytest.mark.usefixtures("needs_clicks"),
]

Open = Callable[..., Device]

# How long the worker waits for a page, in milliseconds, before it opens a new window.
MOVE = "MOVE = 450"
assert MOVE in SCRIPTS["sw.js"]

# A page of a storefront that is a single-page app.
APP = """<!doctype html><title>app</title><script type="module">
  import { createPush } from "/plugin/push.js";
  createPush({ apiUrl: "/graphql/", channel: "eur" });
  window.isReady = true;
</script>"""
FRAME = '<!doctype html><title>frame</title><iframe src="/other"></iframe>'
REFUSES = "() => Promise.reject(new TypeError('no'))"
HANGS = "() => new Promise(() => {})"
REFUSALS = {
    f"{method} {what}": f"WindowClient.prototype.{method} = {answer};"
    for method in ("focus", "navigate")
    for what, answer in (("refuses", REFUSES), ("hangs", HANGS))
} | {
    "list refuses": f"Clients.prototype.matchAll = {REFUSES};",
    "list hangs": f"Clients.prototype.matchAll = {HANGS};",
}


@pytest.fixture(params=["firefox", "chromium"])
def open_shop(request: pytest.FixtureRequest) -> Iterator[Open]:
    """A shop with an app at /order and /other, and a browser in which its worker works."""
    browser: Browser = request.getfixturevalue(request.param)
    request.getfixturevalue("push_service")
    with ExitStack() as sites:

        def open_shop(lines: str = "", *, hurried: bool = False, **pages: str) -> Device:
            """`hurried`: with the shipped wait; else a busy machine's page is waited for."""
            site = sites.enter_context(worker_site(lines + IMPORT))
            site.pages |= {f"/plugin/{name}": text for name, text in SCRIPTS.items()}
            if not hurried:
                site.pages["/plugin/sw.js"] = SCRIPTS["sw.js"].replace(MOVE, "MOVE = 20000")
            site.pages |= {f"/{name}": text for name, text in pages.items()}
            browser.open(f"{site.origin}/")
            return Device(browser=browser, site=site, subscription={}, send=_sender(browser, site))

        yield open_shop


def _sender(browser: Browser, site: Site) -> Callable[[object], object]:
    if hasattr(browser, "deliver_push"):
        browser.eval("listen().then(() => true)")
        return lambda message: browser.deliver_push(site.origin, json.dumps(message))
    sender = VapidSender()
    return partial(sender.send, browser.eval(f"subscribe({sender.public_key!r})"))


def click(device: Device, **changed: str) -> None:
    device.send(payload(device.site, **changed))
    device.browser.click(device.browser.wait_shown().id)


def tabs(device: Device) -> list[str]:
    """The paths of this shop's tabs. A worker of the test before may still open one of its shop."""
    origin = f"{device.site.origin}/"
    urls = [url for url in device.browser.tabs().values() if url.startswith(origin)]
    return sorted(url.removeprefix(device.site.origin) for url in urls)


def open_app(device: Device, loaded: str, now: str) -> None:
    device.browser.open(f"{device.site.origin}{loaded}")
    device.browser.wait_for("window.isReady")
    device.browser.eval(f"(history.pushState({{}}, '', '{now}'), window.isKept = true)")


def test_an_app_that_moved_on_from_the_page_goes_back_to_it(open_shop: Open) -> None:
    device = open_shop(order=APP, other=APP)
    open_app(device, "/order", "/other")
    click(device)
    eventually(lambda: tabs(device), ["/order"])
    device.browser.wait_for("window.isReady && !window.isKept")


def test_an_app_that_came_to_the_page_is_left_as_it_is(open_shop: Open) -> None:
    device = open_shop(order=APP, other=APP)
    open_app(device, "/other", "/order")
    click(device)
    stays(lambda: (tabs(device), device.browser.eval("window.isKept")), (["/order"], True))


def reports(device: Device) -> list[dict[str, str]]:
    """What the page itself reports, which is beside what the worker does."""
    path = "/plugins/saleor.push/receipt/"
    return [json.loads(body) for posted, body in device.site.posts if posted == path]


@pytest.mark.parametrize("loaded", ["/", "/other"], ids=["no push.js there", "an app"])
def test_the_page_of_a_click_reports_it_as_well(open_shop: Open, loaded: str) -> None:
    """The shop counts the first of both. The worker may have died by then."""
    device = open_shop(order=APP, other=APP)
    device.browser.open(f"{device.site.origin}{loaded}")
    click(device, navigate=f"{device.site.origin}/order?x=1#push_click=abc")
    eventually(lambda: reports(device), [{"click": "abc"}])
    eventually(lambda: tabs(device), ["/order?x=1"])
    eventually(lambda: told("n1", "clicked") in receipts(device.site), True)


def test_an_app_that_is_at_the_page_of_a_click_is_left_there(open_shop: Open) -> None:
    device = open_shop(order=APP, other=APP)
    open_app(device, "/other", "/order?x=1")
    click(device, navigate=f"{device.site.origin}/order?x=1#push_click=abc")
    eventually(lambda: told("n1", "clicked") in receipts(device.site), True)
    stays(lambda: (tabs(device), device.browser.eval("window.isKept")), (["/order?x=1"], True))


@pytest.mark.parametrize("lines", REFUSALS.values(), ids=REFUSALS.keys())
def test_a_click_opens_a_new_window_where_the_page_cannot_be_used(
    open_shop: Open, lines: str
) -> None:
    device = open_shop(lines, hurried=True)
    device.browser.open(f"{device.site.origin}/other")
    click(device)
    eventually(lambda: "/order" in tabs(device), True)


@pytest.mark.parametrize("answer", [REFUSES, HANGS], ids=["refuses", "hangs"])
def test_a_click_opens_a_new_window_where_an_app_cannot_be_focused(
    open_shop: Open, answer: str
) -> None:
    lines = f"WindowClient.prototype.focus = {answer};"
    device = open_shop(lines, hurried=True, order=APP, other=APP)
    open_app(device, "/order", "/order")
    click(device)
    eventually(lambda: tabs(device), ["/order", "/order"])


# After it has said where it is.
IS_STUCK = """<script>let asked = 0;
navigator.serviceWorker.addEventListener("message", (event) => {
  if (asked++) event.stopImmediatePropagation();
});</script>"""
STOPS = """<script>
  window.navigation?.addEventListener("navigate", (event) => event.preventDefault());
</script>"""


@pytest.mark.parametrize("app", [IS_STUCK + APP, STOPS + APP], ids=["is stuck", "stops"])
def test_a_click_leads_to_the_page_where_an_app_does_not_go_there(
    open_shop: Open, app: str
) -> None:
    """In Firefox in a new window; Chromium opens none any more, and takes the app's there."""
    device = open_shop(hurried=True, order=APP, other=app)
    open_app(device, "/other", "/other?x=1")
    click(device)
    eventually(lambda: "/order" in tabs(device), True)
    at = f"{device.site.origin}/order"
    device.browser.switch_to(next(tab for tab, url in device.browser.tabs().items() if url == at))
    device.browser.wait_for("window.isReady")


ASKS = """<script>
  addEventListener("beforeunload", (event) => event.preventDefault());
</script>"""


def test_an_app_that_asks_before_it_is_left_asks_and_no_window_is_opened(open_shop: Open) -> None:
    """Chromium asks what is in the way of the page; Firefox is told not to, and goes."""
    device = open_shop(order=APP, other=ASKS + APP)
    open_app(device, "/other", "/other?x=1")
    click(device)
    eventually(lambda: told("n1", "clicked") in receipts(device.site), True)
    stays(lambda: len(tabs(device)), 1)


def test_a_window_that_another_page_opened_is_used(open_shop: Open) -> None:
    device = open_shop(order=APP, other=APP)
    device.browser.open(f"{device.site.origin}/")
    before = set(device.browser.tabs())
    device.browser.eval("(window.opened = open('/other'), true)")
    eventually(lambda: tabs(device), ["/", "/other"])
    device.browser.switch_to(next(iter(set(device.browser.tabs()) - before)))
    click(device)
    eventually(lambda: tabs(device), ["/", "/order"])


@pytest.mark.parametrize("framed", ["/other", "/order"], ids=["elsewhere", "at the page"])
def test_where_only_a_frame_has_push_js_its_page_goes(open_shop: Open, framed: str) -> None:
    frame = f'<!doctype html><title>frame</title><iframe src="{framed}"></iframe>'
    device = open_shop(frame=frame, order=APP, other=APP)
    device.browser.open(f"{device.site.origin}/frame")
    device.browser.wait_for("frames[0].isReady")
    click(device)
    eventually(lambda: tabs(device), ["/order"])
    assert device.browser.eval("frames.length") == 0


def test_a_frame_that_has_the_focus_is_not_taken_for_the_page(open_shop: Open) -> None:
    device = open_shop(frame=FRAME)
    device.browser.open(f"{device.site.origin}/frame")
    device.browser.eval("(frames[0].focus(), frames[0].document.body.click(), true)")
    click(device)
    eventually(lambda: tabs(device), ["/order"])


def test_a_frame_that_shows_the_page_is_not_taken_for_it(open_shop: Open) -> None:
    device = open_shop(frame=FRAME.replace("/other", "/order"))
    device.browser.open(f"{device.site.origin}/frame")
    click(device)
    eventually(lambda: tabs(device), ["/order"])
