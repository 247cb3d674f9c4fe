"""Moving in and out: a worker under another name, another vendor's, and an ES module."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.browsers.firefox import Firefox
from sandbox.browsers.site import Site
from sandbox.live import LiveShop
from tests.browser.storefront_guides import DOCS, samples
from tests.browser.storefront_kit import eventually
from tests.wire.vapid_sender import VapidSender

pytestmark = [pytest.mark.browser, pytest.mark.sandbox_only]

PAGE = '<!doctype html><html lang="en"><meta charset="utf-8"><title>shop</title></html>'
# Another vendor's: it says nothing of what it does not understand.
VENDOR = "self.addEventListener('push', () => {});"
FOUND = "navigator.serviceWorker.getRegistration('/')"
THERE = f"{FOUND}.then((one) => one.active?.scriptURL)"
NEXT = f"{FOUND}.then((one) => (one.waiting || one.active).scriptURL)"


class Moving:
    """A page of a shop that says each time anew how its push object is made."""

    def __init__(self, firefox: Firefox, site: Site, live_shop: LiveShop) -> None:
        self.firefox, self.site, self.shop = firefox, site, live_shop
        firefox.set_permission(site.origin, "granted")
        firefox.open(f"{site.origin}/")

    def push(self, call: str, **options: Any) -> Any:
        """What a method gives, of a push object made with these options, or its error's code."""
        channel = self.shop.shop.catalogue.channel.slug
        made = json.dumps({"apiUrl": f"{self.shop.url}/graphql/", "channel": channel, **options})
        return self.firefox.eval(
            f"""import("{self.shop.url}/plugins/saleor.push/push.js")
              .then(async ({{ createPush }}) => {{
                const push = createPush({made});
                await push.ready;
                return push.{call};
              }}).catch(({{ code }}) => code)"""
        )

    def path(self, which: str = THERE) -> str:
        return str(self.firefox.eval(which)).removeprefix(self.site.origin)

    def wait_for_news(self) -> None:
        shop = self.shop.shop
        checkout = shop.new_checkout()
        assert self.push(f"checkout({checkout.id!r})") is True
        shop.choose_delivery(checkout)
        number = shop.finish(checkout).number
        self.firefox.wait_shown(lambda one: number in one.title)


@pytest.fixture
def moving(firefox: Firefox, live_shop: LiveShop) -> Iterator[Moving]:
    ours = f'importScripts("{live_shop.url}/plugins/saleor.push/sw.js");'
    module = f'import "{live_shop.url}/plugins/saleor.push/sw.js";'
    workers = {"/sw.js": ours, "/old-sw.js": ours, "/vendor.js": VENDOR, "/module.js": module}
    with Site({"/": PAGE, **workers}) as site:
        live_shop.shop.configure_push(
            send=True,
            storefront_url=site.origin,
            contact="mailto:push@shop.example.com",
            scenario_welcome=False,
        )
        yield Moving(firefox, site, live_shop)


@pytest.mark.parametrize(
    ("before", "after"), [("/old-sw.js", "/sw.js"), ("/sw.js?v=1", "/sw.js?v=2")]
)
def test_a_worker_of_ours_under_another_name_gives_way(
    moving: Moving, before: str, after: str
) -> None:
    assert moving.push("subscribe()", swUrl=before)["endpoint"]
    assert moving.push("subscribe()", swUrl=after)["endpoint"]
    eventually(lambda: moving.path(NEXT), after)
    moving.wait_for_news()


def test_a_worker_of_ours_gives_way_also_to_who_left_and_comes_back(moving: Moving) -> None:
    moving.push("subscribe()", swUrl="/old-sw.js")
    moving.push("unsubscribe()", swUrl="/old-sw.js")
    assert moving.push("subscribe()")["endpoint"]
    eventually(lambda: moving.path(NEXT), "/sw.js")


def _subscribe_to_vendor(moving: Moving) -> None:
    key = VapidSender().public_key
    moving.firefox.eval(
        f"""navigator.serviceWorker.register("/vendor.js?appId=7")
          .then(() => navigator.serviceWorker.ready)
          .then(({{ pushManager }}) => pushManager.subscribe(
            {{ userVisibleOnly: true, applicationServerKey: {key!r} }}))
          .then(() => true)"""
    )


def test_another_vendors_worker_stays_until_it_is_named(moving: Moving) -> None:
    _subscribe_to_vendor(moving)
    assert moving.push("subscribe()") == "WORKER"
    assert moving.push("subscribe()", replaces=["/another.js"]) == "WORKER"
    assert moving.path() == "/vendor.js?appId=7"
    assert moving.push("subscribe()", replaces=["/another.js", "/vendor.js"])["endpoint"]
    assert moving.path() == "/sw.js"
    # At once, while the tab that the other one controls is still open.
    moving.wait_for_news()


def test_the_file_of_another_vendors_worker_can_become_ours(moving: Moving) -> None:
    _subscribe_to_vendor(moving)
    moving.site.pages["/vendor.js"] = moving.site.pages["/sw.js"]
    moving.firefox.eval(
        "navigator.serviceWorker.getRegistration('/').then((one) => one.update()).then(() => true)"
    )
    assert moving.push("subscribe()", swUrl="/vendor.js?appId=7")["endpoint"]


@pytest.mark.parametrize("is_there", [True, False])
def test_a_module_worker_may_import_ours(moving: Moving, is_there: bool) -> None:
    if is_there:
        register = "navigator.serviceWorker.register('/module.js', { type: 'module' })"
        moving.firefox.eval(f"{register}.then(() => navigator.serviceWorker.ready).then(() => 1)")
    options = {} if is_there else {"swType": "module"}
    assert moving.push("subscribe()", swUrl="/module.js", **options)["endpoint"]
    moving.wait_for_news()


needs_guides = pytest.mark.skipif(not DOCS.exists(), reason="guides are in the repository only")
WITHOUT_PUSH = """Object.defineProperty(window, "Notification", { value: undefined });
Object.defineProperty(navigator, "serviceWorker", { value: undefined });"""


def lines_of(mark: str) -> str:
    """The lines of the guide in which this stands."""
    (code,) = [one.code for one in samples("moving-in") if not one.name and mark in one.code]
    return code


def run(moving: Moving, code: str, before: str = "") -> Any:
    """The state after these lines have run on the shop's page, or what they threw."""
    channel = moving.shop.shop.catalogue.channel.slug
    options = json.dumps({"apiUrl": f"{moving.shop.url}/graphql/", "channel": channel})
    return moving.firefox.eval(
        f"""import("{moving.shop.url}/plugins/saleor.push/push.js")
          .then(async ({{ createPush }}) => {{
            const push = createPush({options});
            {before}
            {code}
            return push.state();
          }}).catch((error) => `${{error}}`)"""
    )


@needs_guides
def test_the_guide_takes_along_who_has_given_the_permission_and_once(moving: Moving) -> None:
    taking_along = lines_of("moved")
    assert run(moving, taking_along, "push.subscribe = () => Promise.reject(Error());") == "default"
    assert run(moving, taking_along) == "subscribed"
    moving.push("unsubscribe()")
    assert run(moving, taking_along) == "default"


@needs_guides
@pytest.mark.parametrize("mark", ["moved", "firebase", "unregister();\n}"])
def test_lines_of_the_guide_break_no_page_without_push(moving: Moving, mark: str) -> None:
    """As in a tab of an iPhone, and in apps that show a page."""
    assert run(moving, lines_of(mark), WITHOUT_PUSH) == "unsupported"


@needs_guides
def test_the_guide_leaves_nothing_behind_and_another_tool_alone(moving: Moving) -> None:
    leaving = lines_of("unregister();\n}")
    moving.push("subscribe()")
    assert run(moving, leaving) == "default"
    assert moving.firefox.eval(f"{FOUND}.then((one) => one === undefined)")
    _subscribe_to_vendor(moving)
    run(moving, leaving)
    assert moving.path() == "/vendor.js?appId=7"
    assert moving.firefox.eval(f"{FOUND}.then((one) => one.pushManager.getSubscription())")
