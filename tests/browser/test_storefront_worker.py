"""sw.js in real browsers, fed with pushes of the test's own making."""

import json
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from sandbox.browsers.chromium import Chromium
from sandbox.browsers.firefox import Firefox
from sandbox.browsers.site import Site
from sandbox.pushservice import PushService
from tests.browser.storefront_kit import (
    IMPORT,
    Device,
    eventually,
    payload,
    receipts,
    stays,
    told,
    worker_site,
)
from tests.wire.vapid_sender import VapidSender

pytestmark = [pytest.mark.sandbox_only, pytest.mark.browser]

Subscribe = Callable[..., Device]

BROKEN = {
    "nothing": " ",
    "no JSON": "half a sent",
    "no notification": '{"web_push": 8030}',
    "no data": '{"web_push": 8030, "notification": {"title": "x"}}',
    "senseless": '{"web_push": 8030, "notification": {"data": {"v": 1}, "actions": 5}}',
}
NEIGHBOUR = """
  onpush = (event) => event.waitUntil(registration.showNotification("from the neighbour"));
"""


@pytest.fixture
def site() -> Iterator[Site]:
    with worker_site() as running:
        yield running


@pytest.fixture
def subscribe(firefox: Firefox, push_service: PushService) -> Subscribe:
    """Subscribes a page; `known=False` leaves it as if another tool had done so."""
    sender = VapidSender()

    def subscribe(site: Site, *, known: bool = True, language: str = "en") -> Device:
        firefox.open(f"{site.origin}/")
        subscription = firefox.eval(f"subscribe({sender.public_key!r})")
        api, endpoint = f"{site.origin}/graphql/", subscription["endpoint"]
        me = {"api": api, "endpoint": endpoint, "key": sender.public_key, "channel": "eur"}
        if known:
            firefox.eval(f"remember({json.dumps({**me, 'language': language})})")
        return Device(
            browser=firefox,
            site=site,
            subscription=subscription,
            send=partial(sender.send, subscription),
        )

    return subscribe


@pytest.fixture
def device(subscribe: Subscribe, site: Site) -> Device:
    return subscribe(site)


def test_a_push_is_shown_and_reported(device: Device) -> None:
    device.send(payload(device.site))
    shown = device.browser.wait_shown()
    assert (shown.title, shown.body) == ("Thank you!", "Linen shirt · €39.00")
    eventually(lambda: receipts(device.site), [told("n1", "shown")])


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_push_shows_something_all_the_same(device: Device, broken: str) -> None:
    device.send(broken)
    assert device.browser.wait_shown().body == "There is something new for you."


def test_a_broken_push_speaks_the_language_of_the_subscription(
    subscribe: Subscribe, site: Site
) -> None:
    subscribe(site, language="pl-PL").send("broken")
    assert "Czeka na Ciebie" in subscribe(site).browser.wait_shown().body


def test_the_same_push_again_is_neither_a_second_notification_nor_a_second_receipt(
    device: Device,
) -> None:
    device.send(payload(device.site))
    eventually(device.on_screen, ["Thank you!"])
    device.send(payload(device.site))
    eventually(device.titles, ["Thank you!", "Thank you!"])
    stays(lambda: receipts(device.site), [told("n1", "shown")])
    assert device.on_screen() == ["Thank you!"]


@pytest.mark.usefixtures("needs_clicks")
def test_the_same_push_after_it_was_dismissed_does_not_stay_on_the_screen(device: Device) -> None:
    device.send(payload(device.site))
    eventually(lambda: receipts(device.site), [told("n1", "shown")])
    device.browser.dismiss(device.browser.wait_shown().id)
    dismissed = [told("n1", "shown"), told("n1", "dismissed")]
    eventually(lambda: receipts(device.site), dismissed)
    device.send(payload(device.site))
    eventually(lambda: (len(device.titles()), device.on_screen()), (2, []))
    stays(lambda: receipts(device.site), dismissed)


def test_an_old_push_again_leaves_newer_news_of_the_same_matter_alone(device: Device) -> None:
    device.send(payload(device.site, id="n1", title="Placed"))
    eventually(device.on_screen, ["Placed"])
    device.send(payload(device.site, id="n2", title="Shipped"))
    eventually(device.on_screen, ["Shipped"])
    device.send(payload(device.site, id="n1", title="Placed"))
    eventually(lambda: len(device.titles()), 3)
    eventually(device.on_screen, ["Shipped"])


def test_what_newer_news_replaced_was_not_dismissed(device: Device) -> None:
    for number, title in enumerate(("Placed", "Shipped")):
        device.send(payload(device.site, id=f"n{number}", title=title))
        eventually(device.on_screen, [title])
    stays(lambda: receipts(device.site), [told("n0", "shown"), told("n1", "shown")])


@pytest.mark.usefixtures("needs_clicks")
def test_a_click_opens_the_page_and_is_reported_as_a_click_only(device: Device) -> None:
    device.send(payload(device.site))
    eventually(lambda: receipts(device.site), [told("n1", "shown")])
    device.browser.click(device.browser.wait_shown().id)
    eventually(lambda: f"{device.site.origin}/order" in device.browser.tabs().values(), True)
    stays(lambda: receipts(device.site), [told("n1", "shown"), told("n1", "clicked")])


@pytest.mark.usefixtures("needs_clicks")
def test_a_click_takes_the_open_tab_of_the_shop_there(device: Device) -> None:
    device.browser.open(f"{device.site.origin}/other")  # Now the worker controls the page.
    device.send(payload(device.site))
    device.browser.click(device.browser.wait_shown().id)
    eventually(lambda: list(device.browser.tabs().values()), [f"{device.site.origin}/order"])


@pytest.mark.usefixtures("needs_clicks")
def test_a_click_goes_to_the_tab_that_is_there_already(device: Device) -> None:
    order = device.browser.new_tab(f"{device.site.origin}/order")
    device.browser.new_tab(f"{device.site.origin}/other")
    before = device.browser.tabs()
    device.send(payload(device.site))
    device.browser.click(device.browser.wait_shown().id)
    device.browser.switch_to(order)
    stays(device.browser.tabs, before)


def test_another_tools_push_is_left_to_its_own_listener(subscribe: Subscribe) -> None:
    with worker_site(IMPORT + NEIGHBOUR) as site:
        device = subscribe(site, known=False)
        device.send({"title": "theirs"})
        eventually(device.titles, ["from the neighbour"])
        stays(device.titles, ["from the neighbour"])


def test_our_push_is_not_handed_on_to_listeners_added_later(subscribe: Subscribe) -> None:
    with worker_site(IMPORT + NEIGHBOUR) as site:
        device = subscribe(site)
        device.send(payload(site))
        eventually(device.titles, ["Thank you!"])
        stays(device.titles, ["Thank you!"])


def test_importing_the_worker_twice_shows_a_push_once(subscribe: Subscribe) -> None:
    with worker_site(IMPORT + IMPORT) as site:
        device = subscribe(site)
        device.send(payload(site))
        eventually(device.titles, ["Thank you!"])
        stays(lambda: receipts(site), [told("n1", "shown")])


def test_a_subscription_the_push_service_lost_is_renewed_and_told_to_the_shop(
    device: Device, push_service: PushService
) -> None:
    push_service.hang_up(forget=True)
    questions = partial(_questions, device.site)
    eventually(lambda: len(questions()), 1)
    variables = questions()[0]["variables"]
    assert variables["oldEndpoint"] == device.subscription["endpoint"]
    assert variables["input"]["subscription"]["endpoint"] != device.subscription["endpoint"]
    assert variables["input"]["channel"] == "eur"


def test_a_subscription_of_another_tool_is_not_renewed_by_us(
    subscribe: Subscribe, site: Site, push_service: PushService
) -> None:
    subscribe(site, known=False)
    push_service.hang_up(forget=True)
    stays(partial(_questions, site), [], seconds=1.5)


def _questions(site: Site) -> list[dict[str, dict]]:
    return [json.loads(body) for path, body in site.posts if path == "/graphql/"]


# Chromium: buttons, which Firefox on Linux shows too but other browsers of its kind do not.


@pytest.fixture
def chrome(chromium: Chromium, site: Site) -> Device:
    chromium.open(f"{site.origin}/")
    chromium.eval("listen().then(() => true)")

    def send(message: object) -> None:
        text = message if isinstance(message, str) else json.dumps(message)
        chromium.deliver_push(site.origin, text)

    return Device(browser=chromium, site=site, subscription={}, send=send)


BUTTONS = [
    {"action": "track", "title": "Track it", "navigate": "/other"},
    {"action": "good", "title": "All good"},
]


def test_chromium_shows_a_push_with_its_buttons(chrome: Device) -> None:
    chrome.send(payload(chrome.site, actions=BUTTONS))
    shown = chrome.browser.wait_shown()
    assert (shown.title, shown.body) == ("Thank you!", "Linen shirt · €39.00")
    assert {"Track it", "All good"} <= set(shown.actions.values())


def test_chromium_gets_the_picture(chrome: Device) -> None:
    image = f"{chrome.site.origin}/shirt.webp"
    chrome.send(payload(chrome.site, image=image))
    chrome.browser.wait_shown()
    shown = "navigator.serviceWorker.ready.then((worker) => worker.getNotifications())"
    eventually(lambda: chrome.browser.eval(f"{shown}.then(([one]) => one && one.image)"), image)


@pytest.mark.usefixtures("needs_clicks")
def test_a_button_opens_its_own_page_and_is_reported_by_name(chrome: Device) -> None:
    chrome.send(payload(chrome.site, actions=BUTTONS))
    eventually(lambda: receipts(chrome.site), [told("n1", "shown")])
    chrome.browser.click(chrome.browser.wait_shown().id, "Track it")
    eventually(lambda: f"{chrome.site.origin}/other" in chrome.browser.tabs().values(), True)
    pressed = [told("n1", "shown"), told("n1", "clicked", action="track")]
    stays(lambda: receipts(chrome.site), pressed)


@pytest.mark.usefixtures("needs_clicks")
def test_a_button_without_a_page_only_answers(chrome: Device) -> None:
    question = payload(chrome.site, actions=BUTTONS)
    question["notification"]["data"]["receipt"]["answer"] = "right-to-answer"
    chrome.send(question)
    eventually(lambda: receipts(chrome.site), [told("n1", "shown")])
    tabs = chrome.browser.tabs()
    chrome.browser.click(chrome.browser.wait_shown().id, "All good")
    pressed = told("n1", "clicked", action="good", answer="right-to-answer")
    answered = [told("n1", "shown"), pressed]
    eventually(lambda: receipts(chrome.site), answered)
    stays(chrome.browser.tabs, tabs)


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_chromium_shows_something_for_a_broken_push(chrome: Device, broken: str) -> None:
    chrome.send(broken)
    assert chrome.browser.wait_shown().body == "There is something new for you."


def test_what_a_browser_refuses_does_not_keep_the_push_from_being_shown(chrome: Device) -> None:
    chrome.send(payload(chrome.site, tag="", renotify=True, icon="http://["))
    assert chrome.browser.wait_shown().title == "Thank you!"
