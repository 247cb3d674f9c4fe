"""`manage.py push_export FILE`: export all subscriptions with their keys to a CSV file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ...shop.connections import writer
from ...subscriber_files import exporting
from ...subscribers import audit_log
from ...subscribers.audit_log import Action


class Command(BaseCommand):
    help = (
        "Exports subscriptions with their keys to a new CSV file that only its owner may read. Who "
        "has the file and the VAPID keys (`push_keys backup`) can send to your shoppers."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a new file")
        parser.add_argument("--channel", default="", help="slug; all channels if left out")

    def handle(self, *_args: Any, file: Path, channel: str, **_options: Any) -> None:
        with writer():
            try:
                count = exporting.export(file, _log, channel=channel)
            except exporting.CannotWriteError as error:
                raise CommandError(str(error)) from error
        self.stdout.write(f"{count} subscriptions were written to {file}. Keep it secret.")


def _log(browsers: int) -> None:
    details = {"browsers": browsers}
    audit_log.add(Action.BROWSERS_EXPORTED, audit_log.COMMAND, timezone.now(), details=details)
