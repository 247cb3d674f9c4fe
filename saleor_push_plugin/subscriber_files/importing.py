"""Imports a file of subscriptions, batch by batch, and tells what became of its lines."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from ..core.imported_subscription import ImportedSubscription, NotAskedFor, Shop, parse
from . import storing
from .lines import Line, read

# Lines that are stored in one transaction.
BATCH = 2000


@dataclass(kw_only=True)
class Progress:
    """What became of the lines so far. `line`: the last one that was looked at.

    `known`: they are here already; `left`: who left, was erased or is gone; `skipped`: who left the
    other vendor, and what is no browser; `wrong`: lines with problems; `unconsented`: lines that
    are taken without their marketing, as they do not tell which words were agreed to.
    """

    line: int = 0
    new: int = 0
    known: int = 0
    left: int = 0
    skipped: int = 0
    wrong: int = 0
    unconsented: int = 0

    @property
    def total(self) -> int:
        """How many lines were looked at."""
        return self.new + self.known + self.left + self.skipped + self.wrong


@dataclass(frozen=True, kw_only=True)
class Job:
    """What is imported and how. `first_line`: earlier ones are passed over; `held`: see `storing`.

    `report`: told of each wrong line: its number, the field (or "") and what is wrong. `clock`: the
    time. `dry`: nothing is stored.
    """

    path: Path
    shop: Shop
    clock: Callable[[], datetime]
    report: Callable[[int, str, str], None]
    first_line: int = 0
    held: bool = True
    dry: bool = False
    progress: Progress = field(default_factory=Progress)


def run(job: Job) -> Iterator[Progress]:
    """Import; yields the progress after each batch. A batch that was stored stays stored.

    The same file can be imported again: what is here is passed over. Raises NoSubscriptionsError.
    """
    lines = read(job.path)
    while batch := list(islice(lines, BATCH)):
        valid = [each for line in batch if line[0] >= job.first_line for each in _valid(line, job)]
        _store(valid, job)
        job.progress.line = batch[-1][0]
        yield job.progress


def _valid(line: Line, job: Job) -> Iterator[ImportedSubscription]:
    number, record = line
    if isinstance(record, str):
        job.progress.wrong += 1
        job.report(number, "", record)
        return
    try:
        found = parse(record, job.shop)
    except NotAskedFor:
        job.progress.skipped += 1
        return
    if isinstance(found, ImportedSubscription):
        job.progress.unconsented += bool(found.notes)
        yield found
        found = list(found.notes)
    else:
        job.progress.wrong += 1
    for problem in found:
        job.report(number, problem.field, problem.message)


def _store(valid: list[ImportedSubscription], job: Job) -> None:
    if not valid:
        return
    now = job.clock()
    stored = storing.foresee(valid) if job.dry else storing.store(valid, now, held=job.held)
    job.progress.new += stored.new
    job.progress.known += stored.known
    job.progress.left += stored.left
