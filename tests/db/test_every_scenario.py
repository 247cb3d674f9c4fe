"""What is loaded for a kind of event is what all scenarios it starts can speak of."""

from decimal import Decimal

import pytest

from saleor_push_plugin.core import event
from saleor_push_plugin.core.links import SURVEY_PAGE, resolve
from saleor_push_plugin.core.scenario import Scenario
from saleor_push_plugin.scenarios import triggered_by
from saleor_push_plugin.shop import facts, order_events
from tests.golden_files import OWN

from .order_story import Story, row


def plain(subject_type: str) -> list[str]:
    """The kinds of events whose subject is just the primary key of such a thing."""
    types = event.EVENT_TYPES.values()
    return [each.kind for each in types if (each.subject_type, each.form) == (subject_type, "id")]


@pytest.fixture
def subjects(story: Story) -> dict[str, str]:
    """What events about an order in the shop, its parcel and its shopper are about, by kind."""
    parcel = row(story.shop.fulfill(story.order, tracking="JD0146"))
    order = row(story.order.id)
    return {
        **dict.fromkeys(plain("Order"), str(order.pk)),
        **dict.fromkeys(plain("Fulfillment"), str(parcel.pk)),
        event.ORDER_REFUNDED: order_events.refund_subject(order.pk, Decimal(10)),
        event.TRACKING_CHANGED: order_events.tracking_subject(parcel),
        event.JOINED: f"u{order.user_id}",
    }


def test_real_facts_have_all_that_scenarios_ask_of_them(subjects: dict[str, str]) -> None:
    for kind, subject in subjects.items():
        assert event.EVENT_TYPES[kind].form.count("@") == subject.count("@")
    started = {
        scenario.code: speaks_of(scenario, known)
        for kind, subject in subjects.items()
        for known in facts.load(kind, [(subject, None)]).values()
        for scenario in triggered_by(kind)
        if scenario.code in OWN
    }
    assert started.keys() == {code for code, one in OWN.items() if one.trigger in subjects}


def speaks_of(scenario: Scenario, known: object) -> None:
    assert type(known) is type(scenario.sample), (
        f"{scenario.trigger} gives {type(known).__name__}, and the sample of {scenario.code} is "
        f"{type(scenario.sample).__name__}"
    )
    assert scenario.words(known).keys() == scenario.words(scenario.sample).keys()
    assert scenario.audience(known)
    assert scenario.about(known)
    scenario.objection(known)
    link = scenario.link(known)
    if link.page != SURVEY_PAGE:
        url = resolve(link, storefront_url="https://shop.example", paths={}, campaign="x")
        assert "{" not in url, f"{scenario.code}.link gives the page “{link.page}” too few words"
