"""Checks and previews the owner's templates before they are stored."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .. import scenarios
from ..core.push_subscription import Problem, language_problems
from ..core.scenario import Scenario
from ..core.text import fitting
from ..core.text.payload import Text
from ..core.text.platform_lengths import LengthWarning, length_warnings
from ..core.text.spam_signs import SpamSign, spam_signs
from ..core.text.template_rules import BODY, clean, problems
from ..language_tags import normalize_tag
from . import catalog, formatting, localization, overrides
from .overrides import Overrides


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Templates of a scenario in one language, to check. `channel`: a slug, or "" for all."""

    scenario: str
    language: str
    channel: str = ""
    texts: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Preview:
    """A draft's text with sample values and warnings of it, or the draft's problems."""

    problems: tuple[Problem, ...] = ()
    text: Text | None = None
    warnings: tuple[LengthWarning | SpamSign, ...] = ()


def normalized(draft: Draft) -> Draft:
    """The draft with language tag and line ends as they are stored."""
    return Draft(
        scenario=draft.scenario,
        language=normalize_tag(draft.language),
        channel=draft.channel,
        texts={name: clean(text) for name, text in draft.texts.items()},
    )


def check(draft: Draft) -> Preview:
    """All problems of a normalized draft or, without any, its preview."""
    scenario = scenarios.find(draft.scenario)
    errors = [*_scenario_problems(scenario), *_language_problems(draft.language)]
    if scenario is None or errors:
        return Preview(problems=tuple(errors))
    texts = {**_other_overrides(scenario, draft), **draft.texts}
    errors += [*problems(scenario, draft.texts), *_missing_text_problems(scenario, draft, texts)]
    errors = errors or list(_empty_text_problems(scenario, draft))
    return Preview(problems=tuple(errors)) if errors else preview(scenario, draft.language, texts)


def preview(scenario: Scenario[Any], language: str, texts: catalog.Texts) -> Preview:
    """The scenario with its sample values, in a language, with these overrides."""
    text = localization.text(
        scenario, scenario.sample, language=language, time_zone="UTC", overrides=texts
    )
    most = fitting.most(scenario.topic.marketing)
    lengths: list[LengthWarning | SpamSign] = [*length_warnings(text, most=most)]
    return Preview(text=text, warnings=(*lengths, *spam_signs(text)))


def example(value: object) -> str | None:
    """A word's sample value, formatted in English; None if the sample has no value."""
    formatter = formatting.Formatter(language=catalog.SOURCE, time_zone="UTC")
    return None if value is None else formatter.format(value)


def _other_overrides(scenario: Scenario[Any], draft: Draft) -> catalog.Texts:
    """The stored overrides that apply where the draft has no template."""
    stored = overrides.load([scenario.code], [draft.channel])
    edited = (draft.language, draft.channel)
    others = [row for row in stored.rows if (row.language, row.channel) != edited]
    return Overrides(rows=others).merged(scenario, draft.language, draft.channel)


def _scenario_problems(scenario: Scenario[Any] | None) -> Iterator[Problem]:
    if scenario is None:
        message = f"There is no such scenario, only {', '.join(sorted(scenarios.SCENARIOS))}."
        yield Problem(field="scenario", code="not_found", message=message)


def _language_problems(language: str) -> Iterator[Problem]:
    if not language:
        yield Problem(field="language", code="required", message="The language is missing.")
        return
    malformed = list(language_problems(language))
    yield from malformed
    if not malformed and not localization.is_supported(language):
        message = "Prices, dates and plurals cannot be formatted in that language."
        yield Problem(field="language", code="not_found", message=message)


def _missing_text_problems(
    scenario: Scenario[Any], draft: Draft, texts: catalog.Texts
) -> Iterator[Problem]:
    if not draft.texts:
        yield Problem(field="texts", code="required", message="There are no texts.")
        return
    for name in overrides.missing(scenario, draft.language, texts):
        message = f"No text is shipped in “{draft.language}”, so this one is required, too."
        yield Problem(field=name, code="required", message=message)


def _empty_text_problems(scenario: Scenario[Any], draft: Draft) -> Iterator[Problem]:
    formatter = formatting.Formatter(language=draft.language, time_zone="UTC")
    words = scenario.words(scenario.sample)
    for name, text in draft.texts.items():
        if name != BODY and not formatter.render(text, words):
            message = "The text is empty when its words have no value, and some may have none."
            yield Problem(field=name, code="invalid", message=message)
