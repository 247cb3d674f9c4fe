"""`manage.py push_reasons`: print the table of reason codes, as in docs/troubleshooting.md."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from ... import scenarios
from ...core.reason import Reason


class Command(BaseCommand):
    help = "Prints all reason codes and their meaning as a Markdown table."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        external = scenarios.reasons().items()
        self.stdout.write("\n".join([*table(), *(_row(*each) for each in external)]))


def table() -> Iterator[str]:
    """The lines for the plugin's own reasons, without those of other packages' scenarios."""
    yield "| reason | it means |"
    yield "| --- | --- |"
    for reason in Reason:
        yield _row(reason.value, reason.words)


def _row(code: str, words: str) -> str:
    return f"| `{code}` | {words} |"
