"""`manage.py push_sending`: say whether this shop sends, or let it send from its address."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ...settings import sending_address
from ...shop import config
from ...shop.connections import writer


class Command(BaseCommand):
    help = (
        "Says whether this shop sends notifications; the exit code is 0 only if nothing stops it. "
        "“confirm” lets it send from its current PUBLIC_URL after that has changed. Never confirm "
        "a staging shop with a copy of the database: what waits there goes to real shoppers."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", nargs="?", choices=["status", "confirm"], default="status")

    def handle(self, *_args: Any, **options: Any) -> None:
        with writer():
            if options["action"] == "confirm":
                sending_address.confirm(timezone.now())
            other, is_on = sending_address.other_address(), config.is_sending()
        if other:
            raise CommandError(str(other))
        if not is_on:
            raise CommandError("Sending is switched off.")
        self.stdout.write(f"This shop sends, from {sending_address.current() or 'no PUBLIC_URL'}.")
