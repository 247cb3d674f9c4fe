"""`manage.py push_import FILE`: import the subscriptions of another vendor, or of another shop."""

from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ...core.imported_subscription import Shop
from ...settings import vapid_backup, vapid_keys
from ...shop import channels, config
from ...shop.connections import writer
from ...subscriber_files import exporting, importing, lines, storing, vendor_keys, worker_check
from ...subscriber_files.importing import Job, Progress
from ...subscriber_files.lines import NoSubscriptionsError
from ...subscribers import audit_log
from ...subscribers.audit_log import Action

# Wrong lines that are told on the screen; a report has them all.
_TOLD = 20
_COUNTED = ("new", "known", "left", "skipped", "wrong")
_EXPECTED = (
    NoSubscriptionsError,
    exporting.CannotWriteError,
    vendor_keys.VendorKeyError,
    worker_check.NotOurWorkerError,
)


class Command(BaseCommand):
    help = (
        "Imports subscriptions: OneSignal's CSV with web_auth and web_p256, or CSV or JSON with "
        "endpoint, p256dh and auth; .gz as well. Nothing is sent to an imported browser before its "
        "first visit, or before the old vendor's worker script is ours (--worker). Marketing needs "
        "the columns topics and text_version. What is here already is passed over, so a run that "
        "was stopped can be repeated. docs/moving-in.md tells more."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="the file")
        parser.add_argument("--channel", default="", help="slug, for lines that name none")
        parser.add_argument(
            "--vapid",
            type=Path,
            help="a file with the VAPID pair that the subscriptions were made with",
        )
        parser.add_argument(
            "--worker",
            default="",
            help="URL of the old vendor's worker script, which imports our sw.js by now: it is "
            "fetched and checked, and imported browsers are sent to at once. Without a file: those "
            "that were imported before.",
        )
        parser.add_argument("--report", type=Path, help="a new file for all wrong lines")
        parser.add_argument(
            "--from-line", type=int, default=0, help="pass over what is before it, records of JSON"
        )
        parser.add_argument("--dry-run", action="store_true", help="check only, store nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not (options["file"] or options["worker"]):
            raise CommandError("Give a file, or --worker.")
        with writer():
            try:
                self._handle(options)
            except _EXPECTED as error:
                raise CommandError(str(error)) from error

    def _handle(self, options: Mapping[str, Any]) -> None:
        if options["worker"]:
            worker_check.check(options["worker"], config.load())
        if options["file"] is None:
            self._release()
            return
        unit = lines.unit(options["file"])
        with self._report(options["report"], unit) as report:
            job = Job(
                path=options["file"],
                shop=self._shop(options),
                clock=timezone.now,
                report=report,
                first_line=options["from_line"],
                held=not options["worker"],
                dry=options["dry_run"],
            )
            self._run(job, unit)
        for file in filter(None, (options["file"], options["vapid"])):
            if not vapid_backup.is_private(file):
                self.stderr.write(f"Others than its owner may read {file}: it has keys.")

    def _release(self) -> None:
        released = storing.release()
        self._audit({"released": released})
        self.stdout.write(f"{released} imported browsers are sent to from now on.")

    def _run(self, job: Job, unit: str) -> None:
        try:
            for progress in importing.run(job):
                self.stdout.write(f"{unit} {progress.line}: {progress.new} new")
        except KeyboardInterrupt:
            self.stderr.write(f"Stopped. Go on with --from-line {job.progress.line + 1}.")
        finally:
            if not job.dry and job.progress.total:
                self._audit(_numbers(job.progress))
        verb = "would be imported" if job.dry else "imported"
        numbers = _numbers(job.progress)
        parts = ", ".join(f"{count} {name}" for name, count in numbers.items() if name != "new")
        self.stdout.write(f"{numbers['new']} {verb}; {parts}.")

    def _audit(self, numbers: Mapping[str, int]) -> None:
        audit_log.add(
            Action.BROWSERS_IMPORTED, audit_log.COMMAND, timezone.now(), details=dict(numbers)
        )

    def _shop(self, options: Mapping[str, Any]) -> Shop:
        slugs = set(channels.slugs().values())
        if options["channel"] and options["channel"] not in slugs:
            raise CommandError("There is no such channel.")
        public = ""
        if options["vapid"]:
            private = vendor_keys.read(options["vapid"])
            public = vapid_keys.public_of(private)
            if not options["dry_run"]:
                vendor_keys.add(private, timezone.now())
        known = {*vapid_keys.in_settings(), *vapid_keys.stored().values_list("public", flat=True)}
        return Shop(
            services=config.load().services,
            channels=slugs,
            keys=known | ({public} if public else set()),
            channel=options["channel"],
            vapid_public=public,
        )

    @contextmanager
    def _report(self, path: Path | None, unit: str) -> Iterator[Any]:
        """What is told of each wrong line: to the report, and of the first ones on the screen."""
        file, told = (exporting.private_file(path) if path else None), 0

        def report(number: int, field: str, message: str) -> None:
            nonlocal told
            line = _shown(f"{unit} {number}: {f'{field}: ' if field else ''}{message}")
            if file:
                file.write(f"{line}\n")
            if told < _TOLD:
                self.stderr.write(line)
            told += 1

        try:
            yield report
        finally:
            if file:
                file.close()
            if told > _TOLD:
                self.stderr.write(f"and {told - _TOLD} more{'' if path else ' (see --report)'}")


def _numbers(progress: Progress) -> dict[str, int]:
    numbers = {name: getattr(progress, name) for name in _COUNTED}
    lost = {"without marketing": progress.unconsented} if progress.unconsented else {}
    return {**numbers, **lost}


def _shown(text: str) -> str:
    """A text without what a terminal would obey, or no file can hold."""
    return "".join(each if each.isprintable() else "\ufffd" for each in text)
