"""One contract for all scenarios, and what each says, word for word."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from saleor_push_plugin import l10n
from saleor_push_plugin.core.audience import Owner
from saleor_push_plugin.core.facts import Delivery
from saleor_push_plugin.core.scenario import Scenario, ScenarioError, Topic, template_problem
from saleor_push_plugin.core.template import words_in
from saleor_push_plugin.scenarios import SCENARIOS, triggered_by

GOLDEN = Path(__file__).parent.parent / "golden"
EVERY = pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
# What a package installed beside this one brings has no golden files here.
OWN = {
    code: scenario
    for code, scenario in SCENARIOS.items()
    if type(scenario).__module__.startswith("saleor_push_plugin.")
}
OF_OURS = pytest.mark.parametrize("scenario", OWN.values(), ids=OWN)
IN_EVERY_LANGUAGE = pytest.mark.parametrize("language", l10n.LANGUAGES)
ORDER_PLACED = SCENARIOS["order_placed"]
ORDER = ORDER_PLACED.sample


def said(scenario: Scenario, facts: object, language: str = "en") -> str:
    text = l10n.text(scenario, facts, language=language, time_zone="Europe/Warsaw")
    return plain(f"{text.title}\n{text.body}\n")


def plain(text: str) -> str:
    """Which of Unicode's spaces stand in a date or price differs between releases of the CLDR."""
    return re.sub(r"[^\S\n]", " ", text)


@OF_OURS
@IN_EVERY_LANGUAGE
def test_what_is_said_is_what_stands_in_the_golden_file(scenario: Scenario, language: str) -> None:
    golden = GOLDEN / f"{scenario.code}.{language}.txt"
    assert said(scenario, scenario.sample, language) == plain(golden.read_text(encoding="utf-8"))


@OF_OURS
@IN_EVERY_LANGUAGE
def test_every_language_has_its_own_text_with_known_words(
    scenario: Scenario, language: str
) -> None:
    templates = l10n.templates(scenario, language)
    for name, template in templates.items():
        assert template_problem(scenario, template) is None
        assert words_in(template) == words_in(getattr(scenario, name))
        assert language == l10n.SOURCE or template != getattr(scenario, name)


@EVERY
def test_the_sample_passes_and_stays_worth_showing_for_a_while(scenario: Scenario) -> None:
    assert scenario.objection(scenario.sample) is None
    assert scenario.audience(scenario.sample) is not None
    assert scenario.ttl > timedelta(0)
    assert scenario in triggered_by(scenario.trigger)


@EVERY
def test_title_and_text_fit_most_devices(scenario: Scenario) -> None:
    for language in l10n.LANGUAGES:
        text = l10n.text(scenario, scenario.sample, language=language, time_zone="UTC")
        assert len(text.title) <= 50
        assert len(text.body) <= 150


def test_a_class_that_lacks_something_is_refused_when_defined() -> None:
    with pytest.raises(ScenarioError, match="lacks code, label"):
        type("Incomplete", (Scenario,), {})


def test_a_class_whose_text_uses_an_unknown_word_is_refused_when_defined() -> None:
    with pytest.raises(ScenarioError, match="unknown word colour"):
        type("Wrong", (type(ORDER_PLACED),), {"title": "A {colour} shirt"})


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
        ({"status": "canceled"}, "cancelled"),
        ({"status": "expired"}, "expired"),
        ({"status": "draft"}, "still a draft"),
        ({"origin": "draft"}, "not placed by the shopper"),
        ({"origin": "bulk_create"}, "not placed by the shopper"),
        ({"origin": "reissue"}, "not placed by the shopper"),
    ],
)
def test_order_placed_is_silent_about_orders_no_shopper_placed(
    change: dict[str, str], objection: str | None
) -> None:
    assert ORDER_PLACED.objection(replace(ORDER, **change)) == objection


@pytest.mark.parametrize(
    ("lines", "polish"),
    [
        (1, "2 × Linen shirt · 78,00 €"),
        (2, "2 × Linen shirt · 78,00 € i 1 inny produkt"),
        (3, "2 × Linen shirt · 78,00 € i 2 inne produkty"),
        (6, "2 × Linen shirt · 78,00 € i 5 innych produktów"),
        (23, "2 × Linen shirt · 78,00 € i 22 inne produkty"),
    ],
)
def test_polish_counts_as_poles_do(lines: int, polish: str) -> None:
    order = replace(ORDER, lines=ORDER.lines[:1] * lines)
    assert said(ORDER_PLACED, order, "pl").splitlines()[1] == polish


def test_an_order_that_is_not_shipped_names_neither_shipping_nor_delivery() -> None:
    order = replace(ORDER, shipping=None, delivery=None)
    assert said(ORDER_PLACED, order) == (
        "Order 1042: thank you!\n2 × Linen shirt · €78.00 and 1 more item\nTotal €92.40\n"
    )


def test_free_shipping_is_said_as_it_is() -> None:
    order = replace(ORDER, shipping=replace(ORDER.shipping, amount=0))
    assert "Shipping €0.00" in said(ORDER_PLACED, order)


def test_delivery_is_counted_in_the_shoppers_own_days() -> None:
    evening = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
    order = replace(ORDER, delivery=Delivery(since=evening, least=3, most=3))
    days = [
        plain(l10n.text(ORDER_PLACED, order, language="en", time_zone=zone).body).splitlines()[-1]
        for zone in ("America/New_York", "Pacific/Kiritimati")
    ]
    assert days == ["Estimated delivery: November 23", "Estimated delivery: November 24"]


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        (("pl-PL", "en"), "pl"),
        (("PL",), "pl"),
        (("ar_EG",), "ar"),
        (("de", "pl"), "pl"),
        (("de",), "en"),
        ((), "en"),
    ],
)
def test_the_first_language_we_speak_is_taken(wishes: tuple[str, ...], language: str) -> None:
    assert l10n.choose(*wishes, default="en") == language
