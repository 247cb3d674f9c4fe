"""Experiments with texts: started, stopped, read, and begun by an edit of a text."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin.core.experiments import assignment
from saleor_push_plugin.models import (
    Assignment,
    Event,
    Experiment,
    Notification,
    TemplateOverride,
)
from tests.graphql.storefront import Storefront
from tests.hosts.shop import Shop
from tests.hosts.staff import hire

EXPERIMENT = """{
  id name scenario channel languages startedAt startedBy endedAt endedBy leader verdict
  largestDifference merged
  arms { name texts { language name text } people clicked rate rateInterval { low high }
    difference { low high } proven } }"""
START = f"""mutation($scenario: String!, $channel: String, $name: String!,
    $arms: [PushExperimentArmInput!]!) {{
  pushExperimentStart(scenario: $scenario, channel: $channel, name: $name, arms: $arms) {{
    experiment {EXPERIMENT} errors {{ field message code }} }} }}"""
STOP = f"""mutation($id: ID!) {{
  pushExperimentStop(id: $id) {{ experiment {EXPERIMENT} errors {{ field message code }} }} }}"""
LIST = f"""query($scenario: String, $running: Boolean) {{
  pushExperiments(scenario: $scenario, running: $running) {EXPERIMENT} }}"""
OUTLOOK = """query($scenario: String!, $arms: Int) {
  pushExperimentOutlook(scenario: $scenario, arms: $arms) { people rate smallestDifference } }"""
EDIT = f"""mutation($texts: [PushTextInput!]!, $language: String!) {{
  pushTemplateUpdate(scenario: "order_placed", language: $language, texts: $texts,
      experiment: true) {{
    template {{ scenario }} experiment {EXPERIMENT} preview {{ title }}
    errors {{ field message code }} }} }}"""


def arm(name: str = "Short", /, **languages: str) -> dict[str, Any]:
    """An arm with these titles by language."""
    titles = languages or {"en": "Thanks for {number}"}
    return {
        "name": name,
        "languages": [
            {"language": language, "texts": [{"name": "title", "text": text}]}
            for language, text in titles.items()
        ],
    }


class Office:
    """A member of staff who runs experiments."""

    def __init__(self, storefront: Storefront, token: str) -> None:
        self.storefront, self.token = storefront, token

    def starts(self, *arms: dict[str, Any], **more: Any) -> dict[str, Any]:
        given = {"scenario": "order_placed", "name": "Titles", "arms": list(arms), **more}
        return self.storefront.does(START, token=self.token, **given)

    def refused(self, *arms: dict[str, Any], **more: Any) -> list[tuple[str, str]]:
        answer = self.starts(*arms, **more)
        assert answer["experiment"] is None
        assert not Experiment.objects.exists()
        return [(error["field"], error["code"]) for error in answer["errors"]]

    def stops(self, id: str) -> dict[str, Any]:
        return self.storefront.does(STOP, token=self.token, id=id)

    def reads(self, **filters: Any) -> list[dict[str, Any]]:
        answer = self.storefront.ask(LIST, token=self.token, **filters)
        return list(answer["data"]["pushExperiments"])


@pytest.fixture
def office(storefront: Storefront, shop: Shop) -> Office:
    return Office(storefront, shop.staff_token)


def told(experiment: Experiment, position: int, people: int, clicked: int, **more: Any) -> None:
    """So many people got an arm's text, and so many clicked."""
    now = timezone.now()
    event = Event.objects.create(key=f"test:{position}", kind="order_created", subject="1", at=now)
    keys = [f"u{position}{n:05}" for n in range(people)]
    Assignment.objects.bulk_create(
        Assignment(experiment=experiment, person=key, arm=position, at=now, **more) for key in keys
    )
    Notification.objects.bulk_create(
        Notification(
            key=f"test/{key}",
            event=event,
            scenario=experiment.scenario,
            person=key,
            state="sent",
            due_at=now,
            expires_at=now,
            created_at=now,
            sent_at=now,
            clicked_at=now if number < clicked else None,
            experiment_id=experiment.pk,
            arm=position,
        )
        for number, key in enumerate(keys)
    )


def test_what_staff_write_in_campaigns_is_no_experiment(office: Office) -> None:
    assert office.refused(arm(en="Arm B"), scenario="campaign") == [("scenario", "INVALID")]


def test_an_experiment_begins_with_todays_texts_as_its_first_arm(office: Office) -> None:
    answer = office.starts(arm(), arm("Long", en="{number}: we got your order"))
    assert answer["errors"] == []
    made = answer["experiment"]
    assert [each["name"] for each in made["arms"]] == ["As today", "Short", "Long"]
    assert made["arms"][0]["texts"] == []
    assert made["arms"][1]["texts"] == [
        {"language": "en", "name": "title", "text": "Thanks for {number}"}
    ]
    assert (made["languages"], made["verdict"], made["leader"]) == (["en"], "TOO_FEW", "As today")
    assert made["startedBy"]
    stored = Experiment.objects.get()
    assert stored.ends == [3334, 6667, assignment.BUCKETS]
    assert stored.started_by.startswith("User:")
    assert [each["id"] for each in office.reads(running=True)] == [made["id"]]


def test_one_runs_per_scenario_and_after_it_another(office: Office) -> None:
    first = office.starts(arm())["experiment"]
    again = office.starts(arm())
    assert [(e["field"], e["code"]) for e in again["errors"]] == [("scenario", "UNIQUE")]
    assert office.starts(arm(), scenario="order_shipped")["errors"] == []
    stopped = office.stops(first["id"])
    assert stopped["errors"] == []
    assert stopped["experiment"]["endedAt"]
    assert stopped["experiment"]["endedBy"]
    assert office.starts(arm())["errors"] == []
    assert len(office.reads(scenario="order_placed")) == 2
    assert len(office.reads(running=False)) == 1


def test_what_is_wrong_with_it_is_said_and_nothing_starts(office: Office) -> None:
    cases: list[tuple[list[dict[str, Any]], dict[str, Any], tuple[str, str]]] = [
        ([], {}, ("arms", "INVALID")),
        ([arm(str(n)) for n in range(5)], {}, ("arms", "INVALID")),
        ([arm(), arm()], {}, ("arms", "UNIQUE")),
        ([arm("As today")], {}, ("arms", "UNIQUE")),
        ([arm(" ")], {}, ("name", "INVALID")),
        ([arm()], {"name": "x" * 101}, ("name", "INVALID")),
        ([arm(en="{colour}")], {}, ("title", "INVALID")),
        ([arm(), arm("Two", de="{number}")], {}, ("arms", "INVALID")),
        ([{"name": "One", "languages": []}], {}, ("arms", "INVALID")),
        ([arm(nl="Hallo {number}")], {}, ("body", "REQUIRED")),
        ([arm()], {"scenario": "none"}, ("scenario", "NOT_FOUND")),
        ([arm()], {"channel": "none"}, ("channel", "NOT_FOUND")),
    ]
    for arms, more, error in cases:
        assert office.refused(*arms, **more) == [error], error


def test_a_clear_winner_is_proven_with_its_figures(office: Office) -> None:
    made = office.starts(arm())["experiment"]
    row = Experiment.objects.get()
    told(row, 0, 1000, 60)
    told(row, 1, 1010, 160)
    (found,) = office.reads()
    assert (found["leader"], found["verdict"]) == ("Short", "PROVEN")
    first, second = found["arms"]
    assert (first["people"], first["clicked"], first["rate"]) == (1000, 60, 0.06)
    assert first["difference"] is None
    assert second["proven"]
    assert 0 < second["difference"]["low"] < 0.0984 < second["difference"]["high"]
    assert found["largestDifference"] == second["difference"]["high"]
    assert second["rateInterval"]["low"] < second["rate"] < second["rateInterval"]["high"]
    stopped = office.stops(made["id"])["experiment"]
    Notification.objects.all().delete()
    Assignment.objects.all().delete()
    (kept,) = office.reads()
    assert kept["arms"] == stopped["arms"] == found["arms"]


def test_arms_of_unequal_numbers_are_an_alarm(office: Office) -> None:
    office.starts(arm())
    row = Experiment.objects.get()
    told(row, 0, 1000, 60)
    told(row, 1, 1200, 200)
    assert office.reads()[0]["verdict"] == "SAMPLE_RATIO_MISMATCH"


def test_people_with_two_assignments_are_counted_and_left_out(office: Office) -> None:
    office.starts(arm())
    told(Experiment.objects.get(), 1, 10, 3, merged=True)
    (found,) = office.reads()
    assert (found["merged"], found["arms"][1]["people"]) == (10, 0)


def test_an_edited_text_is_tried_by_one_flag(office: Office, storefront: Storefront) -> None:
    texts = [{"name": "title", "text": "Thanks for {number}"}]
    answer = storefront.does(EDIT, token=office.token, language="en-GB", texts=texts)
    assert [(e["field"], e["code"]) for e in answer["errors"]] == [("language", "NOT_FOUND")]
    answer = storefront.does(EDIT, token=office.token, language="en", texts=texts)
    assert (answer["errors"], answer["template"]) == ([], None)
    assert answer["preview"]["title"] == "Thanks for 1042"
    assert [each["name"] for each in answer["experiment"]["arms"]] == ["As today", "Edited"]
    assert not TemplateOverride.objects.exists()
    again = storefront.does(EDIT, token=office.token, language="en", texts=texts)
    assert [e["code"] for e in again["errors"]] == ["UNIQUE"]


def test_what_can_be_found_is_said_before(office: Office, storefront: Storefront) -> None:
    def outlook(**given: Any) -> dict[str, Any]:
        asked = {"scenario": "order_placed", **given}
        answer = storefront.ask(OUTLOOK, token=office.token, **asked)
        return dict(answer["data"]["pushExperimentOutlook"])

    assert outlook() == {"people": 0, "rate": 0, "smallestDifference": None}
    office.starts(arm())
    told(Experiment.objects.get(), 0, 2000, 200)
    two, five = outlook(), outlook(arms=5)
    assert (two["people"], two["rate"]) == (2000, 0.1)
    assert 0.02 < two["smallestDifference"] < five["smallestDifference"]
    Notification.objects.update(sent_at=timezone.now() - timedelta(days=31))
    assert outlook()["people"] == 0


def test_nobody_else_reads_or_changes_experiments(
    office: Office, storefront: Storefront, shop: Shop, expired_token: str
) -> None:
    made = office.starts(arm())["experiment"]
    others = [None, shop.register().token, hire(shop, "manage_orders"), expired_token]
    for token in others:
        for document, given in (
            (START, {"scenario": "order_shipped", "name": "x", "arms": [arm()]}),
            (STOP, {"id": made["id"]}),
            (LIST, {}),
            (OUTLOOK, {"scenario": "order_placed"}),
        ):
            answer = storefront.ask(document, token=token, **given)
            assert answer["errors"], (document, token)
    assert Experiment.objects.get().ended_at is None


def test_ids_that_are_none_are_refused(office: Office) -> None:
    office.starts(arm())
    for id, code in (("nonsense", "GRAPHQL_ERROR"), ("UHVzaEV4cGVyaW1lbnQ6OTk5", "NOT_FOUND")):
        assert [error["code"] for error in office.stops(id)["errors"]] == [code]
