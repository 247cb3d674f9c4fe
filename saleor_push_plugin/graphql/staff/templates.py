"""The owner writes what pushes say."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Self

import graphene

from ...core.push_subscription import Problem
from ...messages import editor, overrides
from ...models import Wording
from .. import inputs_parsing
from ..message_types import (
    MANAGE_PLUGINS,
    PushTemplate,
    PushTextInput,
    language_field,
    preview_field,
    warnings_field,
)
from ..storefront.subscriptions import error
from ..types import PushError

_NONE = Problem(field="", code="not_found", message="There are no words of yours in that place.")


def _scenario() -> graphene.String:
    return graphene.String(required=True, description="Code of the scenario.")


def _channel() -> graphene.String:
    return graphene.String(
        description="Slug of the channel. Left out: for all that have no words of their own."
    )


def _errors() -> graphene.List:
    return graphene.List(
        graphene.NonNull(PushError),
        required=True,
        description="Everything that was wrong. If there is anything, nothing was done.",
    )


class PushTemplateUpdate(graphene.Mutation):
    template = graphene.Field(
        PushTemplate,
        description="What is stored now. Null after a dry run or if there are errors.",
    )
    preview = preview_field()
    warnings = warnings_field()
    errors = _errors()

    class Arguments:
        scenario = _scenario()
        language = language_field()
        channel = _channel()
        texts = graphene.List(
            graphene.NonNull(PushTextInput),
            required=True,
            description="All the owner's texts for this place; those left out are as shipped.",
        )
        dry_run = graphene.Boolean(
            default_value=False, description="Only look: nothing is kept. For an editor's preview."
        )

    class Meta:
        description = (
            "Says it in the owner's own words, from the next push on. Replaces what the owner "
            "wrote for this scenario, language and channel before. "
            "Requires the permission MANAGE_PLUGINS of a member of staff or an app."
        )

    @classmethod
    def mutate(cls, _root: None, info: Any, dry_run: bool = False, **given: Any) -> Self:
        who = info.context.require(MANAGE_PLUGINS)
        draft = editor.tidy(_draft(**given))
        where = list(_about_channel(draft.channel))
        proof = editor.proof(replace(draft, channel="") if where else draft)
        if found := (*where, *proof.problems, *_about_twice(given["texts"])):
            return cls(warnings=[], errors=[error(problem) for problem in found])
        kept = None if dry_run else overrides.keep(_row(draft, who), info.context.now)
        return cls(template=kept, preview=proof.text, warnings=proof.cautions, errors=[])


class PushTemplateReset(graphene.Mutation):
    errors = _errors()

    class Arguments:
        scenario = _scenario()
        language = language_field()
        channel = _channel()

    class Meta:
        description = (
            "Says it in the shipped words again: forgets what the owner wrote for this scenario, "
            "language and channel. "
            "Requires the permission MANAGE_PLUGINS of a member of staff or an app."
        )

    @classmethod
    def mutate(cls, _root: None, info: Any, **given: Any) -> Self:
        info.context.require(MANAGE_PLUGINS)
        draft = editor.tidy(_draft(**given))
        # Neither scenario nor channel need be there any more: their words can be taken away.
        known = all(map(_can_be_asked, (draft.scenario, draft.language, draft.channel)))
        if known and overrides.drop(draft.scenario, draft.language, draft.channel):
            return cls(errors=[])
        return cls(errors=[error(_NONE)])


def _draft(
    scenario: str,
    language: str,
    channel: str | None = None,
    texts: Sequence[Mapping[str, str]] = (),
) -> editor.Draft:
    said = {each["name"]: each["text"] for each in texts}
    return editor.Draft(scenario=scenario, language=language, channel=channel or "", texts=said)


def _row(draft: editor.Draft, who: str) -> Wording:
    return Wording(
        scenario=draft.scenario,
        language=draft.language,
        channel=draft.channel,
        texts=dict(draft.texts),
        updated_by=who,
    )


def _about_channel(slug: str) -> Iterator[Problem]:
    if slug:
        yield from inputs_parsing.about_channel(slug)


def _about_twice(texts: Sequence[Mapping[str, str]]) -> Iterator[Problem]:
    if len({each["name"] for each in texts}) < len(texts):
        yield Problem(field="texts", code="unique", message="A text is given twice.")


def _can_be_asked(text: str) -> bool:
    """PostgreSQL takes neither NUL nor half a character."""
    return text.isprintable()
