"""A round of sweeps: each runs by itself, the most urgent first."""

import importlib
import logging
import pkgutil
from datetime import datetime

import pytest
from django.db import connection
from django.utils import timezone

from saleor_push_plugin.core.event import ORDER_CREATED, Event
from saleor_push_plugin.delivery import sweep_runner
from saleor_push_plugin.models import Cursor
from saleor_push_plugin.shop import config, sweeps
from saleor_push_plugin.shop.connections import writer
from tests.hosts.shop import Shop


def breaks(_since: datetime, _until: datetime) -> list[Event]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    return []


def finds(name: str) -> sweeps.Windowed:
    return lambda since, _until: [Event(kind=ORDER_CREATED, subject=name, at=since)]


@pytest.mark.parametrize("broken", list(sweeps.WINDOWED))
def test_a_sweep_that_fails_holds_up_no_other(
    push: Shop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, broken: str
) -> None:
    for name in sweeps.WINDOWED:
        monkeypatch.setitem(sweeps.WINDOWED, name, breaks if name == broken else finds(name))
    with writer(), caplog.at_level(logging.ERROR):
        found = sweep_runner.sweep(config.load(), now=timezone.now())
    assert len(found) == len(sweeps.WINDOWED) - 1
    assert [record.message for record in caplog.records] == [f"sweep {broken} failed"]


@pytest.mark.parametrize(
    ("broken", "place", "name"),
    [
        ("renamed_channels", sweep_runner.renamed_channels, "follow"),
        ("hold_out", sweep_runner.hold_out, "keep"),
        ("pages_of_offers", sweeps.price_and_stock_changes, "pages"),
        ("published_prices", sweeps.published_prices, "look"),
    ],
)
def test_nothing_else_of_a_round_that_fails_holds_up_the_sweeps(
    push: Shop,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    broken: str,
    place: object,
    name: str,
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(place, name, fails)
    for each in sweeps.WINDOWED:
        monkeypatch.setitem(sweeps.WINDOWED, each, finds(each))
    with writer(), caplog.at_level(logging.ERROR):
        found = sweep_runner.sweep(config.load(), now=timezone.now())
    assert len(found) == len(sweeps.WINDOWED)
    assert [record.message for record in caplog.records] == [f"sweep {broken} failed"]


def test_no_sweep_keeps_progress_of_its_own_under_the_name_of_a_window() -> None:
    """Switching sending on sets the cursors of all windows to now: 180 days would be skipped."""
    package = importlib.import_module("saleor_push_plugin.shop.sweeps")
    modules = (getattr(package, info.name) for info in pkgutil.iter_modules(package.__path__))
    own = [module.NAME for module in modules if hasattr(module, "NAME")]
    assert len(own) >= 2
    assert len({*own, *sweeps.WINDOWED}) == len(own) + len(sweeps.WINDOWED)


def test_what_a_sweep_failed_to_look_at_is_looked_at_again(
    push: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sweeps.WINDOWED, "orders", breaks)
    before = Cursor.objects.get(name="orders").at
    with writer():
        sweep_runner.sweep(config.load(), now=before)
        sweep_runner.sweep(config.load(), now=before + 2 * sweep_runner.OVERLAP)
    assert Cursor.objects.get(name="orders").at == before


def test_a_page_of_offers_that_fails_holds_up_no_other(
    push: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed(page: sweeps.price_and_stock_changes.Page, now: datetime) -> list[Event]:
        return breaks(now, now) if page[0] == "bad" else finds("x")(now, now)

    monkeypatch.setattr(sweeps.price_and_stock_changes, "changed", changed)
    with writer():
        found = sweep_runner.compare_offers(
            [("bad", {}), ("good", {})], config.load(), now=timezone.now()
        )
    assert len(found) == 1


def test_orders_are_looked_for_first() -> None:
    assert list(sweeps.WINDOWED)[:2] == ["orders", "order_log"]
