"""The guide to a new scenario: its example keeps the contract, its tables are the code's."""

import re
from dataclasses import dataclass, fields

import pytest

from saleor_push_plugin.core import event, scenario_checks
from saleor_push_plugin.core.event import EVENT_TYPES, ORDER_CREATED
from saleor_push_plugin.core.links import PAGES
from saleor_push_plugin.core.scenario import Scenario, Topic
from saleor_push_plugin.messages import catalog
from saleor_push_plugin.scenarios import SCENARIOS
from tests import guide
from tests.golden_files import OWN, ROOT, untranslated
from tests.unit import test_scenarios as contract

EXAMPLE = guide.scenario()
TRIGGERS = guide.rows("trigger")


def test_the_example_keeps_the_contract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SCENARIOS, EXAMPLE.code, EXAMPLE)
    contract.test_the_sample_passes_and_stays_worth_showing_for_a_while(EXAMPLE)
    contract.test_the_trigger_is_a_kind_of_event_and_the_step_before_is_a_scenario(EXAMPLE)
    contract.test_what_it_is_about_is_said_of_the_sample(EXAMPLE)
    contract.test_a_click_on_the_sample_leads_to_a_page(EXAMPLE)
    contract.test_title_and_text_fit_most_devices(EXAMPLE)


@contract.IN_EVERY_LANGUAGE
def test_the_examples_translations_pass(language: str) -> None:
    assert untranslated(EXAMPLE, language) == []
    contract.test_every_language_uses_the_same_words(EXAMPLE, language)


def test_what_is_missing_is_said_in_words() -> None:
    told = {"code": "untold", "translations": {"ar": {"title": "؟{number}"}}}
    untold = type("Untold", (type(EXAMPLE),), told)()
    assert untranslated(untold, "pl") == [
        "saleor_push_plugin/locale/pl.toml has no [scenarios.untold]"
    ]
    (half,) = untranslated(untold, "ar")
    assert half == "saleor_push_plugin/locale/ar.toml: [scenarios.untold] has no body of its own"
    with pytest.raises(AssertionError, match="`make golden CODE=untold` writes it"):
        contract.test_what_is_said_is_what_stands_in_the_golden_file(untold, "en")


def test_the_example_is_under_forty_lines() -> None:
    assert len(guide.SCENARIO.splitlines()) < 40


def test_the_lines_to_change_for_a_new_event_type_are_there() -> None:
    package = ROOT / "saleor_push_plugin"
    loaders = (package / "shop" / "facts" / "orders.py").read_text(encoding="utf-8")
    assert guide.LOADED.replace(", ORDER_PAID", "") in loaders
    # The hook and what it calls look like those beside them.
    hook = guide.HOOK.replace("order_fully_paid", "order_cancelled").replace(
        ".paid(", ".cancelled("
    )
    assert hook in (package / "plugin.py").read_text(encoding="utf-8")
    event = guide.REPORTED.replace("PAID", "CANCELLED").replace("paid(", "cancelled(")
    assert event in (package / "shop" / "order_events.py").read_text(encoding="utf-8")


def test_every_file_that_the_guide_names_is_there() -> None:
    own = {"scenarios/thank_you.py", "shop/sweeps/unpaid_orders.py", "tests/db/test_thank_you.py"}
    for named in re.findall(r"`([a-z_]+/[\w/]+\.py)`", guide.TEXT):
        module = named.removeprefix("saleor_push_plugin/")
        there = (ROOT / "saleor_push_plugin" / module, ROOT / module)
        assert module in own or any(path.exists() for path in there), named


def test_every_kind_of_event_stands_in_the_guide() -> None:
    place = "the table of triggers in docs/adding-a-scenario.md"
    missing, unknown = EVENT_TYPES.keys() - TRIGGERS.keys(), TRIGGERS.keys() - EVENT_TYPES.keys()
    assert not missing, f"{place} has no row for {', '.join(sorted(missing))}"
    assert not unknown, f"{place} has a row for {', '.join(sorted(unknown))}: not in core/event.py"


def test_an_event_type_without_a_row_is_named_with_the_guide(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(event._types, "order_unpaid", EVENT_TYPES[ORDER_CREATED])
    with pytest.raises(AssertionError, match=r"table of triggers .* has no row for order_unpaid"):
        test_every_kind_of_event_stands_in_the_guide()


@pytest.mark.parametrize("own", OWN.values(), ids=OWN)
def test_the_sample_is_of_the_facts_its_trigger_gives(own: Scenario) -> None:
    assert own.trigger in TRIGGERS, f"the guide's table of triggers has no “{own.trigger}”"
    (given,) = guide.named(TRIGGERS[own.trigger][1])
    assert type(own.sample).__name__ == given, (
        f"{own.trigger} gives {given} (docs/adding-a-scenario.md), "
        f"and the sample of {own.code} is {type(own.sample).__name__}"
    )


@pytest.mark.parametrize("sample", {type(one.sample): one.sample for one in OWN.values()}.values())
def test_every_fact_stands_in_the_guide(sample: object) -> None:
    name, rows = type(sample).__name__, guide.rows("facts")
    place = "the table of facts in docs/adding-a-scenario.md"
    assert name in rows, f"{place} has no row for {name}"
    known = {each.name for each in fields(sample)}  # type: ignore[arg-type]
    missing = known - {*guide.named(rows[name][1]), "channel", "language"}
    assert not missing, f"{place}: the row of {name} lacks {', '.join(sorted(missing))}"


@dataclass(frozen=True, kw_only=True)
class UnpaidFacts:
    channel: str
    language: str = ""


def test_facts_without_a_row_are_named_with_the_guide() -> None:
    with pytest.raises(AssertionError, match=r"table of facts .* has no row for UnpaidFacts"):
        test_every_fact_stands_in_the_guide(UnpaidFacts(channel="main"))


def test_every_attribute_and_method_stands_in_the_guide() -> None:
    attributes, methods = guide.rows("attribute"), guide.rows("method")
    assert sorted(attributes) == scenario_checks.allowed_attributes(Scenario)
    assert {name for name, row in attributes.items() if row[0]} == {
        *scenario_checks.ATTRIBUTES,
        "ends",
    }
    asked = {name for name, one in vars(Scenario).items() if callable(one) and name[0] != "_"}
    assert methods.keys() == asked
    assert {name for name, row in methods.items() if row[0]} == set(scenario_checks.METHODS)


def test_pages_topics_and_statuses_stand_in_the_guide() -> None:
    from saleor.order import FulfillmentStatus, OrderStatus

    pages = {page: tuple(guide.named(row[0])) for page, row in guide.rows("page").items()}
    assert pages == {page: words for page, (_, words) in PAGES.items()}
    statuses = [*vars(OrderStatus).items(), *vars(FulfillmentStatus).items()]
    written = {value for name, value in statuses if name.isupper() and isinstance(value, str)}
    assert [word for word in (*Topic, *written) if f"`{word}`" not in guide.TEXT] == []


def test_the_guide_names_the_languages_there_are() -> None:
    assert guide.TRANSLATIONS.keys() == {*catalog.LANGUAGES} - {catalog.SOURCE}
