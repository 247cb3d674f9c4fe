"""What the shop's pushes are and say: for an editor of their texts."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import graphene

from ...core.scenario import Scenario
from ...core.text.template_rules import problem
from ...messages import catalog, editor, localization
from ...messages import overrides as wordings
from ...models import Wording
from ...scenarios import SCENARIOS
from ..enums import PushPriorityEnum, PushTopicEnum
from ..message_types import (
    MANAGE_PLUGINS,
    PushTemplate,
    language_field,
    name_field,
    preview_field,
    warnings_field,
)


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """A scenario and all the owner wrote for it, as one channel has it (“”: as all have it)."""

    scenario: Scenario[Any]
    kept: wordings.Wordings
    channel: str

    @property
    def languages(self) -> list[str]:
        return list(dict.fromkeys([*catalog.LANGUAGES, *(row.language for row in self.rows)]))

    @property
    def rows(self) -> list[Wording]:
        return [row for row in self.kept.rows if row.scenario == self.scenario.code]


@dataclass(frozen=True, kw_only=True)
class Page:
    """The same in one language."""

    shelf: Shelf
    language: str

    @cached_property
    def own(self) -> catalog.Texts:
        return self.shelf.kept.merged(self.shelf.scenario, self.language, self.shelf.channel)

    @cached_property
    def proof(self) -> editor.Proof:
        scenario, own = self.shelf.scenario, self.own
        if not wordings.is_whole(scenario, self.language, own):
            return editor.Proof()
        return editor.shown(scenario, self.language, own)

    def texts(self) -> Iterator["PushText"]:
        scenario, own = self.shelf.scenario, self.own
        row = self.shelf.kept.at(scenario.code, self.language, self.shelf.channel)
        mine = row.texts if row else {}
        shipped = (
            localization.templates(scenario, self.language)
            if catalog.shipped(self.language)
            else {}
        )
        for name in dict.fromkeys((*scenario.texts, *mine)):
            yield PushText(
                name=name,
                shipped=shipped.get(name),
                own=mine.get(name),
                used=own.get(name, shipped.get(name)),
                problem=problem(scenario, name, mine[name]) if name in mine else None,
            )


class PushText(graphene.ObjectType):
    name = name_field()
    shipped = graphene.String(
        description="The template that came with the plugin. Null in other languages than its own."
    )
    own = graphene.String(description="What the owner wrote for exactly this language and channel.")
    used = graphene.String(
        description="What is said: the channel's own, else what is for all channels, else shipped."
    )
    problem = graphene.String(description="Why `own` cannot be used any more. Null if it can.")

    class Meta:
        description = "One text of a scenario, in one language."


class PushScenarioLanguage(graphene.ObjectType):
    language = language_field()
    texts = graphene.List(
        graphene.NonNull(PushText), required=True, description="Title, body and what else there is."
    )
    preview = preview_field()
    warnings = warnings_field()

    class Meta:
        description = "What a scenario says in one language."

    @staticmethod
    def resolve_texts(root: Page, _info: Any) -> list[PushText]:
        return list(root.texts())

    @staticmethod
    def resolve_preview(root: Page, _info: Any) -> Any:
        return root.proof.text

    @staticmethod
    def resolve_warnings(root: Page, _info: Any) -> Any:
        return root.proof.cautions


class PushWord(graphene.ObjectType):
    name = graphene.String(required=True, description="The word, to be put into braces.")
    example = graphene.String(
        description="A value, said in English. Null where the example has none: then the sentence "
        "the word stands in is left out."
    )
    is_number = graphene.Boolean(
        required=True, description="Whether it can be counted: a plural may depend on it."
    )

    class Meta:
        description = "A word that the texts of a scenario may use."


class PushScenario(graphene.ObjectType):
    code = graphene.String(required=True, description="Its name for programs.")
    label = graphene.String(required=True, description="Its name for people, in English.")
    topic = graphene.Field(PushTopicEnum, required=True, description="What a shopper agrees to.")
    priority = graphene.Field(
        PushPriorityEnum,
        required=True,
        description="Which marketing goes when a week has no more room.",
    )
    delay = graphene.Int(
        required=True, description="Seconds from the event, or from when the step before was seen."
    )
    after = graphene.String(description="Code of the step before. Null if there is none.")
    words = graphene.List(
        graphene.NonNull(PushWord), required=True, description="Words its texts may use."
    )
    languages = graphene.List(
        graphene.NonNull(PushScenarioLanguage),
        required=True,
        description="What it says, in every language there are texts in.",
    )
    templates = graphene.List(
        graphene.NonNull(PushTemplate),
        required=True,
        description="All that the owner wrote for it, in whatever language and channel.",
    )

    class Meta:
        description = "A kind of push."


def scenarios(info: Any, code: str | None = None, channel: str | None = None) -> list[PushScenario]:
    """For staff and apps that may manage plugins."""
    info.context.require(MANAGE_PLUGINS)
    found = [each for each in SCENARIOS.values() if code in (None, each.code)]
    kept = wordings.written([each.code for each in found])
    return [_shown(Shelf(scenario=each, kept=kept, channel=channel or "")) for each in found]


def _shown(shelf: Shelf) -> PushScenario:
    scenario = shelf.scenario
    return PushScenario(
        code=scenario.code,
        label=scenario.label,
        topic=scenario.topic,
        priority=scenario.priority,
        delay=int(scenario.delay.total_seconds()),
        after=scenario.after or None,
        words=list(_words(scenario)),
        languages=[Page(shelf=shelf, language=each) for each in shelf.languages],
        templates=shelf.rows,
    )


def _words(scenario: Scenario[Any]) -> Iterator[PushWord]:
    for name, value in sorted(scenario.words(scenario.sample).items()):
        number = isinstance(value, int)
        yield PushWord(name=name, example=editor.example(value), is_number=number)
