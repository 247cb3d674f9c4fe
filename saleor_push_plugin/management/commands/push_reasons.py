"""`manage.py push_reasons`: the table in docs/troubleshooting.md, made from the codes."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from ... import scenarios
from ...core.reason import Reason


class Command(BaseCommand):
    help = "Prints every reason a push may have, as a Markdown table."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        brought = scenarios.reasons().items()
        self.stdout.write("\n".join([*table(), *(_row(*each) for each in brought)]))


def table() -> Iterator[str]:
    """The plugin's own; those of other packages' scenarios are known only where they run."""
    yield "| reason | it means |"
    yield "| --- | --- |"
    for reason in Reason:
        yield _row(reason.value, reason.words)


def _row(code: str, words: str) -> str:
    return f"| `{code}` | {words} |"
