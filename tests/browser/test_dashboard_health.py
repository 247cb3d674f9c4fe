"""Staff's page: health says what is wrong, what helps, and how much of everything there is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.browsers.chromium import Chromium
from sandbox.browsers.site import Site
from tests.browser import dashboard_answers as answers
from tests.browser import dashboard_kit as kit
from tests.browser.test_dashboard_moves import asked, press, reads
from tests.browser.test_dashboard_page import TEXT, open_part

pytestmark = [pytest.mark.sandbox_only, pytest.mark.browser]

WELL: dict[str, Any] = {
    **answers.HEALTH,
    "keys": [],
    "beat": [{**each, "isAlive": True} for each in answers.HEALTH["beat"]],
    "events": {"count": 0, "oldestAt": None},
    "lanes": [],
    "pushServices": [],
    "refusedBrowsers": [],
}


@pytest.fixture
def site() -> Iterator[Site]:
    with kit.site() as running:
        yield running


def todo(browser: Chromium) -> list[str]:
    rows = "[...document.querySelectorAll('.todo b')].map((each) => each.textContent)"
    return list(browser.eval(rows))


def test_each_wrong_thing_stands_with_what_helps(chromium: Chromium, site: Site) -> None:
    limits = {**answers.HEALTH["browserLimits"], "marketingADay": 2.5, "isHigh": True}
    ill = {**answers.HEALTH, "clockAhead": -95.0, "browserLimits": limits}
    ill["keys"] = [{**answers.HEALTH["keys"][0], "isLost": True}]
    ill["lanes"] = [{**answers.HEALTH["lanes"][0], "secondsLate": 7300}]
    ill["events"] = {"count": 10_000, "oldestAt": "2026-03-01T10:00:00Z"}
    open_part(chromium, site, "health", "?locale=en", pushHealth=ill)
    wrong = ["Keys", "Clock (beat)", "Queue", "Push services", "Events", "Clocks"]
    assert todo(chromium) == [*wrong, "Browsers’ limits"]
    for words in (
        "7 things need you.",
        "SALEOR_PUSH_VAPID_FORMER_KEYS",
        "Start Celery beat",
        "SALEOR_PUSH_PARALLEL",
        "1 min apart",
        "2.5 marketing notifications a day",
        "From 4 a day on Chrome takes the permission back",
        "events to be planned: 10,000+",
    ):
        reads(chromium, words)
    assert "do_" not in chromium.eval(TEXT)


def test_where_all_is_well_it_says_so_and_looks_again(chromium: Chromium, site: Site) -> None:
    open_part(chromium, site, "health", "?locale=en", pushHealth=WELL)
    reads(chromium, "Everything runs as it should.")
    for words in ("Nothing is due", "No push service has refused", "No keys yet"):
        reads(chromium, words)
    chromium.eval("(answers.pushHealth.beat[0].isAlive = false, true)")
    press(chromium, "Look again")
    reads(chromium, "1 thing needs you.")
    assert todo(chromium) == ["Clock (beat)"]


def test_a_moved_shop_sends_again_after_a_question(chromium: Chromium, site: Site) -> None:
    other = "It was switched on for https://old.example."
    stopped = {**WELL, "sending": {**answers.SENDING, "stoppedBecause": other}}
    open_part(chromium, site, "health", "?locale=en", pushHealth=stopped)
    reads(chromium, other)
    press(chromium, "Send from here")
    reads(chromium, "Is this the real shop?")
    press(chromium, "No")
    chromium.wait_for("document.querySelector('.todo button')?.disabled === false")
    assert asked(chromium, "pushSendingConfirm") == []
    press(chromium, "Send from here")
    chromium.eval("(document.querySelector('dialog .main').click(), true)")
    chromium.wait_for("asked.some((each) => each.query.includes('pushSendingConfirm'))")
    kit.settled(chromium)
    assert len(asked(chromium, "pushHealth")) == 2
    assert kit.invalid(chromium) == []


def test_who_may_not_see_it_is_told(chromium: Chromium, site: Site) -> None:
    told = kit.refusal("PermissionDenied", "To do this you need the permission MANAGE_PLUGINS.")
    open_part(chromium, site, "health", "?locale=en", pushHealth=told)
    reads(chromium, "MANAGE_PLUGINS")
