"""What push.js makes of browsers that cannot be sent a push, with what the components say of them.

The browser is real. Lines in front of the page's scripts take away what an iPhone does not have,
and give its names.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from sandbox.browsers.base import Browser
from tests.browser.storefront_kit import SCRIPTS, eventually, worker_site

pytestmark = [pytest.mark.sandbox_only, pytest.mark.browser]

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS {} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
)
IPAD = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
MAC = f"{IPAD} Version/15.6 Safari/605.1.15"
ANDROID_APP = "Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) AppleWebKit/537.36 Chrome/130.0 Mobile"
IN_TAB = "Mobile/15E148 Safari/604.1"
IN_APP = "Mobile/15E148"
INSTALL, UPDATE, ELSEWHERE, NOTHING = "Home Screen", "16.4 or newer", "Open in browser", "cannot"
# iOS has had service workers since 11.3, and told of gestures since 16.4.
WITHOUT_PUSH = "delete window.PushManager; delete window.Notification;"

Open = Callable[..., Browser]


def named(user_agent: str, *, touch: int = 5, knows_gestures: bool = True) -> str:
    """Lines that give a browser its name; `knows_gestures`: since iOS 16.4."""
    platform = "iPhone" if "iPhone" in user_agent else "MacIntel"
    known: dict[str, Any] = {
        "userAgent": user_agent,
        "platform": platform,
        "maxTouchPoints": touch,
        "standalone": False,
    }
    lines = [
        f"Object.defineProperty(navigator, {name!r}, {{ value: {json.dumps(value)} }});"
        for name, value in known.items()
    ]
    if not knows_gestures:
        lines.append("Object.defineProperty(navigator, 'userActivation', { value: undefined });")
    return WITHOUT_PUSH + "".join(lines)


@pytest.fixture(params=["firefox", "chromium"])
def open_page(request: pytest.FixtureRequest) -> Iterator[Open]:
    """A page with push.js and the bell whose scripts come after these lines."""
    browser: Browser = request.getfixturevalue(request.param)
    with ExitStack() as sites:

        def open_page(lines: str) -> Browser:
            site = sites.enter_context(worker_site())
            site.pages |= {f"/plugin/{name}": text for name, text in SCRIPTS.items()}
            site.pages["/app"] = f"""<!doctype html><html lang="en"><title>app</title>
              <script>{lines}</script><push-bell></push-bell><script type="module">
              import {{ createPush }} from "/plugin/push.js";
              import "/plugin/components.js";
              window.push = createPush({{ apiUrl: "/graphql/", channel: "eur" }});
              document.querySelector("push-bell").push = push;
            </script>"""
            browser.open(f"{site.origin}/app")
            browser.wait_for("!!window.push && !!document.querySelector('push-bell').shadowRoot")
            return browser

        yield open_page


def panel(browser: Browser) -> str:
    found = "document.querySelector('push-bell').shadowRoot.querySelector('#panel').textContent"
    return str(browser.eval(found))


OLD = {
    "iPhone, 15.8": named(f"{IPHONE.format('15_8')} Version/15.6 {IN_TAB}", knows_gestures=False),
    "iPhone, 16.3": named(f"{IPHONE.format('16_3')} Version/16.3 {IN_TAB}", knows_gestures=False),
    "iPad, 15.6": named(f"{IPAD} Version/15.6 Safari/605.1.15", knows_gestures=False),
}
NEW = {
    "iPhone, 16.4": named(f"{IPHONE.format('16_4')} Version/16.4 {IN_TAB}"),
    "iPad, 17.5": named(f"{IPAD} Version/17.5 Safari/605.1.15"),
    "Chrome of an iPhone": named(f"{IPHONE.format('17_5')} CriOS/130.0 {IN_TAB}"),
}
IN_APPS = {
    "Instagram": named(f"{IPHONE.format('17_5')} {IN_APP} Instagram 340.0.0"),
    "Facebook": named(f"{IPHONE.format('17_5')} {IN_APP} [FBAN/FBIOS;FBAV/480.0]"),
    "Google's app": named(f"{IPHONE.format('17_5')} GSA/340.0 {IN_TAB}"),
    "Line": named(f"{IPHONE.format('17_5')} {IN_TAB} Line/14.1.0"),
    "Snapchat": named(f"{IPHONE.format('17_5')} Version/17.5 {IN_TAB} Snapchat/13.0"),
    "an app without a name": named(f"{IPHONE.format('17_5')} {IN_APP}"),
    "an app on Android": named(f"{ANDROID_APP} Safari/537.36"),
}
KINDS = (
    [pytest.param(one, "unsupported", UPDATE, id=name) for name, one in OLD.items()]
    + [pytest.param(one, "needs-install", INSTALL, id=name) for name, one in NEW.items()]
    + [pytest.param(one, "unsupported", ELSEWHERE, id=name) for name, one in IN_APPS.items()]
    + [pytest.param(named(MAC, touch=0), "unsupported", NOTHING, id="an old Mac")]
)


@pytest.mark.parametrize(("lines", "state", "words"), KINDS)
def test_installing_is_said_only_where_it_helps(
    open_page: Open, lines: str, state: str, words: str
) -> None:
    browser = open_page(lines)
    assert browser.eval("push.state()") == state
    code = "NEEDS_INSTALL" if state == "needs-install" else "UNSUPPORTED"
    assert browser.eval("push.subscribe().catch((error) => error.code)") == code
    browser.eval("(document.querySelector('push-bell').click(), true)")
    eventually(lambda: words in panel(browser), True, timeout=10)
