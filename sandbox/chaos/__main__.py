"""`make chaos [ROUNDS=100] [SEED=1]`: a fault in every round, and the count at the end.

Owed is one confirmation for every order that stands in the shop's database, also for orders whose
buyer never got an answer. Delivered is what the buyers' browsers decrypted and showed.
"""

import argparse
import itertools
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence

from sandbox.chaos.buyers import Buyer, arrive
from sandbox.chaos.faults import FAULTS
from sandbox.chaos.town import Town, opened
from tools.say import closing, headline, say

ORDERS = 3
# A dead worker's lease, the sweep's look back and a beat or two.
PATIENCE = 300


def main() -> int:
    wish = _wish()
    dice = random.Random(wish.seed)
    headline(f"chaos, {wish.rounds} rounds, seed {wish.seed}")
    with opened() as town:
        names = [name for name in sorted(FAULTS) if wish.only in name]
        rounds = itertools.islice(itertools.cycle(names), wish.rounds)
        buyers = [b for n, name in enumerate(rounds) for b in _round(town, n, name, dice)]
        town.revive()
        owed = _owed(town, buyers)
        shown = _wait(owed)
        _table(owed, shown)
        for buyer in (buyer for buyer in owed if not shown[buyer]):
            found = town.known_of(buyer.checkout_token, buyer.browser.endpoint)
            say(f"  lost, {buyer.fault}: {found}")
    lost = sum(count == 0 for count in shown.values())
    twice = sum(count > 1 for count in shown.values())
    closing(
        chaos=f"seed-{wish.seed}",
        rounds=wish.rounds,
        owed=len(owed),
        delivered=len(owed) - lost,
        lost=lost,
        shown_twice=twice,
    )
    return 1 if lost or twice else 0


def _wish() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="faults with these words in their name")
    return parser.parse_args()


def _round(town: Town, number: int, name: str, dice: random.Random) -> list[Buyer]:
    """Some orders and one fault at the same time."""
    town.revive()
    buyers = [arrive(town, name, town.services[turn % 2]) for turn in range(ORDERS)]
    # Not the other way round: what a thread has started dies with the thread.
    buying = threading.Thread(target=_buy, args=(town, buyers, dice))
    buying.start()
    FAULTS[name](town, dice)
    buying.join()
    say(f"  {number + 1:>4}  {name}")
    return buyers


def _buy(town: Town, buyers: Sequence[Buyer], dice: random.Random) -> None:
    for buyer in buyers:
        buyer.order(town)
        time.sleep(dice.uniform(0, 0.5))


def _owed(town: Town, buyers: Sequence[Buyer]) -> list[Buyer]:
    there = town.ordered([buyer.checkout_token for buyer in buyers])
    return [buyer for buyer in buyers if buyer.checkout_token in there]


def _wait(owed: Sequence[Buyer]) -> dict[Buyer, int]:
    """Until everybody was told, and a little longer, in case somebody is told again."""
    say(f"  {len(owed)} orders are owed a confirmation; waiting for the last")
    began = time.monotonic()
    while missing := [buyer for buyer in owed if not buyer.confirmations()]:
        if time.monotonic() - began > PATIENCE:
            say(f"  given up waiting for {len(missing)}")
            break
        time.sleep(2)
    say(f"  waited {time.monotonic() - began:.0f} s")
    time.sleep(15)
    return {buyer: buyer.confirmations() for buyer in owed}


def _table(owed: Sequence[Buyer], shown: dict[Buyer, int]) -> None:
    say(f"  {'fault':<30}{'owed':>6}{'shown':>7}{'twice':>7}{'arrived again':>15}")
    for name, count in sorted(Counter(buyer.fault for buyer in owed).items()):
        mine = [buyer for buyer in owed if buyer.fault == name]
        told, twice = sum(shown[b] > 0 for b in mine), sum(shown[b] > 1 for b in mine)
        again = sum(buyer.browser.repeats() for buyer in mine)
        say(f"  {name:<30}{count:>6}{told:>7}{twice:>7}{again:>15}")


if __name__ == "__main__":
    sys.exit(main())
