"""The week itself: set up, let happen, and say what came of it."""

import random
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from django.db.models import Count
from saleor.core.db.connection import allow_writer

from saleor_push_plugin.models import Notification, State

from . import clock, crowd, faults, luck, office, shelves, wire
from .browsing import Browsing
from .checker import Violation
from .engine import TICK, Engine, driven
from .shopping import Shopping
from .street import Street
from .telling import story

# So many violations of a day are told in full.
WORST = 5
# In this week clocks go forward in Europe, and soon back on Lord Howe Island.
START = datetime(2026, 3, 24, tzinfo=UTC)
# Visits of a shopper in a week, and how long after it everything owed must have come.
VISITS, SPARE = 1.2, timedelta(hours=3)


@dataclass(frozen=True, kw_only=True)
class Wish:
    shoppers: int
    days: int
    seed: int


@dataclass(frozen=True, kw_only=True)
class Result:
    """How it ended. `kinds`: pushes shown, by scenario; `reasons`: why others were not sent."""

    violations: list[Violation]
    sent: int
    skipped: int
    orders: int
    seconds: float
    kinds: dict[str, int]
    reasons: dict[str, int]


def live(wish: Wish, say: Callable[[str], None]) -> Result:
    """Simulates `wish.days` days of a shop in the database that Django is set up with."""
    began, now = time.perf_counter(), clock.Clock(START)
    street = _street(wish, now)
    over_there = wire.Wire(
        clock=now, write=street.write, faults=street.faults, chance=random.Random(wish.seed + 1)
    )
    engine = Engine(street=street, wire=over_there)
    with ExitStack() as stack:
        stack.enter_context(luck.seeded(wish.seed))
        for inside in (allow_writer(), clock.running(now), wire.connected(over_there)):
            stack.enter_context(inside)
        shopping = _open(wish, street)
        stack.enter_context(driven(engine))
        say(f"the shop is open: {wish.shoppers} shoppers, {len(street.world.devices)} browsers")
        _run(engine, say)
        told = len(street.checker.found)
        street.checker.close(street.now)
        _tell(street, street.checker.found[told : told + WORST], say)
        return _result(street, shopping, time.perf_counter() - began)


def _street(wish: Wish, now: clock.Clock) -> Street:
    chance = random.Random(wish.seed)
    trouble = faults.make(START, wish.days, chance)
    end = START + timedelta(days=wish.days)
    return Street(clock=now, chance=chance, faults=trouble, end=end)


def _open(wish: Wish, street: Street) -> Shopping:
    chance = street.chance
    goods = shelves.stock(chance, street.write, street.now)
    people = crowd.gather(wish.shoppers, list(goods.channels), chance, street.now, street.write)
    shop = office.Office(street=street, shelves=goods)
    shopping = Shopping(street=street, shelves=goods, process=shop.process)
    browsing = Browsing(street=street, shelves=goods, shopping=shopping, crowd=people)
    office.open_for(shop, START)
    office.give_cards(shop, START)
    hours = 24 * wish.days
    for shopper in people:
        for device in shopper.late:
            street.later(0, hours, partial(browsing.arrive, shopper, device))
        for _ in range(_visits(chance, wish.days)):
            street.later(0, hours, partial(browsing.visit, shopper))
    return shopping


def _visits(chance: random.Random, days: int) -> int:
    """Most come now and then, a few again and again."""
    return min(int(chance.expovariate(1 / (VISITS * (days + 2) / 9)) + 0.5), 12)


def _run(engine: Engine, say: Callable[[str], None]) -> None:
    street, when, told = engine.street, START, 0
    while when < street.end + SPARE:
        when += TICK
        while action := street.next(before=when):
            action()
            engine.work()
        street.clock.move(when)
        engine.tick()
        if when.hour == when.minute == 0 or when >= street.end + SPARE:
            found = street.checker.found
            say(f"{when - TICK:%A}: {engine.wire.shown} pushes so far, {len(found)} violations")
            _tell(street, found[told : told + WORST], say)
            told = len(found)


def _tell(street: Street, found: Sequence[Violation], say: Callable[[str], None]) -> None:
    for violation in found:
        say(f"  {violation}")
        for line in story(violation, street.checker.entries):
            say(f"    {line}")


def _result(street: Street, shopping: Shopping, seconds: float) -> Result:
    rows = Notification.objects.order_by()
    skipped = rows.filter(state__in=[State.SKIPPED, State.EXPIRED, State.FAILED])
    sent = rows.filter(state=State.SENT)
    return Result(
        violations=street.checker.found,
        sent=sent.count(),
        skipped=skipped.count(),
        orders=shopping.orders,
        seconds=seconds,
        kinds=dict(sent.values_list("scenario").annotate(n=Count("id")).order_by("-n")),
        reasons=dict(skipped.values_list("reason").annotate(n=Count("id")).order_by("-n")),
    )
