"""Starts and ends the hold-out: every quarter other people, while the shop has it switched on."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from ..core.experiments.assignment import BUCKETS, HELD_OUT, quarter
from ..models import Experiment

# The arms' names, in their order.
ARMS = ("held out", "told")


def running() -> Experiment | None:
    """The running hold-out."""
    return Experiment.objects.filter(scenario="", ended_at=None).first()


def start(now: datetime) -> bool:
    """Start the hold-out of this quarter; False if another process has started it."""
    try:
        with transaction.atomic():
            Experiment.objects.create(
                name=quarter(now),
                salt=secrets.token_urlsafe(12),
                arms=[{"name": name} for name in ARMS],
                ends=[HELD_OUT, BUCKETS],
                started_at=now,
            )
    except IntegrityError:
        return False
    return True


def end(now: datetime) -> None:
    """End the running hold-out. Whom it held out gets what is due from now on."""
    Experiment.objects.filter(scenario="", ended_at=None).update(ended_at=now)


def all_of() -> list[Experiment]:
    """All hold-outs, the newest first."""
    return list(Experiment.objects.filter(scenario="").order_by("-started_at", "-pk"))


def store(hold_out_id: int, result: Mapping[str, Any]) -> None:
    """Keep what was counted of one that ended."""
    Experiment.objects.filter(pk=hold_out_id).update(result=result)
