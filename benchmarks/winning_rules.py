"""Rules by which somebody calls an arm the winner: the plugin's, and what others do.

A rule takes the samples of all arms at each look, the first arm being what is sent today, and
returns the arms it calls different from the first, as {position: 1 or −1}. All but the plugin's own
look at every figure and stop at the first winner they see.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import exp, pi, sqrt
from statistics import NormalDist

from saleor_push_plugin.core.experiments import claims, holm, two_looks
from saleor_push_plugin.core.experiments.samples import Difference, Sample

NORMAL = NormalDist()
Looks = Sequence[Sequence[Sample]]
Winners = dict[int, int]
Rule = Callable[[Looks], Winners]
PLANNED = 5
# The share of the clicks or orders that has come when a campaign is decided.
ANSWERED = 0.6
FEWEST = 500


def _first_seen(is_winner: Callable[[Difference], bool]) -> Rule:
    """Peeking: whoever is a winner at any look is one."""

    def rule(looks: Looks) -> Winners:
        for arms in looks:
            pairs = {n: Difference(arm=arm, base=arms[0]) for n, arm in enumerate(arms) if n}
            if found := {n: _sign(pair) for n, pair in pairs.items() if is_winner(pair)}:
                return found
        return {}

    return rule


def _sign(pair: Difference) -> int:
    return 1 if pair.estimate > 0 else -1


def _score(pair: Difference) -> float:
    return pair.estimate / sqrt(pair.variance) if pair.variance else 0.0


def _differs(pair: Difference) -> bool:
    return abs(_score(pair)) >= NORMAL.inv_cdf(0.975)


def _klaviyo(pair: Difference) -> bool:
    enough = min(pair.arm.people, pair.base.people) >= FEWEST
    return enough and abs(_score(pair)) >= NORMAL.inv_cdf(0.9)


def _bayes(pair: Difference) -> bool:
    """The posterior is taken as normal, with a flat prior."""
    return abs(_score(pair)) >= NORMAL.inv_cdf(0.95)


def _small_loss(pair: Difference) -> bool:
    """The better arm is expected to lose less than a hundredth if it is the worse one."""
    error, score = sqrt(pair.variance), abs(_score(pair))
    loss = error * (exp(-(score**2) / 2) / sqrt(2 * pi) - score * NORMAL.cdf(-score))
    return bool(error) and loss < 0.01 * max(pair.arm.mean, pair.base.mean)


def _fixed_sample(looks: Looks) -> Winners:
    arms = looks[-1]
    pairs = {n: Difference(arm=arm, base=arms[0]) for n, arm in enumerate(arms) if n}

    def test(pair: Difference) -> Callable[[float], bool]:
        return lambda level: abs(pair.z) >= NORMAL.inv_cdf(1 - level / 2)

    found = holm.rejected({n: test(pair) for n, pair in pairs.items()}, claims.ALPHA)
    return {n: _sign(pairs[n]) for n in found}


def _planned(looks: Looks) -> Winners:
    """Five looks that were planned: it goes on to the last one, and claims what it claims there."""
    every, taken = len(looks) // PLANNED, []
    for number in range(1, PLANNED + 1):
        arms = looks[number * every - 1]
        z = tuple(Difference(arm=arm, base=arms[0]).z for arm in arms[1:])
        taken.append(claims.Look(fraction=number / PLANNED, z=z))
    claim = claims.at_planned_look(looks[-1], [1] * len(looks[-1]), taken, ended=True)
    return _proven(claim)


def _told_at_once(looks: Looks) -> Winners:
    """The plugin's for campaigns: all people are told at once, and their answers come in later.

    At the decision ANSWERED of the answers have come; what is claimed then or at the end counts.
    """
    decision, end = (
        [replace(arm, people=last.people) for arm, last in zip(arms, looks[-1], strict=True)]
        for arms in (looks[int(len(looks) * ANSWERED) - 1], looks[-1])
    )
    first, last = ((two_looks.information(arms), two_looks.z_of(arms)) for arms in (decision, end))
    shares = [1] * len(end)
    early = _proven(two_looks.claim(decision, shares, first))
    return {**_proven(two_looks.claim(end, shares, first, last)), **early}


def any_day(shares: Sequence[float] | None = None) -> Rule:
    """The plugin's for scenarios and the hold-out, asked at every look."""

    def rule(looks: Looks) -> Winners:
        for arms in looks:
            claim = claims.on_any_day(arms, shares or [1] * len(arms))
            if found := _proven(claim):
                return found
        return {}

    return rule


def _proven(claim: claims.Claim) -> Winners:
    pairs = enumerate(claim.comparisons, start=1)
    return {n: each.proven for n, each in pairs if each.proven}


RULES: Mapping[str, Rule] = {
    "peeking at p < .05": _first_seen(_differs),
    "Klaviyo-like (500 people, 90 %)": _first_seen(_klaviyo),
    "Bayes 95 %, peeking": _first_seen(_bayes),
    "Bayes, expected loss < 1 %": _first_seen(_small_loss),
    "fixed sample, Holm": _fixed_sample,
    "any day: confidence sequence, Holm": any_day(),
    "planned: O'Brien-Fleming, Holm": _planned,
    "campaigns: at decision and end, Holm": _told_at_once,
}
# Those of the plugin, which promise a family-wise error of at most 5 %.
OURS = tuple(RULES)[-3:]
