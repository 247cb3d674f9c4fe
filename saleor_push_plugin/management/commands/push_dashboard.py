"""`manage.py push_dashboard add|remove`: the plugin's page in Saleor's Dashboard."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ...shop import dashboard_app
from ...shop.connections import writer


class Command(BaseCommand):
    help = (
        "“add” puts the page into the Dashboard again after somebody deleted it there. “remove” "
        "deletes the app and its extensions from Saleor's tables, before the plugin is uninstalled."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["add", "remove"])

    def handle(self, *_args: Any, **options: Any) -> None:
        with writer():
            if options["action"] == "add":
                dashboard_app.add_again(timezone.now())
                self.stdout.write("The page is in the Dashboard: Discounts, Web Push.")
                return
            count = dashboard_app.remove()
        self.stdout.write("The page was removed." if count else "There was no page.")
