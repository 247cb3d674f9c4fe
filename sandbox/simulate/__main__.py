"""`make simulate SHOPPERS=10000 DAYS=7 SEED=1`: prints what happened, and one line at the end."""

import argparse
import logging
import os
import sys
from pathlib import Path

from sandbox.servers import postgres
from tools.say import ROOT, closing, say

WORST = 20


def main() -> int:
    parser = argparse.ArgumentParser(prog="make simulate", description=__doc__)
    for name, default in (("shoppers", 10_000), ("days", 7), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    wanted = parser.parse_args()
    with postgres() as cluster:
        _set_up(cluster.create("push"))
        return _simulate(wanted)


def _set_up(database_url: str) -> None:
    """The sandbox's shop in this process, with an empty database."""
    sys.path[:0] = [str(ROOT), str(Path(__file__).parent.parent / "host")]
    os.environ["DATABASE_URL"] = database_url
    os.environ["DJANGO_SETTINGS_MODULE"] = "saleor.settings"
    import django
    from django.core.management import call_command

    django.setup()
    logging.getLogger().setLevel(logging.WARNING)
    call_command("migrate", verbosity=0)


def _simulate(wanted: argparse.Namespace) -> int:
    from .week import Wish, live

    wish = Wish(shoppers=wanted.shoppers, days=wanted.days, seed=wanted.seed)
    result = live(wish, say)
    for violation in result.violations[-WORST:]:
        say(str(violation))
    for title, counts in (("sent", result.kinds), ("not sent", result.reasons)):
        say(f"{title}: " + ", ".join(f"{name} {count}" for name, count in counts.items()))
    closing(
        violations=len(result.violations),
        sent=result.sent,
        skipped=result.skipped,
        orders=result.orders,
        shoppers=wish.shoppers,
        days=wish.days,
        seed=wish.seed,
        seconds=f"{result.seconds:.0f}",
    )
    return 1 if result.violations else 0


if __name__ == "__main__":
    sys.exit(main())
