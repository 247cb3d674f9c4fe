"""The input of an experiment with texts, and everything that may be wrong with it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import graphene

from ...core.experiments.goals import Goal
from ...core.push_subscription import Problem
from ...experiments.scenario_texts import FEWEST_ARMS, MOST_ARMS, Draft, Variant
from ...messages import catalog, overrides, template_checks
from ...scenarios import SCENARIOS
from ...scenarios.campaign import Campaign
from .. import inputs_parsing
from .template_types import PushTextInput, language_field

TODAY = "As today"
LONGEST_NAME = 100
RUNNING = Problem(
    field="scenario",
    code="unique",
    message="An experiment with this scenario's texts is running already.",
)

OF_STAFF = Problem(
    field="scenario",
    code="invalid",
    message="Every campaign has texts of its own, so no experiment can have others for all.",
)


class PushExperimentTextsInput(graphene.InputObjectType):
    language = language_field()
    texts = graphene.List(
        graphene.NonNull(PushTextInput),
        required=True,
        description="Templates in place of today's; those left out are as today.",
    )

    class Meta:
        description = "The texts of an arm in one language."


class PushExperimentArmInput(graphene.InputObjectType):
    name = graphene.String(required=True, description="A name, for staff.")
    languages = graphene.List(
        graphene.NonNull(PushExperimentTextsInput),
        required=True,
        description="Its texts. All arms need the same languages.",
    )

    class Meta:
        description = "An arm of an experiment that differs from today's texts."


def draft_problems(draft: Draft) -> Iterator[Problem]:
    """Everything that is wrong with an experiment's scenario, channel, languages and texts."""
    if draft.scenario == Campaign.code:
        yield OF_STAFF
        return
    if draft.channel:
        yield from inputs_parsing.channel_problems(draft.channel)
    languages = [set(each.texts) for each in draft.variants]
    if not languages[0] or any(each != languages[0] for each in languages):
        message = "All arms need texts, in the same languages."
        yield Problem(field="arms", code="invalid", message=message)
    for variant in draft.variants:
        for language, texts in variant.texts.items():
            yield from _text_problems(draft, language, texts)


def _text_problems(draft: Draft, language: str, texts: Mapping[str, str]) -> Iterator[Problem]:
    """What an edit of today's texts would be told, and whether anybody reads the language."""
    checked = template_checks.Draft(scenario=draft.scenario, language=language, texts=texts)
    problems = template_checks.check(checked).problems
    yield from problems
    if not problems and not _is_read(draft, language):
        message = f"The scenario has no texts in “{language}” today, so nobody reads it in that."
        yield Problem(field="language", code="not_found", message=message)


def _is_read(draft: Draft, language: str) -> bool:
    if language in catalog.LANGUAGES:
        return True
    own = overrides.load([draft.scenario], [draft.channel])
    return language in own.by_language(SCENARIOS[draft.scenario], draft.channel)


def arm_problems(name: str, arms: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    """What is wrong with the number of arms, their names, and what is given twice."""
    if not FEWEST_ARMS <= len(arms) + 1 <= MOST_ARMS:
        message = f"There must be 1 to {MOST_ARMS - 1} arms besides today's texts."
        yield Problem(field="arms", code="invalid", message=message)
    names = [name, *(arm["name"] for arm in arms)]
    if any(not _is_name(each) for each in names):
        message = f"A name has 1 to {LONGEST_NAME} characters, in one line."
        yield Problem(field="name", code="invalid", message=message)
    if len({TODAY, *names[1:]}) < len(names) or any(map(_has_twins, arms)):
        message = "An arm, a language or a text is given twice."
        yield Problem(field="arms", code="unique", message=message)


def _is_name(text: str) -> bool:
    return len(text.strip()) > 0 and len(text) <= LONGEST_NAME and text.isprintable()


def _has_twins(arm: Mapping[str, Any]) -> bool:
    languages = [each["language"] for each in arm["languages"]]
    texts = [[text["name"] for text in each["texts"]] for each in arm["languages"]]
    return any(len(set(each)) < len(each) for each in (languages, *texts))


def draft_of(
    scenario: str,
    name: str,
    arms: Sequence[Mapping[str, Any]],
    channel: str | None = None,
    goal: str | None = None,
) -> Draft:
    return Draft(
        scenario=scenario,
        channel=channel or "",
        name=name.strip(),
        today=TODAY,
        variants=[
            Variant(name=arm["name"].strip(), texts=dict(_texts(scenario, arm))) for arm in arms
        ],
        goal=Goal(goal or Goal.CLICK),
    )


def _texts(scenario: str, arm: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, str]]]:
    for each in arm["languages"]:
        texts = {text["name"]: text["text"] for text in each["texts"]}
        draft = template_checks.Draft(scenario=scenario, language=each["language"], texts=texts)
        stored = template_checks.normalized(draft)
        yield stored.language, stored.texts
