"""Template overrides: a channel's own take precedence over those for all channels."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from ..core.scenario import Scenario
from ..core.text.template_rules import problem
from ..language_tags import lookup
from ..models import TemplateOverride
from . import catalog, localization
from .closest_language import shipped

logger = logging.getLogger(__name__)
ALL_CHANNELS = ""


@dataclass(kw_only=True)
class Overrides:
    """The stored overrides of some scenarios and channels."""

    rows: Sequence[TemplateOverride] = ()
    _complete: dict[tuple[str, str], Mapping[str, catalog.Texts]] = field(default_factory=dict)

    def by_language(self, scenario: Scenario[Any], channel: str) -> Mapping[str, catalog.Texts]:
        """The overrides by language, for each language in which no text is missing."""
        key = (scenario.code, channel)
        if key not in self._complete:
            self._complete[key] = self._find_complete(scenario, channel)
        return self._complete[key]

    def _find_complete(self, scenario: Scenario[Any], channel: str) -> Mapping[str, catalog.Texts]:
        languages = {row.language for row in self.rows if row.scenario == scenario.code}
        merged = {language: self.merged(scenario, language, channel) for language in languages}
        return {each: texts for each, texts in merged.items() if is_complete(scenario, each, texts)}

    def merged(self, scenario: Scenario[Any], language: str, channel: str) -> catalog.Texts:
        """The overrides for a reader. The closest language wins, then the channel's own."""
        texts: dict[str, str] = {}
        for tag in reversed(lookup(language)):
            for slug in dict.fromkeys((ALL_CHANNELS, channel)):
                if row := self.get(scenario.code, tag, slug):
                    texts |= _valid_texts(row, scenario)
        return texts

    def get(self, scenario: str, language: str, channel: str) -> TemplateOverride | None:
        """The override of exactly this scenario, language and channel."""
        return self._by_key.get((scenario, language, channel))

    @cached_property
    def _by_key(self) -> Mapping[tuple[str, str, str], TemplateOverride]:
        return {(row.scenario, row.language, row.channel): row for row in self.rows}


def is_complete(scenario: Scenario[Any], language: str, texts: catalog.Texts) -> bool:
    """Whether each text is overridden or shipped in this language."""
    return localization.is_supported(language) and not missing(scenario, language, texts)


def missing(scenario: Scenario[Any], language: str, texts: catalog.Texts) -> list[str]:
    """The names of texts that are neither overridden nor shipped in a language."""
    if shipped(language):
        return []
    return [name for name in scenario.texts if name not in texts]


def load(codes: Collection[str], channels: Collection[str]) -> Overrides:
    """The overrides of these scenarios, for these channels and for all; one query."""
    slugs = {ALL_CHANNELS, *channels}
    rows = TemplateOverride.objects.filter(scenario__in=codes, channel__in=slugs)
    return Overrides(rows=list(rows))


def load_all(codes: Collection[str]) -> Overrides:
    """All overrides of these scenarios, in every channel."""
    rows = TemplateOverride.objects.filter(scenario__in=codes)
    return Overrides(rows=list(rows.order_by("scenario", "language", "channel")))


def languages() -> list[str]:
    """The languages shoppers may choose: the shipped ones and those of overrides."""
    overridden = TemplateOverride.objects.values_list("language", flat=True).distinct()
    return [*catalog.LANGUAGES, *sorted(set(overridden) - set(catalog.LANGUAGES))]


def store(override: TemplateOverride, now: datetime) -> TemplateOverride:
    """Store an override in place of the previous one; returns the stored row."""
    row, _ = TemplateOverride.objects.update_or_create(
        scenario=override.scenario,
        language=override.language,
        channel=override.channel,
        defaults={"texts": override.texts, "updated_by": override.updated_by, "updated_at": now},
    )
    return row


def delete(scenario: str, language: str, channel: str) -> bool:
    """Delete an override; False if there was none."""
    rows = TemplateOverride.objects.filter(scenario=scenario, language=language, channel=channel)
    return rows.delete()[0] > 0


def remove_author(user_id: int) -> None:
    """Clear `updated_by` on the overrides of a deleted account; the overrides stay."""
    TemplateOverride.objects.filter(updated_by=f"User:{user_id}").update(updated_by="")


def _valid_texts(row: TemplateOverride, scenario: Scenario[Any]) -> catalog.Texts:
    """The texts that are still valid: an update of a scenario may have removed a word."""
    valid = {}
    for name, text in row.texts.items():
        if invalid := problem(scenario, name, text):
            _log_invalid(f"{row}, {name}", invalid)
        else:
            valid[name] = text
    return valid


@lru_cache(maxsize=1000)
def _log_invalid(override: str, problem: str) -> None:
    """Log once per worker process (by the cache), not for every notification."""
    logger.warning("push: the shop's own template is not used (%s): %s", override, problem)
