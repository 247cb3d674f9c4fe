"""A class that is no valid scenario is refused when defined; two with one code, when found."""

from types import ModuleType

import pytest

from saleor_push_plugin.core.samples import ORDER
from saleor_push_plugin.core.scenario import Scenario, ScenarioError, Topic
from saleor_push_plugin.core.scenario_bases.order_updates import OrderUpdate
from saleor_push_plugin.scenarios import by_code, scenarios_in
from saleor_push_plugin.scenarios.order_delivered import OrderDelivered
from saleor_push_plugin.scenarios.order_placed import OrderPlaced
from saleor_push_plugin.scenarios.survey import Survey


def defined(*bases: type, **fields: object) -> type:
    return type("ThankYou", bases or (OrderPlaced,), fields)


def test_a_class_that_lacks_something_is_refused() -> None:
    with pytest.raises(ScenarioError, match="ThankYou lacks code, label"):
        defined(Scenario)


@pytest.mark.parametrize("method", ["audience", "words", "about", "link"])
def test_a_method_that_only_the_scenario_can_write_is_named(method: str) -> None:
    with pytest.raises(ScenarioError, match=rf"ThankYou lacks {method}\(\)$"):
        defined(**{method: getattr(Scenario, method)})


def test_a_helper_that_stands_behind_the_base_helps_nobody() -> None:
    fields = {name: getattr(OrderPlaced, name) for name in ("code", "label", "ttl", "sample")}
    fields |= {"trigger": "order_created", "topic": Topic.OFFERS, "title": "Hello", "body": "You"}
    with pytest.raises(ScenarioError, match=r"lacks audience\(\), words\(\), about\(\), link\(\)"):
        defined(Scenario, OrderUpdate, **fields)


@pytest.mark.parametrize("name", ["dealy", "Title", "url", "wanted"])
def test_an_attribute_that_nobody_asks_for_is_named_beside_those_that_are_known(name: str) -> None:
    with pytest.raises(
        ScenarioError, match=f"ThankYou: unknown attributes {name}; allowed are after,"
    ):
        defined(**{name: "x"})


def test_what_is_a_scenarios_own_affair_may_have_any_name() -> None:
    class Helper:
        limit = 3

    made = defined(Helper, OrderPlaced, _smallest=3, MOST=5, helper=len, limit=4)
    assert made().objection(ORDER) is None
    assert defined(few=property(len), kinds=Helper)


def test_texts_of_its_own_are_no_mistake() -> None:
    assert defined(Survey, texts=("title", "body", "maybe"), maybe="Perhaps", good="Yes")


def test_a_class_whose_text_uses_an_unknown_word_is_refused() -> None:
    with pytest.raises(ScenarioError, match="unknown word colour"):
        defined(title="A {colour} shirt")


def module(name: str, **things: object) -> ModuleType:
    made = ModuleType(name)
    vars(made).update(things)
    return made


def test_what_a_module_only_imports_is_not_its_own() -> None:
    mine = defined(__module__="shelf.thank_you", code="thank_you")
    things = {"Scenario": Scenario, "OrderPlaced": OrderPlaced, "ThankYou": mine, "Again": mine}
    assert [type(one) for one in scenarios_in(module("shelf.thank_you", **things))] == [mine]


def test_two_with_one_code_are_refused_with_their_places() -> None:
    other = defined(__module__="shelf.thank_you")()
    with pytest.raises(ScenarioError, match=r"“order_placed”: in .*order_placed and shelf\.thank"):
        by_code([OrderDelivered(), OrderPlaced(), other])
