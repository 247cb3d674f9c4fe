"""`manage.py push_keys`: list, make, retire, back up and restore the shop's VAPID keys."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ...settings import vapid_backup, vapid_keys
from ...settings.config import VAPID_SETTING, setting
from ...shop.connections import writer
from ...subscribers import vapid_key_use


class Command(BaseCommand):
    help = (
        "Lists the VAPID keys with the number of browsers that depend on each, makes a new one, "
        "retires a former one, backs them up to a file and restores them from it. Private keys are "
        "written to the backup only."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action")
        actions.add_parser("list", help="lists the keys (as without an action)")
        actions.add_parser("make", help="makes a new key: browsers take it at their next visit")
        retire = actions.add_parser("retire", help="deletes a former key from the database")
        retire.add_argument("key", help="the public key, or at least 8 characters of its beginning")
        retire.add_argument(
            "--force",
            action="store_true",
            help="although browsers depend on it: they get nothing until they visit the shop",
        )
        for name, text in (("backup", "a new file"), ("restore", "a file made by “backup”")):
            action = actions.add_parser(name, help=f"{name}s the keys in the database")
            action.add_argument("file", type=Path, help=text)

    def handle(self, *_args: Any, **options: Any) -> None:
        action: Callable[[Mapping[str, Any]], None] = getattr(self, options["action"] or "list")
        with writer():
            try:
                action(options)
            except (vapid_key_use.CannotRetireError, vapid_backup.BackupError) as error:
                raise CommandError(str(error)) from error

    def list(self, _options: Mapping[str, Any]) -> None:
        for use in vapid_key_use.uses():
            self.stdout.write("\t".join(_columns(use)))

    def make(self, _options: Mapping[str, Any]) -> None:
        if setting(VAPID_SETTING):
            raise CommandError(
                f"{VAPID_SETTING} decides which key is current. Add its value to "
                f"{vapid_keys.FORMER_SETTING} and then replace it."
            )
        self.stdout.write(f"The current key is now {vapid_keys.make(timezone.now())}")

    def retire(self, options: Mapping[str, Any]) -> None:
        use = vapid_key_use.retire(options["key"], force=options["force"])
        self.stdout.write(f"Retired {use.public}; {use.browsers} browsers depended on it.")

    def backup(self, options: Mapping[str, Any]) -> None:
        count = vapid_backup.write(options["file"])
        self.stdout.write(f"{count} keys were written to {options['file']}. Keep it secret.")
        if left_out := len(vapid_keys.in_settings()):
            self.stderr.write(f"{left_out} keys stand in the settings and are not part of it.")

    def restore(self, options: Mapping[str, Any]) -> None:
        count = vapid_backup.restore(options["file"])
        self.stdout.write(f"{count} keys were restored; the others were here already.")
        if not vapid_backup.is_private(options["file"]):
            self.stderr.write(f"Others than its owner may read {options['file']}: it has keys.")


def _columns(use: vapid_key_use.KeyUse) -> Iterator[str]:
    """The key, its place, since when, and how many browsers depend on it."""
    yield use.public
    yield "current" if use.is_current else "lost" if use.place == "lost" else "former"
    yield use.place if use.place != "lost" else "no private key"
    yield f"since {use.since:%Y-%m-%d}" if use.since else "no browser yet"
    yield f"{use.browsers} browsers"
