"""Mutations that store and delete the shop's own templates."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Self

import graphene

from ...core.push_subscription import Problem
from ...experiments import scenario_texts
from ...messages import overrides, template_checks
from ...models import TemplateOverride
from ...scenarios import SCENARIOS
from .. import inputs_parsing
from ..types import PushError, to_push_error
from .experiment_inputs import RUNNING, TODAY, draft_problems
from .experiment_types import ExperimentView, PushExperiment
from .template_types import (
    MANAGE_PLUGINS,
    PushTemplate,
    PushTextInput,
    language_field,
    preview_field,
    warnings_field,
)

EDITED = "Edited"
_NOT_FOUND = Problem(
    field="",
    code="not_found",
    message="The shop has no templates of its own for this scenario, language and channel.",
)


def _scenario() -> graphene.String:
    return graphene.String(required=True, description="Code of the scenario.")


def _channel() -> graphene.String:
    return graphene.String(
        description="Slug of the channel. Left out: all channels without templates of their own."
    )


def _errors() -> graphene.List:
    return graphene.List(
        graphene.NonNull(PushError),
        required=True,
        description="Everything that is wrong with the request. If there are errors, "
        "nothing was changed.",
    )


class PushTemplateUpdate(graphene.Mutation):
    template = graphene.Field(
        PushTemplate,
        description="What is stored now. Null after a dry run or if there are errors.",
    )
    experiment = graphene.Field(
        PushExperiment, description="The experiment that was started, if `experiment` was true."
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
            description="All templates of the shop for this scenario, language and "
            "channel; those left out are as shipped.",
        )
        dry_run = graphene.Boolean(
            default_value=False, description="Return the preview without storing anything."
        )
        experiment = graphene.Boolean(
            default_value=False,
            description="Store nothing, and start an experiment instead: half of the people who "
            "read this language get these texts, the others today's.",
        )

    class Meta:
        description = (
            "Stores the shop's own templates, used from the next notification on. Replaces those "
            "stored before for this scenario, language and channel. "
            "Requires the permission MANAGE_PLUGINS of a member of staff or an app, and with it "
            "covers every channel, as Saleor's pluginUpdate."
        )

    @classmethod
    def mutate(
        cls,
        _root: None,
        info: Any,
        dry_run: bool = False,
        experiment: bool = False,
        **given: Any,
    ) -> Self:
        author = info.context.require(MANAGE_PLUGINS)
        draft = template_checks.normalized(_draft(**given))
        channel_problems = list(_channel_problems(draft.channel))
        preview = template_checks.check(replace(draft, channel="") if channel_problems else draft)
        problems = (*channel_problems, *preview.problems, *_duplicate_problems(given["texts"]))
        if problems:
            return cls(warnings=[], errors=[to_push_error(problem) for problem in problems])
        if experiment and not dry_run:
            return cls._experiment(_experiment(draft), preview, author, info.context.now)
        stored = None if dry_run else overrides.store(_row(draft, author), info.context.now)
        return cls(template=stored, preview=preview.text, warnings=preview.warnings, errors=[])

    @classmethod
    def _experiment(
        cls,
        draft: scenario_texts.Draft,
        preview: template_checks.Preview,
        author: str,
        now: datetime,
    ) -> Self:
        problems = list(draft_problems(draft))
        started = None if problems else scenario_texts.start(draft, author, now)
        if started is None:
            found = problems or [RUNNING]
            return cls(warnings=[], errors=[to_push_error(problem) for problem in found])
        view = ExperimentView(started, now)
        return cls(experiment=view, preview=preview.text, warnings=preview.warnings, errors=[])


class PushTemplateReset(graphene.Mutation):
    errors = _errors()

    class Arguments:
        scenario = _scenario()
        language = language_field()
        channel = _channel()

    class Meta:
        description = (
            "Returns to the shipped templates: deletes the shop's own ones for this scenario, "
            "language and channel. "
            "Requires the permission MANAGE_PLUGINS of a member of staff or an app, and with it "
            "covers every channel, as Saleor's pluginUpdate."
        )

    @classmethod
    def mutate(cls, _root: None, info: Any, **given: Any) -> Self:
        info.context.require(MANAGE_PLUGINS)
        draft = template_checks.normalized(_draft(**given))
        # Scenario and channel may be gone: their templates can be deleted all the same.
        is_storable = all(map(_is_storable, (draft.scenario, draft.language, draft.channel)))
        if is_storable and overrides.delete(draft.scenario, draft.language, draft.channel):
            return cls(errors=[])
        return cls(errors=[to_push_error(_NOT_FOUND)])


def _draft(
    scenario: str,
    language: str,
    channel: str | None = None,
    texts: Sequence[Mapping[str, str]] = (),
) -> template_checks.Draft:
    templates = {each["name"]: each["text"] for each in texts}
    return template_checks.Draft(
        scenario=scenario, language=language, channel=channel or "", texts=templates
    )


def _experiment(draft: template_checks.Draft) -> scenario_texts.Draft:
    """The experiment of an edited text against today's."""
    return scenario_texts.Draft(
        scenario=draft.scenario,
        channel=draft.channel,
        name=f"{SCENARIOS[draft.scenario].label}, {draft.language}",
        today=TODAY,
        variants=[
            scenario_texts.Variant(name=EDITED, texts={draft.language: dict(draft.texts)}),
        ],
    )


def _row(draft: template_checks.Draft, author: str) -> TemplateOverride:
    return TemplateOverride(
        scenario=draft.scenario,
        language=draft.language,
        channel=draft.channel,
        texts=dict(draft.texts),
        updated_by=author,
    )


def _channel_problems(slug: str) -> Iterator[Problem]:
    if slug:
        yield from inputs_parsing.channel_problems(slug)


def _duplicate_problems(texts: Sequence[Mapping[str, str]]) -> Iterator[Problem]:
    if len({each["name"] for each in texts}) < len(texts):
        yield Problem(field="texts", code="unique", message="A text is given twice.")


def _is_storable(text: str) -> bool:
    """PostgreSQL accepts neither NUL nor a lone surrogate."""
    return text.isprintable()
