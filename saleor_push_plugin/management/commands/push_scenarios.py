"""`manage.py push_scenarios`: print the table of scenarios, as in docs/scenarios.md."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand

from ...core.audience import Audience, Owner, SingleSubscription
from ...core.scenario import Scenario
from ...scenarios import SCENARIOS

COLUMNS = ("scenario", "starts with", "goes to", "after", "lives", "ends when", "consent", "words")


class Command(BaseCommand):
    help = "Prints all scenarios as a Markdown table."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write("\n".join(table()))


def table() -> Iterator[str]:
    yield f"| {' | '.join(COLUMNS)} |"
    yield f"|{' --- |' * len(COLUMNS)}"
    for scenario in sorted(SCENARIOS.values(), key=lambda one: (one.topic, one.code)):
        yield f"| {' | '.join(_cells(scenario))} |"


def _cells(scenario: Scenario[Any]) -> Iterator[str]:
    yield f"**{scenario.label}** `{scenario.code}`"
    yield f"`{scenario.trigger}`"
    yield _recipients(scenario.audience(scenario.sample))
    yield _delay(scenario)
    yield _duration(scenario.ttl)
    yield scenario.ends
    yield f"`{scenario.topic}`"
    yield ", ".join(f"`{word}`" for word in sorted(scenario.words(scenario.sample)))


def _recipients(audience: Audience) -> str:
    if isinstance(audience, Owner):
        return "all browsers of the person"
    return (
        "this browser" if isinstance(audience, SingleSubscription) else "the watchers, oldest first"
    )


def _delay(scenario: Scenario[Any]) -> str:
    if scenario.after:
        return f"{_duration(scenario.delay)} after `{scenario.after}` was seen"
    return _duration(scenario.delay) if scenario.delay else "at once"


def _duration(duration: timedelta) -> str:
    hours = duration / timedelta(hours=1)
    if hours < 1:
        return f"{duration / timedelta(minutes=1):g} min"
    return f"{hours:g} h" if hours <= 48 else f"{hours / 24:g} d"
