"""What can go wrong. Each fault waits for its random moment, does its harm, and leaves."""

import random
import time
from collections.abc import Callable, Mapping

from sandbox.chaos.buyers import arrive
from sandbox.chaos.town import Town
from sandbox.processes import Service

Fault = Callable[[Town, random.Random], None]
# Orders of a round are placed within about two seconds.
MOMENT = 2.0


def _kill(choose: Callable[[Town], Service]) -> Fault:
    def fault(town: Town, dice: random.Random) -> None:
        time.sleep(dice.uniform(0, MOMENT))
        choose(town).kill()

    return fault


def flush_broker(town: Town, dice: random.Random) -> None:
    """All messages are lost."""
    time.sleep(dice.uniform(0, MOMENT))
    broker = town.live.broker
    broker.kill()  # it keeps nothing on disk
    broker.start()


def broker_away(town: Town, dice: random.Random) -> None:
    time.sleep(dice.uniform(0, MOMENT))
    town.live.broker.kill()
    time.sleep(dice.uniform(1, 4))
    town.live.broker.start()


def database_crashes(town: Town, dice: random.Random) -> None:
    time.sleep(dice.uniform(0, MOMENT))
    town.crash_database()


def hooks_fail(town: Town, dice: random.Random) -> None:
    """As with a process that dies between its commit and its hooks, but every time."""
    with town.without_events():
        time.sleep(MOMENT + dice.uniform(0, 2))


def everything_dies(town: Town, dice: random.Random) -> None:
    """A power cut."""
    time.sleep(dice.uniform(0, MOMENT))
    for program in town.live.programs:
        program.kill()


def _service(**how: object) -> Fault:
    def fault(town: Town, dice: random.Random) -> None:
        town.answer(**how)
        time.sleep(MOMENT + dice.uniform(0, 2))

    return fault


def half_of_the_time(town: Town, dice: random.Random) -> None:
    """Every second browser's push service fails."""
    for service in town.services:
        for subscription in service.subscriptions()[::2]:
            service.answer(500, token=subscription["token"])
    time.sleep(MOMENT)


def _some_devices(count: int, **how: object) -> Fault:
    """So many others order through each push service, and are answered so whatever they get."""

    def fault(town: Town, dice: random.Random) -> None:
        for service in [each for each in town.services for _ in range(count)]:
            stranger = arrive(town, "stranger", service)
            service.answer(token=stranger.browser.token, **how)  # type: ignore[arg-type]
            stranger.order(town)
        time.sleep(dice.uniform(0, MOMENT))

    return fault


def half_of_the_hosts(town: Town, dice: random.Random) -> None:
    """One of two push services drops whoever calls."""
    dice.choice(town.services).answer(reset=True)
    time.sleep(MOMENT + dice.uniform(0, 2))


def clock_jumps(town: Town, dice: random.Random) -> None:
    """Forwards or backwards, by up to ten minutes, and later back to the truth."""
    time.sleep(dice.uniform(0, MOMENT))
    town.set_clock(dice.choice([-1, 1]) * dice.uniform(10, 600))
    time.sleep(dice.uniform(1, 4))


def broker_full(town: Town, dice: random.Random) -> None:
    """It keeps what it has and takes nothing more, as with a full disk."""
    time.sleep(dice.uniform(0, MOMENT))
    town.limit_broker(1)
    time.sleep(dice.uniform(1, 4))


def killed_while_slow(town: Town, dice: random.Random) -> None:
    """The worker dies with pushes accepted and not yet settled."""
    town.answer(delay=2.0)
    time.sleep(dice.uniform(0.5, 2.5))
    town.live.worker.kill()


FAULTS: Mapping[str, Fault] = {
    "worker killed": _kill(lambda town: town.live.worker),
    "beat killed": _kill(lambda town: town.live.beat),
    "web killed": _kill(lambda town: town.live.web),
    "everything killed": everything_dies,
    "worker killed while sending": killed_while_slow,
    "broker flushed": flush_broker,
    "broker away": broker_away,
    "PostgreSQL crashed": database_crashes,
    "PostgreSQL refuses hooks": hooks_fail,
    "push service slow": _service(delay=2.0),
    "push service hanging": _service(hang=True),
    "429 storm": _service(status=429, retry_after=3),
    "5xx storm": _service(status=500),
    "406 with Retry-After": _service(status=406, retry_after=3),
    "some devices refused": _some_devices(4, status=403),
    "one device throttled": _some_devices(1, status=429, retry_after=3600),
    "resets before the answer": _service(reset=True),
    "accepted, answer lost": _service(reset=True, accept=True),
    "accepted, answered 503": _service(status=503, accept=True),
    "half of the devices fail": half_of_the_time,
    "half of the hosts down": half_of_the_hosts,
    "clock jumps": clock_jumps,
    "broker full": broker_full,
}
