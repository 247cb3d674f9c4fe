"""Runs the sweeps: stores the events they find, and how far each has got."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial

from .. import outbox
from ..core.isolated_steps import isolated
from ..models import renamed_channels
from ..settings import operator
from ..settings.config import Config
from ..shop import channels, sweeps
from . import hold_out

# A transaction may commit long after it began, so the windows of a sweep overlap. They end shortly
# before now, so that hooks report first.
OVERLAP, SETTLED = timedelta(minutes=10), timedelta(seconds=30)


def start(*, now: datetime) -> None:
    """Set all cursors to now, because sending was just switched on. No sweep looks further back."""
    outbox.start_cursors(sweeps.WINDOWED, now)


def sweep(config: Config, *, now: datetime) -> list[int]:
    """Run all sweeps and store their events; returns the ids. Finds none while sending is off.

    Channels come first: the other sweeps and their events name them by slug.
    """
    _isolated("renamed_channels", lambda: renamed_channels.follow(channels.slugs()))
    _isolated("hold_out", partial(hold_out.keep, config, now))
    names = sweeps.WINDOWED
    windowed = [
        id for name in names for id in _isolated(name, partial(_sweep_window, name, config, now))
    ]
    compared = _isolated("pages_of_offers", partial(_compare_pages, config, now))
    if config.sending and not config.outside_eu:
        _isolated("published_prices", partial(sweeps.published_prices.look, now))
    return windowed + compared


def _compare_pages(config: Config, now: datetime) -> list[int]:
    return compare_offers(sweeps.price_and_stock_changes.pages(now), config, now=now)


def compare_offers(
    pages: Iterable[sweeps.price_and_stock_changes.Page], config: Config, *, now: datetime
) -> list[int]:
    """Store the events of changed offers; returns their ids. One transaction per page."""
    if not config.sending:
        return []
    return [id for page in pages for id in _isolated("offers", partial(_compare, page, now))]


def compare_variant(variant_id: int, config: Config, *, now: datetime) -> list[int]:
    """Store the events of one variant that may have changed; returns their ids."""
    return compare_offers(sweeps.price_and_stock_changes.of_variant(variant_id), config, now=now)


def _isolated(name: str, find: Callable[[], list[int] | None]) -> list[int]:
    """Run one sweep. If it fails, that is logged and it runs again in the next round."""
    return isolated(f"sweep {name}", find, None) or []


def _compare(page: sweeps.price_and_stock_changes.Page, now: datetime) -> list[int]:
    with outbox.atomic():
        return outbox.record(sweeps.price_and_stock_changes.changed(page, now))


def _sweep_window(name: str, config: Config, now: datetime) -> list[int]:
    if not config.sending:
        outbox.reset_cursor(name, spared=(now - SETTLED, now + OVERLAP))
        return []
    # Notifications of older events may have been sent and deleted.
    since = max(outbox.window_start(name, OVERLAP, now), now - operator.keep())
    until = now - SETTLED
    with outbox.atomic():
        ids = outbox.record(sweeps.WINDOWED[name](since, until))
        outbox.advance_cursor(name, max(since, until))
    return ids
