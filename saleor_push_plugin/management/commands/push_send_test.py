"""`manage.py push_send_test SUBSCRIPTION`: send a test notification and print its outcome."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ...delivery import push_test
from ...shop import config
from ...shop.connections import writer


class Command(BaseCommand):
    help = (
        "Sends a test notification to one subscription, in its language, and prints what its push "
        "service answered. The exit code is 0 only if the push service accepted the message."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "subscription", help="the id of the subscription, as in pushDeliveryLog"
        )
        parser.add_argument(
            "--with",
            choices=["pywebpush"],
            dest="library",
            help="send with pywebpush instead of the plugin's own sender, to compare the two",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        send = push_test.with_pywebpush if options["library"] else push_test.with_sender
        with writer():
            try:
                result = push_test.send_test(
                    options["subscription"], config.load(), send, now=timezone.now()
                )
            except push_test.CannotSendError as error:
                raise CommandError(str(error)) from error
        if not result.arrived:
            raise CommandError(push_test.describe(result))
        self.stdout.write(push_test.describe(result))
