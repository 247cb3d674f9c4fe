"""Staff's page while it is used: refreshes, keyboards, quick clicks, what fails or is gone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.browsers.chromium import Chromium
from sandbox.browsers.site import Site
from tests.browser import dashboard_kit as kit
from tests.browser.storefront_kit import eventually, stays
from tests.browser.test_dashboard_page import TEXT, framed, hand_over, open_part

pytestmark = [pytest.mark.sandbox_only, pytest.mark.browser]

PRESS = """(() => {{ const all = [...document.querySelectorAll("button, a.button")];
  const found = all.find((each) => each.textContent.startsWith({}));
  found?.click(); return Boolean(found); }})()"""
UNDER_WAY = sorted(f"UHVzaENhbXBhaWdu{state}" for state in ("SCHEDULED", "FREEZING", "SENDING"))


@pytest.fixture
def site() -> Iterator[Site]:
    with kit.site() as running:
        yield running


def press(browser: Chromium, words: str) -> None:
    browser.wait_for(PRESS.format(json.dumps(words)))


def reads(browser: Chromium, words: str) -> None:
    browser.wait_for(f"{TEXT}.includes({json.dumps(words)})")


def asked(browser: Chromium, name: str) -> list[dict[str, Any]]:
    return [each for each in browser.eval("asked") if name in each["query"]]


def choose(browser: Chromium, selector: str, value: str) -> None:
    field = f"document.querySelector({json.dumps(selector)})"
    event = "new Event('change', { bubbles: true })"
    browser.eval(f"(({field}).value = {json.dumps(value)}, {field}.dispatchEvent({event}))")


# The list of campaigns


def test_only_what_is_under_way_is_counted_again(chromium: Chromium, site: Site) -> None:
    open_part(chromium, site, "campaigns", "?locale=en")
    first = len(asked(chromium, "pushCampaigns"))
    chromium.wait_for(
        f"asked.filter((one) => one.query.includes('pushCampaigns')).length > {first}"
    )
    for again in asked(chromium, "pushCampaigns")[first:]:
        assert sorted(again["variables"]["where"]["ids"]) == UNDER_WAY
    long = [delay for delay in chromium.eval("delays") if delay >= 1000]
    assert min(long) >= 20_000


def test_the_keyboard_stays_where_it_is(chromium: Chromium, site: Site) -> None:
    open_part(chromium, site, "campaigns", "?locale=en")
    chromium.eval(
        """(() => { const [sending] = [...document.querySelectorAll(".campaign")]
          .filter((each) => each.textContent.includes("Campaign SENDING"));
          sending.querySelectorAll("button")[1].focus();
          for (const { node } of answers.pushCampaigns.edges) node.progress.clicked = 12345;
          return true; })()"""
    )
    reads(chromium, "12,345")
    assert chromium.eval("document.activeElement.textContent") == "Cancel"


def test_who_pauses_is_still_at_that_campaign(chromium: Chromium, site: Site) -> None:
    paused = {"pushCampaignPause": {"errors": []}, **kit.ANSWERS}
    chromium.before_pages(kit.answering(**paused))
    chromium.open(f"{site.origin}{kit.PATH}?locale=en#/campaigns")
    kit.log_in(chromium)
    kit.settled(chromium)
    press(chromium, "Pause")
    inside = (
        "document.activeElement.closest('.campaign')?.textContent.includes('Campaign SCHEDULED')"
    )
    chromium.wait_for(inside)


def test_an_old_campaign_that_is_paused_stands_first(chromium: Chromium, site: Site) -> None:
    done = [{**kit.campaign(f"Done {n}", "DONE"), "id": f"d{n}"} for n in range(70)]
    old = [{**kit.campaign(f"Old {n}", "PAUSED"), "id": f"p{n}"} for n in range(110)]
    open_part(chromium, site, "campaigns", "?locale=en", pushCampaigns=kit.edges(*done, *old))
    names = "[...document.querySelectorAll('.campaign b')].map((each) => each.textContent)"
    found = chromium.eval(names)
    assert found[:110] == [f"Old {n}" for n in range(110)]
    while chromium.eval(PRESS.format('"More"')):
        kit.settled(chromium)
    assert chromium.eval(names)[110:] == [f"Done {n}" for n in range(70)]


def test_what_is_told_in_tens_is_not_told_as_none(chromium: Chromium, site: Site) -> None:
    few = {"exact": False, "people": 20, "waiting": 0, "leftOut": [], "pushes": []}
    progress = {**few, "shown": 10, "clicked": 0}
    one = {**kit.campaign("Small", "DONE"), "progress": progress}
    open_part(chromium, site, "campaigns", "?locale=en", pushCampaigns=kit.edges(one))
    said = chromium.eval("document.querySelector('.campaign .facts').innerText")
    assert "people: 20+" in said
    assert "clicked: < 10" in said


def test_results_in_tens_are_not_told_as_none(chromium: Chromium, site: Site) -> None:
    few = {"exact": False, "planned": 20, "shown": 10, "clicked": 0, "heldOut": 0, "gone": 0}
    row = {**kit.results()["rows"][0], **few, "orders": [{"hours": 72, "ordered": 0, "money": []}]}
    found = {"rows": [row], "total": row}
    open_part(chromium, site, "results", "?locale=en", pushResults=found, pushHoldOuts=[])
    assert chromium.eval("document.querySelector('.rows b').innerText") == "10+"
    press(chromium, "Table")
    cells = "[...document.querySelectorAll('td')].map((each) => each.innerText)"
    assert chromium.eval(cells)[1] == "20+"
    assert chromium.eval(cells)[4] == "< 10"
    assert "0%" not in chromium.eval(cells)
    kit.go(chromium, "overview")
    said = chromium.eval("document.querySelector('.sentence').innerText")
    assert "shown 10+ times and clicked < 10 times" in said
    steps = chromium.eval("document.querySelector('.funnel').innerText")
    assert "20+" in steps
    assert "≈" in steps


# The composer and the builder


def test_a_campaign_that_is_gone_is_no_new_one(chromium: Chromium, site: Site) -> None:
    open_part(chromium, site, "campaign/x", "?locale=en", pushCampaign=None)
    reads(chromium, "This no longer exists.")
    assert chromium.eval("document.querySelector('input')") is None


def test_before_the_start_everything_that_goes_out_is_named(chromium: Chromium, site: Site) -> None:
    labels = [{"language": "en", "label": "To the sale"}]
    more = {
        "image": "https://cdn.example/boots.jpg",
        "voucher": {"code": "WINTER20", "budget": None},
        "product": {"variant": "UHJvZHVjdFZhcmlhbnQ6Nw=="},
        "buttons": [{"labels": labels}],
        "variants": [{"name": "Shorter title"}],
        "hasCanary": True,
    }
    one = {**kit.campaign("Winter boots", "DRAFT"), **more}
    open_part(chromium, site, "campaign/x", "?locale=en", pushCampaign=one)
    press(chromium, "Next")
    reads(chromium, "Conditions of this campaign")
    press(chromium, "Next")
    for words in (
        "WINTER20",
        "To the sale",
        "Shorter title",
        "boots.jpg",
        "UHJvZHVjdFZhcmlhbnQ6Nw",
    ):
        reads(chromium, words)
    reads(chromium, "few people get it first")


def start_step(chromium: Chromium, site: Site) -> None:
    answers = {"pushCampaignSchedule": {"errors": []}}
    open_part(chromium, site, "campaign/x", "?locale=en", **answers)
    press(chromium, "Next")
    reads(chromium, "Conditions of this campaign")
    press(chromium, "Next")
    reads(chromium, "are reached today")


def typed(browser: Chromium, selector: str, value: str) -> None:
    field = f"document.querySelector({json.dumps(selector)})"
    event = "new Event('input', { bubbles: true })"
    browser.eval(f"(({field}).value = {json.dumps(value)}, {field}.dispatchEvent({event}))")


def test_before_the_start_warnings_and_what_a_test_can_find_are_said(
    chromium: Chromium, site: Site
) -> None:
    start_step(chromium, site)
    reads(chromium, "500 codes for 11,922 people")
    reads(chromium, "A rise of 12% is found.")


def test_a_campaign_is_repeated_and_the_next_three_are_said(chromium: Chromium, site: Site) -> None:
    start_step(chromium, site)
    choose(chromium, "[aria-label=Repeat]", "WEEK")
    press(chromium, "Start")
    reads(chromium, "What repeats needs date and time")
    chromium.eval("(document.querySelector('[value=LOCAL]').click(), true)")
    typed(chromium, "[type=datetime-local]", "2031-01-06T18:00")
    typed(chromium, "[name=every]", "2")
    typed(chromium, "[name=until]", "2031-12-31")
    reads(chromium, "Next: Jan 6, 2031")
    press(chromium, "Start")
    yes = "document.querySelector('dialog button.main')"
    chromium.wait_for(f"({yes}?.click(), Boolean({yes}) || location.hash === '#/campaigns')")
    expected = {
        "localAt": "2031-01-06T18:00",
        "pastHour": "LATE",
        "repeats": {"unit": "WEEK", "every": 2, "until": "2031-12-31", "timeZone": None},
    }
    eventually(lambda: len(asked(chromium, "pushCampaignSchedule")), 1)
    (sent,) = asked(chromium, "pushCampaignSchedule")
    assert sent["variables"]["input"] == expected
    looked = asked(chromium, "occurrences")[-1]
    assert looked["variables"]["schedule"] == expected


def test_a_series_says_its_next_day_and_no_progress(chromium: Chromium, site: Site) -> None:
    one = {**kit.campaign("Every Monday", "REPEATING"), "repeats": {"unit": "WEEK"}}
    one |= {"timing": "LOCAL", "localAt": "2031-01-06T18:00:00"}
    open_part(chromium, site, "campaigns", "?locale=en", pushCampaigns=kit.edges(one))
    reads(chromium, "Next: 2031-01-06 18:00, in each time zone")
    assert chromium.eval("document.querySelector('.campaign progress')") is None
    assert chromium.eval(PRESS.format('"Pause"'))


def test_a_segment_behind_the_first_hundred_is_chosen(chromium: Chromium, site: Site) -> None:
    segment = {"updatedAt": "2026-11-11T10:00:00Z"}
    many = [{"id": f"s{n}", "name": f"Segment {n}", **segment} for n in range(150)]
    one = {**kit.campaign("Winter boots", "DRAFT"), "segment": "s140"}
    answers = {"pushCampaign": one, "pushSegments": kit.edges(*many)}
    open_part(chromium, site, "campaign/x", "?locale=en", **answers)
    press(chromium, "Next")
    chosen = "document.querySelector('.pane select')?.selectedOptions[0]?.textContent"
    chromium.wait_for(f"{chosen} === 'Segment 140'")
    kit.go(chromium, "segments")
    reads(chromium, "Segment 149")


def test_a_condition_that_is_not_filled_in_is_not_everybody(chromium: Chromium, site: Site) -> None:
    segment = {"id": "s", "name": "Boots", "where": {}}
    open_part(chromium, site, "segment/s", "?locale=en", pushSegment=segment)
    for kind, words in (
        ("city", "lives in the city"),
        ("orderCount", "ordered at least"),
        ("orderNet", "spent at least"),
    ):
        choose(chromium, ".end select", kind)
        chromium.eval(
            """(() => { const field = document.querySelector(".condition input");
              field.value = ""; field.dispatchEvent(new Event("input")); return true; })()"""
        )
        press(chromium, "Save")
        reads(chromium, f"Fill in “{words}")
        press(chromium, "×")
    assert asked(chromium, "pushSegmentUpdate") == []


# Switches


def test_switches_are_sent_one_after_the_other(chromium: Chromium, site: Site) -> None:
    open_part(chromium, site, "scenarios", "?locale=en")
    chromium.eval("(window.gate = new Promise((done) => (window.letGo = done)), true)")
    chromium.eval("(document.querySelectorAll('.switch').forEach((each) => each.click()), true)")
    stays(lambda: len(asked(chromium, "pushScenarioSwitch")), 1)
    chromium.eval("(letGo(), true)")
    eventually(lambda: len(asked(chromium, "pushScenarioSwitch")), 2)


def test_a_refused_switch_does_not_turn_a_later_click(chromium: Chromium, site: Site) -> None:
    wrong = {"field": "scenario", "code": "INVALID", "message": "Contact: give an address."}
    open_part(chromium, site, "scenarios", "?locale=en", pushScenarioSwitch={"errors": [wrong]})
    box = "document.querySelector('.switch')"
    chromium.eval(f"({box}.click(), {box}.click(), true)")
    eventually(lambda: len(asked(chromium, "pushScenarioSwitch")), 2)
    sent = [each["variables"]["isOn"] for each in asked(chromium, "pushScenarioSwitch")]
    assert sent == [False, True]
    eventually(lambda: "give an address" in chromium.eval(TEXT), True)
    assert chromium.eval(f"{box}.checked") is True


# The frame of the page


def test_the_last_tab_that_was_pressed_is_shown(chromium: Chromium, site: Site) -> None:
    slow = f"{kit.PATH}results.js"
    pause = "await new Promise((done) => setTimeout(done, 600));\n"
    site.pages[slow] = pause + site.pages[slow]
    open_part(chromium, site, "overview", "?locale=en")
    chromium.eval("(location.hash = '#/results', true)")
    chromium.wait_for("document.querySelector('main').getAttribute('aria-busy') === 'true'")
    kit.go(chromium, "segments")
    reads(chromium, "New segment")
    stays(lambda: "New segment" in chromium.eval(TEXT), True, seconds=1)


def test_a_strange_address_opens_something(chromium: Chromium, site: Site) -> None:
    open_part(chromium, site, "", "?locale=en&view=constructor")
    for part in ("constructor", "%", "segment/%E0%A4%A", "__proto__"):
        assert chromium.eval("document.querySelectorAll('main h1').length") == 1
        kit.go(chromium, part)
    assert chromium.eval("document.querySelectorAll('main h1').length") == 1


def test_a_part_that_cannot_be_loaded_says_so(chromium: Chromium, site: Site) -> None:
    open_part(chromium, site, "overview", "?locale=en")
    kept = site.pages.pop(f"{kit.PATH}segments.js")
    kit.go(chromium, "segments")
    reads(chromium, "The shop cannot be reached")
    site.pages[f"{kit.PATH}segments.js"] = kept


# Tokens and files


def test_a_login_lasts_without_the_password(chromium: Chromium, site: Site) -> None:
    open_part(chromium, site, "overview", "?locale=en")
    chromium.eval("(expired.push('Bearer of-staff'), true)")
    kit.go(chromium, "segments")
    reads(chromium, "Boots")
    assert chromium.eval("document.querySelector('form.login')") is None
    assert [each["variables"] for each in asked(chromium, "tokenRefresh")] == [{"token": "r"}]
    assert asked(chromium, "pushSegments")[-1]["token"] == "Bearer renewed"


def test_a_login_that_is_over_asks_for_the_password(chromium: Chromium, site: Site) -> None:
    over = {"token": None, "errors": [{"message": "expired"}]}
    open_part(chromium, site, "overview", "?locale=en", tokenRefresh=over)
    chromium.eval("(expired.push('Bearer of-staff'), true)")
    chromium.eval("(location.hash = '#/segments', true)")
    chromium.wait_for("!!document.querySelector('form.login')")


def test_a_token_that_is_refused_for_good_is_told(chromium: Chromium) -> None:
    with kit.site() as page:
        framed(chromium, page, page)
        chromium.wait_for("heard.some((each) => each.type === 'notifyReady')")
        inside = "document.querySelector('iframe').contentWindow"
        chromium.eval(f"({inside}.expired.push('Bearer of-the-frame'), true)")
        hand_over(chromium)
        chromium.wait_for(f"{inside}.document.body.innerText.includes('has not renewed')")


def failing_files(status: int) -> str:
    """The next file is answered with `status`, later ones with a table."""
    return f"""(() => {{ const real = window.fetch; window.files = [];
      window.fetch = async (url, options) => {{
        if (!String(url).includes(".csv")) return real(url, options);
        files.push(options.headers.Authorization);
        if ({status} === 0) throw new TypeError("no network");
        return files.length > 1 ? new Response("a,b") : new Response("No.", {{ status: {status} }});
      }};
    }})()"""


@pytest.mark.parametrize(("status", "said"), [(0, "cannot be reached"), (500, "No.")])
def test_a_file_that_fails_is_told(chromium: Chromium, site: Site, status: int, said: str) -> None:
    chromium.before_pages(failing_files(status))
    open_part(chromium, site, "results", "?locale=en")
    press(chromium, "CSV")
    reads(chromium, said)


def test_a_file_survives_an_expired_token(chromium: Chromium, site: Site) -> None:
    chromium.before_pages(failing_files(401))
    open_part(chromium, site, "results", "?locale=en")
    press(chromium, "CSV")
    eventually(lambda: chromium.eval("files"), ["Bearer of-staff", "Bearer renewed"])


# Overview, results, tile


BROKEN = kit.refusal("ValueError", "Internal Server Error")


def test_questions_that_fail_take_nothing_from_the_others(chromium: Chromium, site: Site) -> None:
    broken = dict.fromkeys(("pushHealth", "pushHoldOuts", "pushSending"), BROKEN)
    open_part(chromium, site, "overview", "?locale=en", **broken)
    assert "touched" in chromium.eval("document.querySelector('.sentence').innerText")
    reads(chromium, "Not everything could be loaded")


def test_without_results_health_is_still_told(chromium: Chromium, site: Site) -> None:
    open_part(chromium, site, "overview", "?locale=en", pushResults=BROKEN)
    reads(chromium, "Clock (beat)")
    reads(chromium, "Internal Server Error")


def test_pushes_of_no_campaign_are_not_unknown(chromium: Chromium, site: Site) -> None:
    found = kit.results()
    found["rows"][0]["campaign"] = None
    open_part(chromium, site, "results", "?locale=en", pushResults=found)
    choose(chromium, "[aria-label='Divided by']", "CAMPAIGN")
    reads(chromium, "no campaign")
    assert "not known" not in chromium.eval(TEXT)


def test_the_tile_asks_for_no_money(chromium: Chromium, site: Site) -> None:
    """The Dashboard's token for it has MANAGE_DISCOUNTS alone: each time it would be refused."""
    open_part(chromium, site, "tile", "?locale=en")
    assert "clicked" in chromium.eval(TEXT)
    assert [each for each in asked(chromium, "pushResults") if "money" in each["query"]] == []
