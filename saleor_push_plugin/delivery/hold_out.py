"""Keeps the hold-out as the owner wants it: every quarter other people, from enough of them on."""

from datetime import datetime

from ..core.experiments.assignment import LEAST_PEOPLE, quarter
from ..experiments import hold_out
from ..settings.config import Config
from ..subscribers import consent


def keep(config: Config, now: datetime) -> None:
    """Start, renew or end it, as the setting, the quarter and the number of people say."""
    running = hold_out.running()
    if running and not (config.hold_out and running.name == quarter(now)):
        hold_out.end(now)
        running = None
    if config.hold_out and not running and consent.marketing_people(LEAST_PEOPLE) >= LEAST_PEOPLE:
        hold_out.start(now)
