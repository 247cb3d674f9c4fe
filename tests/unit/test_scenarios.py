"""One contract for all scenarios, and what each says, word for word."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from saleor_push_plugin.core import event
from saleor_push_plugin.core.audience import Owner
from saleor_push_plugin.core.event import EVENT_TYPES
from saleor_push_plugin.core.facts.common import Delivery
from saleor_push_plugin.core.links import PAGES, SURVEY_PAGE, resolve
from saleor_push_plugin.core.samples import TO_COLLECT
from saleor_push_plugin.core.scenario import Scenario, Topic, template_problem
from saleor_push_plugin.core.text.template import words_in
from saleor_push_plugin.messages import catalog, localization
from saleor_push_plugin.scenarios import SCENARIOS, can_wait, triggered_by
from tests.golden_files import OWN, ROOT, golden, plain, said, untranslated

EVERY = pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
OF_OURS = pytest.mark.parametrize("scenario", OWN.values(), ids=OWN)
IN_EVERY_LANGUAGE = pytest.mark.parametrize("language", catalog.LANGUAGES)
ORDER_PLACED = SCENARIOS["order_placed"]
ORDER = ORDER_PLACED.sample
# As long as what a push is about may be, to fit its column.
LONGEST_SUBJECT = 96


@OF_OURS
@IN_EVERY_LANGUAGE
def test_what_is_said_is_what_stands_in_the_golden_file(scenario: Scenario, language: str) -> None:
    file, write = golden(scenario, language), f"`make golden CODE={scenario.code}` writes it"
    assert file.exists(), f"there is no {file.relative_to(ROOT)}: {write}; then read it"
    assert said(scenario, scenario.sample, language) == plain(file.read_text(encoding="utf-8")), (
        f"if what is said now is right, {write}; read it before you commit it"
    )


@OF_OURS
@IN_EVERY_LANGUAGE
def test_every_language_has_its_own_text(scenario: Scenario, language: str) -> None:
    missing = untranslated(scenario, language)
    assert not missing, "; ".join(missing)


@OF_OURS
@IN_EVERY_LANGUAGE
def test_every_language_uses_the_same_words(scenario: Scenario, language: str) -> None:
    for name, template in localization.templates(scenario, language).items():
        place = f"{scenario.code}.{name} in “{language}”"
        problem = template_problem(scenario, template)
        assert problem is None, f"{place}: {problem}"
        assert words_in(template) == words_in(getattr(scenario, name)), (
            f"{place} must use the same words in braces as the English text, no more and no fewer"
        )


@EVERY
def test_the_trigger_is_a_kind_of_event_and_the_step_before_is_a_scenario(
    scenario: Scenario,
) -> None:
    assert scenario.trigger in EVENT_TYPES, (
        f"{scenario.code}.trigger: nothing reports “{scenario.trigger}”; there are "
        f"{', '.join(sorted(EVENT_TYPES))} (core/event.py)"
    )
    assert scenario in triggered_by(scenario.trigger)
    assert scenario.after in ("", *SCENARIOS), (
        f"{scenario.code}.after: there is no scenario “{scenario.after}”; write the code of one"
    )


@EVERY
def test_the_sample_passes_and_stays_worth_showing_for_a_while(scenario: Scenario) -> None:
    objection = scenario.objection(scenario.sample)
    assert objection is None, (
        f"{scenario.code}.objection refuses the scenario's own sample (“{objection}”): "
        "a sample is an example of what is sent"
    )
    assert scenario.audience(scenario.sample) is not None, f"{scenario.code}.audience says nobody"
    assert scenario.ttl > timedelta(0), f"{scenario.code}.ttl: it would be too late at once"
    assert scenario.topic in Topic, f"{scenario.code}.topic must be one of {', '.join(Topic)}"


@EVERY
def test_what_it_is_about_is_said_of_the_sample(scenario: Scenario) -> None:
    about = scenario.about(scenario.sample)
    assert 0 < len(about) <= LONGEST_SUBJECT, (
        f"{scenario.code}.about must be a short text such as “order:7”, "
        f"at most {LONGEST_SUBJECT} characters; it is “{about}”"
    )


@EVERY
def test_a_click_on_the_sample_leads_to_a_page(scenario: Scenario) -> None:
    link = scenario.link(scenario.sample)
    if link.page == SURVEY_PAGE:
        return
    assert link.url or link.page in PAGES, (
        f"{scenario.code}.link: there is no page “{link.page}”; there are {', '.join(PAGES)}"
    )
    missing = set(() if link.url else PAGES[link.page][1]) - set(link.words)
    assert not missing, (
        f"{scenario.code}.link: the page “{link.page}” also needs {', '.join(sorted(missing))}"
    )
    url = resolve(link, storefront_url="https://shop.example", paths={}, campaign=scenario.code)
    assert url.startswith("https://"), f"{scenario.code}.link leads to {url}"


@EVERY
def test_title_and_text_fit_most_devices(scenario: Scenario) -> None:
    for language in catalog.LANGUAGES:
        text = localization.text(scenario, scenario.sample, language=language, time_zone="UTC")
        place = f"of {scenario.code} in “{language}”, said of the sample,"
        assert len(text.title) <= 50, f"the title {place} has {len(text.title)} characters of 50"
        assert len(text.body) <= 150, f"the text {place} has {len(text.body)} characters of 150"


def test_a_template_cannot_reach_python() -> None:
    assert "is not a word" in str(template_problem(ORDER_PLACED, "{number.__class__}"))


def test_order_placed_goes_to_the_user_and_to_the_checkouts_browser() -> None:
    order = replace(ORDER, user_id=7, checkout_id="c")
    assert ORDER_PLACED.audience(order) == Owner(user_id=7, checkout_id="c")
    assert ORDER_PLACED.topic is Topic.ORDER_UPDATES


@pytest.mark.parametrize(
    ("change", "objection"),
    [
        ({"status": "unfulfilled"}, None),
        ({"status": "unconfirmed"}, None),
        ({"status": "canceled"}, "cancelled_meanwhile"),
        ({"status": "expired"}, "order_expired"),
        ({"status": "draft"}, "order_draft"),
        ({"origin": "draft"}, "order_not_by_shopper"),
        ({"origin": "bulk_create"}, "order_not_by_shopper"),
        ({"origin": "reissue"}, "order_not_by_shopper"),
    ],
)
def test_order_placed_is_silent_about_orders_no_shopper_placed(
    change: dict[str, str], objection: str | None
) -> None:
    assert ORDER_PLACED.objection(replace(ORDER, **change)) == objection


@pytest.mark.parametrize(
    ("lines", "polish"),
    [
        (1, "2 × Linen shirt"),
        (2, "2 × Linen shirt i jeszcze 1 produkt"),
        (3, "2 × Linen shirt i jeszcze 2 produkty"),
        (6, "2 × Linen shirt i jeszcze 5 produktów"),
        (23, "2 × Linen shirt i jeszcze 22 produkty"),
    ],
)
def test_polish_counts_as_poles_do(lines: int, polish: str) -> None:
    order = replace(ORDER, lines=ORDER.lines[:1] * lines)
    assert polish in said(ORDER_PLACED, order, "pl").splitlines()


def test_an_order_that_is_not_shipped_names_neither_shipping_nor_delivery() -> None:
    order = replace(ORDER, shipping=None, delivery=None)
    assert said(ORDER_PLACED, order) == (
        "Order 1042: thank you!\n2 × Linen shirt and 1 more item\nTotal €92.40\n"
    )


def test_free_shipping_is_said_as_it_is() -> None:
    order = replace(ORDER, shipping=replace(ORDER.shipping, amount=0))
    assert "\nFree shipping · Total €92.40\n" in said(ORDER_PLACED, order)


def test_what_a_gift_card_paid_is_said_with_parts_that_add_up() -> None:
    card, left = (replace(ORDER.total, amount=Decimal(amount)) for amount in ("80.00", "12.40"))
    text = said(ORDER_PLACED, replace(ORDER, gift_cards=card, total=left))
    assert "\nItems €87.50 · Shipping €4.90 · Gift card -€80.00 · Total €12.40\n" in text


def test_shipping_that_costs_more_than_all_is_not_said() -> None:
    """Something unknown was deducted: the numbers would contradict each other."""
    text = said(ORDER_PLACED, replace(ORDER, total=replace(ORDER.total, amount=Decimal("1.00"))))
    assert text.splitlines()[2] == "Total €1.00"


def test_an_order_that_is_collected_says_where() -> None:
    lines = said(ORDER_PLACED, TO_COLLECT).splitlines()
    assert lines[2:] == ["Total €87.50", "Collect from Linen & Wool Berlin"]


def test_delivery_is_counted_in_the_shoppers_own_days() -> None:
    evening = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
    order = replace(ORDER, delivery=Delivery(since=evening, least=3, most=3))
    days = [
        plain(localization.text(ORDER_PLACED, order, language="en", time_zone=zone).body)
        for zone in ("America/New_York", "Pacific/Kiritimati")
    ]
    assert [day.partition("Estimated delivery: ")[2][:11] for day in days] == [
        "November 23",
        "November 24",
    ]


def test_delivery_is_said_until_its_last_day_is_over_there() -> None:
    zone = {"language": "en", "time_zone": "Europe/Warsaw"}
    order = replace(
        ORDER, delivery=Delivery(since=datetime(2026, 11, 20, tzinfo=UTC), least=1, most=3)
    )
    bodies = [
        localization.text(
            ORDER_PLACED, order, **zone, now=datetime(2026, 11, 23, hour, 30, tzinfo=UTC)
        ).body
        for hour in (22, 23)
    ]
    assert ["Estimated" in body for body in bodies] == [True, False]


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        (("pl-PL", "en"), "pl"),
        (("PL",), "pl"),
        (("ar_EG",), "ar"),
        (("nl", "pl"), "pl"),
        (("fr-CA", "pl"), "fr"),
        (("nl",), "en"),
        ((), "en"),
    ],
)
def test_the_first_language_we_speak_is_taken(wishes: tuple[str, ...], language: str) -> None:
    assert localization.choose(*wishes, default="en") == language


def test_only_what_somebody_waits_for_within_seconds_goes_before_the_rest() -> None:
    kinds = {scenario.trigger for scenario in SCENARIOS.values()}
    assert {kind for kind in kinds if can_wait(kind)} == {
        event.BACK_IN_STOCK,
        event.BOUGHT,
        event.CAMPAIGN,
        event.CART_LEFT,
        event.INSTALLED,
        event.JOINED,
        event.PRICE_DROPPED,
        event.RECOMMENDATION_DUE,
        event.VIEW_LEFT,
        event.VOUCHER_EXPIRING,
        event.WIN_BACK,
    }
