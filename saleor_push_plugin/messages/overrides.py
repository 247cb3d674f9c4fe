"""Template overrides: a channel's own take precedence over those for all channels."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from ..core.scenario import Scenario
from ..core.text.languages import lookup
from ..core.text.template_rules import problem
from ..models import TemplateOverride
from . import catalog, localization

logger = logging.getLogger(__name__)
ALL_CHANNELS = ""


@dataclass(kw_only=True)
class Wordings:
    """The overrides of some scenarios and channels."""

    rows: Sequence[TemplateOverride] = ()
    _found: dict[tuple[str, str], Mapping[str, catalog.Texts]] = field(default_factory=dict)

    def of(self, scenario: Scenario[Any], channel: str) -> Mapping[str, catalog.Texts]:
        """The overrides by language, for each language in which no text is missing."""
        key = (scenario.code, channel)
        if key not in self._found:
            self._found[key] = dict(self._whole(scenario, channel))
        return self._found[key]

    def _whole(self, scenario: Scenario[Any], channel: str) -> Mapping[str, catalog.Texts]:
        languages = {row.language for row in self.rows if row.scenario == scenario.code}
        found = {language: self.merged(scenario, language, channel) for language in languages}
        return {each: texts for each, texts in found.items() if is_whole(scenario, each, texts)}

    def merged(self, scenario: Scenario[Any], language: str, channel: str) -> catalog.Texts:
        """The overrides for one reader: the closest language first, then the channel's own."""
        texts: dict[str, str] = {}
        for tag in reversed(lookup(language)):
            for place in dict.fromkeys((ALL_CHANNELS, channel)):
                if row := self.at(scenario.code, tag, place):
                    texts |= _fitting(row, scenario)
        return texts

    def at(self, scenario: str, language: str, channel: str) -> TemplateOverride | None:
        """The override of exactly this scenario, language and channel."""
        return self._places.get((scenario, language, channel))

    @cached_property
    def _places(self) -> Mapping[tuple[str, str, str], TemplateOverride]:
        return {(row.scenario, row.language, row.channel): row for row in self.rows}


def is_whole(scenario: Scenario[Any], language: str, texts: catalog.Texts) -> bool:
    """Whether no text is missing: each one is an override or shipped in this language."""
    return localization.can_say(language) and not missing(scenario, language, texts)


def missing(scenario: Scenario[Any], language: str, texts: catalog.Texts) -> list[str]:
    """The names of texts that are neither overridden nor shipped in a language."""
    return [] if catalog.shipped(language) else [n for n in scenario.texts if n not in texts]


def load(codes: Collection[str], channels: Collection[str]) -> Wordings:
    """The overrides of these scenarios, for these channels and for all; one query."""
    places = {ALL_CHANNELS, *channels}
    return Wordings(
        rows=list(TemplateOverride.objects.filter(scenario__in=codes, channel__in=places))
    )


def written(codes: Collection[str]) -> Wordings:
    """All overrides of these scenarios, in every channel."""
    rows = TemplateOverride.objects.filter(scenario__in=codes)
    return Wordings(rows=list(rows.order_by("scenario", "language", "channel")))


def languages() -> list[str]:
    """The languages shoppers may choose: the shipped ones and those of overrides."""
    own = TemplateOverride.objects.values_list("language", flat=True).distinct()
    return [*catalog.LANGUAGES, *sorted(set(own) - set(catalog.LANGUAGES))]


def keep(wording: TemplateOverride, now: datetime) -> TemplateOverride:
    """Store an override; replaces the previous one."""
    kept, _ = TemplateOverride.objects.update_or_create(
        scenario=wording.scenario,
        language=wording.language,
        channel=wording.channel,
        defaults={"texts": wording.texts, "updated_by": wording.updated_by, "updated_at": now},
    )
    return kept


def drop(scenario: str, language: str, channel: str) -> bool:
    """Delete an override; whether it existed."""
    rows = TemplateOverride.objects.filter(scenario=scenario, language=language, channel=channel)
    return rows.delete()[0] > 0


def unsign(user_id: int) -> None:
    """Remove the author's name from overrides, which stay, because the account was deleted."""
    TemplateOverride.objects.filter(updated_by=f"User:{user_id}").update(updated_by="")


def _fitting(row: TemplateOverride, scenario: Scenario[Any]) -> catalog.Texts:
    """The valid texts: an update of a scenario may have removed a word."""
    fitting = {}
    for name, text in row.texts.items():
        if complaint := problem(scenario, name, text):
            _report(f"{row}, {name}", complaint)
        else:
            fitting[name] = text
    return fitting


@lru_cache(maxsize=1000)
def _report(which: str, complaint: str) -> None:
    """Log once per worker process (by the cache), not for every notification."""
    logger.warning("push: the shop's own text is not used (%s): %s", which, complaint)
