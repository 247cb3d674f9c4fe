"""Checks and previews the owner's templates before they are stored."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .. import scenarios
from ..core.push_subscription import Problem, language_problems
from ..core.scenario import Scenario
from ..core.text.languages import normalize_tag
from ..core.text.lengths import LengthWarning, length_warnings
from ..core.text.payload import Text
from ..core.text.template_rules import BODY, clean, problems
from . import catalog, localization, overrides
from .overrides import Wordings


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Templates to check, of a scenario in one language, for one channel or ("") for all."""

    scenario: str
    language: str
    channel: str = ""
    texts: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Proof:
    """The preview of a draft, or its problems."""

    problems: tuple[Problem, ...] = ()
    text: Text | None = None
    cautions: tuple[LengthWarning, ...] = field(default=())


def tidy(draft: Draft) -> Draft:
    """The draft with language tag and line ends normalised, as they are stored."""
    return Draft(
        scenario=draft.scenario,
        language=normalize_tag(draft.language),
        channel=draft.channel,
        texts={name: clean(text) for name, text in draft.texts.items()},
    )


def proof(draft: Draft) -> Proof:
    """All problems of a tidy draft; if there are none, its preview with the scenario's sample."""
    scenario = scenarios.find(draft.scenario)
    found = [*_about_scenario(scenario), *_about_language(draft.language)]
    if scenario is None or found:
        return Proof(problems=tuple(found))
    own = {**_elsewhere(scenario, draft), **draft.texts}
    found += [*problems(scenario, draft.texts), *_about_lack(scenario, draft, own)]
    found = found or list(_about_silence(scenario, draft))
    return Proof(problems=tuple(found)) if found else shown(scenario, draft.language, own)


def shown(scenario: Scenario[Any], language: str, own: catalog.Texts) -> Proof:
    """The preview of a scenario in a language, with its sample."""
    text = localization.text(scenario, scenario.sample, language=language, time_zone="UTC", own=own)
    return Proof(text=text, cautions=tuple(length_warnings(text)))


def example(value: object) -> str | None:
    """The sample value of a word, formatted in English; None if the sample has none."""
    voice = localization.Voice(language=catalog.SOURCE, time_zone="UTC")
    return None if value is None else voice.say(value)


def _elsewhere(scenario: Scenario[Any], draft: Draft) -> catalog.Texts:
    """The other overrides that apply where the draft has no template."""
    kept, place = overrides.load([scenario.code], [draft.channel]), (draft.language, draft.channel)
    others = [row for row in kept.rows if (row.language, row.channel) != place]
    return Wordings(rows=others).merged(scenario, draft.language, draft.channel)


def _about_scenario(scenario: Scenario[Any] | None) -> Iterator[Problem]:
    if scenario is None:
        message = f"There is no such scenario, only {', '.join(sorted(scenarios.SCENARIOS))}."
        yield Problem(field="scenario", code="not_found", message=message)


def _about_language(language: str) -> Iterator[Problem]:
    if not language:
        yield Problem(field="language", code="required", message="The language is missing.")
        return
    wrong = list(language_problems(language))
    yield from wrong
    if not wrong and not localization.can_say(language):
        message = "Nobody here can say prices, dates and plurals in that language."
        yield Problem(field="language", code="not_found", message=message)


def _about_lack(scenario: Scenario[Any], draft: Draft, own: catalog.Texts) -> Iterator[Problem]:
    if not draft.texts:
        yield Problem(field="texts", code="required", message="There is no text.")
        return
    for name in overrides.missing(scenario, draft.language, own):
        message = f"No text is shipped in “{draft.language}”, so this one is needed too."
        yield Problem(field=name, code="required", message=message)


def _about_silence(scenario: Scenario[Any], draft: Draft) -> Iterator[Problem]:
    voice = localization.Voice(language=draft.language, time_zone="UTC")
    words = scenario.words(scenario.sample)
    for name, text in draft.texts.items():
        if name != BODY and not voice.render(text, words):
            message = "It says nothing unless all its words have a value; not all always have."
            yield Problem(field=name, code="invalid", message=message)
