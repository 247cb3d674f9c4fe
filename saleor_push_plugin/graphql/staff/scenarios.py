"""The scenarios and their texts, for an editor of the texts."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import graphene

from ...core.scenario import Scenario
from ...core.text.template_rules import problem
from ...messages import catalog, closest_language, localization, overrides, template_checks
from ...models import TemplateOverride
from ...scenarios import SCENARIOS
from ...shop import config
from .. import scalars
from ..enums import PushPriorityEnum, PushTopicEnum
from .template_types import (
    MANAGE_PLUGINS,
    PushTemplate,
    language_field,
    name_field,
    preview_field,
    warnings_field,
)


@dataclass(frozen=True, kw_only=True)
class ScenarioTexts:
    """A scenario and its overrides, as one channel uses them ("": as all channels do)."""

    scenario: Scenario[Any]
    stored: overrides.Overrides
    channel: str

    @property
    def languages(self) -> list[str]:
        return list(dict.fromkeys([*catalog.LANGUAGES, *(row.language for row in self.rows)]))

    @property
    def rows(self) -> list[TemplateOverride]:
        return [row for row in self.stored.rows if row.scenario == self.scenario.code]


@dataclass(frozen=True, kw_only=True)
class LanguageTexts:
    """The texts of a scenario in one language."""

    of: ScenarioTexts
    language: str

    @cached_property
    def overrides(self) -> catalog.Texts:
        return self.of.stored.merged(self.of.scenario, self.language, self.of.channel)

    @cached_property
    def preview(self) -> template_checks.Preview:
        scenario, merged = self.of.scenario, self.overrides
        if not overrides.is_complete(scenario, self.language, merged):
            return template_checks.Preview()
        return template_checks.preview(scenario, self.language, merged)

    def texts(self) -> Iterator["PushText"]:
        scenario, merged = self.of.scenario, self.overrides
        row = self.of.stored.get(scenario.code, self.language, self.of.channel)
        overridden = row.texts if row else {}
        shipped = (
            localization.templates(scenario, self.language)
            if closest_language.shipped(self.language)
            else {}
        )
        for name in dict.fromkeys((*scenario.texts, *overridden)):
            yield PushText(
                name=name,
                shipped=shipped.get(name),
                own=overridden.get(name),
                used=merged.get(name, shipped.get(name)),
                problem=problem(scenario, name, overridden[name]) if name in overridden else None,
            )


class PushText(graphene.ObjectType):
    name = name_field()
    shipped = graphene.String(
        description="The template that the plugin brings. Null in languages it is not shipped in."
    )
    own = graphene.String(
        description="The shop's own template for exactly this language and channel."
    )
    used = graphene.String(
        description="The template in use: the channel's own, else the one for all "
        "channels, else the shipped one."
    )
    problem = graphene.String(description="Why `own` cannot be used any more. Null if it can.")

    class Meta:
        description = "One text of a scenario, in one language."


class PushScenarioLanguage(graphene.ObjectType):
    language = language_field()
    texts = graphene.List(
        graphene.NonNull(PushText),
        required=True,
        description="The title, the body and further texts.",
    )
    preview = preview_field()
    warnings = warnings_field()

    class Meta:
        description = "The texts of a scenario in one language."

    @staticmethod
    def resolve_texts(root: LanguageTexts, _info: Any) -> list[PushText]:
        return list(root.texts())

    @staticmethod
    def resolve_preview(root: LanguageTexts, _info: Any) -> Any:
        return root.preview.text

    @staticmethod
    def resolve_warnings(root: LanguageTexts, _info: Any) -> Any:
        return root.preview.warnings


class PushWord(graphene.ObjectType):
    name = graphene.String(required=True, description="The name to put in braces.")
    example = graphene.String(
        description="An example value in English. Null if the sample has none: then the sentence "
        "with this word is left out."
    )
    is_number = graphene.Boolean(
        required=True, description="Whether it is a number, so that a plural may depend on it."
    )

    class Meta:
        description = "A word that the texts of a scenario may use."


class PushScenario(graphene.ObjectType):
    code = graphene.String(required=True, description="The unique code of the scenario.")
    label = graphene.String(required=True, description="The name of the scenario, in English.")
    is_on = graphene.Boolean(
        required=True, description="Whether it is switched on; see pushScenarioSwitch."
    )
    topic = graphene.Field(
        PushTopicEnum, required=True, description="The topic that a shopper agrees to."
    )
    priority = graphene.Field(
        PushPriorityEnum,
        required=True,
        description="Which marketing is sent first when the weekly limit is near.",
    )
    delay = scalars.Int(
        required=True, description="Seconds after the event, or after the previous step was shown."
    )
    after = graphene.String(
        description="Code of the previous step of a sequence. Null if there is none."
    )
    words = graphene.List(
        graphene.NonNull(PushWord), required=True, description="Words that its texts may use."
    )
    languages = graphene.List(
        graphene.NonNull(PushScenarioLanguage),
        required=True,
        description="Its texts, by language.",
    )
    templates = graphene.List(
        graphene.NonNull(PushTemplate),
        required=True,
        description="The shop's own templates, in every language and channel.",
    )

    class Meta:
        description = "A kind of notification."


def scenarios(info: Any, code: str | None = None, channel: str | None = None) -> list[PushScenario]:
    """The scenarios, for staff and apps that may manage plugins."""
    info.context.require(MANAGE_PLUGINS)
    selected = [each for each in SCENARIOS.values() if code in (None, each.code)]
    stored = overrides.load_all([each.code for each in selected])
    disabled = config.load().disabled
    return [
        _push_scenario(
            ScenarioTexts(scenario=each, stored=stored, channel=channel or ""),
            is_on=each.code not in disabled,
        )
        for each in selected
    ]


def _push_scenario(texts: ScenarioTexts, *, is_on: bool) -> PushScenario:
    scenario = texts.scenario
    return PushScenario(
        code=scenario.code,
        is_on=is_on,
        label=scenario.label,
        topic=scenario.topic,
        priority=scenario.priority,
        delay=int(scenario.delay.total_seconds()),
        after=scenario.after or None,
        words=list(_words(scenario)),
        languages=[LanguageTexts(of=texts, language=each) for each in texts.languages],
        templates=texts.rows,
    )


def _words(scenario: Scenario[Any]) -> Iterator[PushWord]:
    for name, value in sorted(scenario.words(scenario.sample).items()):
        is_number = isinstance(value, int)
        yield PushWord(name=name, example=template_checks.example(value), is_number=is_number)
