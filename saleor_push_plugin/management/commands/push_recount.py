"""`manage.py push_recount 2026-11-27 [--repair]`: compare a day's results with the rows."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ...results import recounting, subscriber_growth


class Command(BaseCommand):
    help = (
        "Counts a day (UTC) anew from the notifications that are still kept, and names each number "
        "that is stored otherwise. Ends with 1 if there is one. Reads all notifications."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("day", type=date.fromisoformat, help="such as 2026-11-27")
        parser.add_argument("--repair", action="store_true", help="store what was counted")

    def handle(self, *args: Any, day: date, repair: bool, **options: Any) -> None:
        found = recounting.recount(day)
        agree = self._subscribers_agree(day)
        for each in found.differences:
            self.stdout.write(_line(each))
        if not found.complete:
            self.stdout.write("Notifications of that day were deleted: less is counted than was.")
        if not found.differences:
            self.stdout.write(f"{day} agrees with its notifications.")
        elif repair:
            self._repair(found)
        if not agree or (found.differences and not repair):
            raise SystemExit(1)

    def _subscribers_agree(self, day: date) -> bool:
        noted, counted = subscriber_growth.recount(day)
        if noted != counted:
            self.stdout.write(f"subscribers of {day}: {noted} noted, {counted} there")
        return noted == counted

    def _repair(self, found: recounting.Recount) -> None:
        try:
            self.stdout.write(f"{recounting.repair(found)} numbers are corrected.")
        except ValueError as error:
            raise CommandError(str(error)) from error


def _line(each: recounting.Difference) -> str:
    cell = f"{each.scenario or '-'} campaign {each.campaign_id} experiment {each.experiment_id}"
    return (
        f"{cell} arm {each.arm} group {each.group_id} {each.kind}: "
        f"stored {each.stored}, counted {each.counted}"
    )
