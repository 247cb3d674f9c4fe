"""What is said of arms: leaders, proofs, alarms, and arms that are alike."""

import pytest

from saleor_push_plugin.core.experiments import assignment, claims
from saleor_push_plugin.core.experiments.claims import Look, Verdict
from saleor_push_plugin.core.experiments.samples import Difference, Sample


def rates(*reached: int, people: int = 10_000) -> list[Sample]:
    return [Sample.of_rate(people, each) for each in reached]


def even(arms: list[Sample]) -> list[float]:
    return [1.0] * len(arms)


def any_day(*reached: int, margin: float | None = None, people: int = 10_000) -> claims.Claim:
    arms = rates(*reached, people=people)
    return claims.on_any_day(arms, even(arms), margin=margin)


def test_a_clear_winner_is_proven_and_a_narrow_one_leads() -> None:
    assert any_day(200, 320).verdict is Verdict.PROVEN
    assert any_day(200, 320).leader == 1
    assert any_day(200, 230).verdict is Verdict.LEADER_NOT_PROVEN
    assert any_day(200, 230).leader == 1


def test_todays_text_is_proven_only_if_it_beats_all_others() -> None:
    both, one = any_day(320, 200, 190), any_day(320, 200, 300)
    assert (both.leader, both.verdict) == (0, Verdict.PROVEN)
    assert (one.leader, one.verdict) == (0, Verdict.LEADER_NOT_PROVEN)
    assert [each.proven for each in one.comparisons] == [-1, 0]


def test_equals_are_led_by_the_first() -> None:
    assert any_day(200, 200, 200).leader == 0


def test_a_few_clicks_prove_nothing_and_an_alarm_comes_before_all() -> None:
    few = any_day(2, 20)
    assert (few.verdict, few.largest) == (Verdict.TOO_FEW, None)
    arms = [Sample.of_rate(10_000, 200), Sample.of_rate(11_000, 900)]
    assert claims.on_any_day(arms, [1, 1]).verdict is Verdict.SAMPLE_RATIO_MISMATCH


def test_arms_that_are_alike_are_said_to_differ_by_no_more_than_the_margin() -> None:
    alike = any_day(20_000, 20_100, people=1_000_000, margin=0.002)
    assert alike.verdict is Verdict.NO_LARGER_DIFFERENCE
    assert alike.largest is not None
    assert 0.0001 < alike.largest <= 0.002
    assert any_day(200, 205, margin=0.002).verdict is Verdict.LEADER_NOT_PROVEN


def planned(*looks: tuple[float, list[int]], ended: bool = False) -> claims.Claim:
    taken, arms = [], rates(1, 1)
    for fraction, reached in looks:
        arms = rates(*reached, people=int(20_000 * fraction))
        z = tuple(Difference(arm=arm, base=arms[0]).z for arm in arms[1:])
        taken.append(Look(fraction=fraction, z=z))
    return claims.at_planned_look(arms, even(arms), taken, ended=ended)


def test_an_early_look_needs_a_far_larger_difference_than_the_last() -> None:
    # z of 2.2: less than the 4.88 of the first look, more than the 2.03 of the fifth.
    early = planned((0.2, [80, 110]))
    assert early.verdict is Verdict.LEADER_NOT_PROVEN
    late = planned((0.2, [80, 85]), (0.6, [240, 260]), (1.0, [400, 465]), ended=True)
    assert late.verdict is Verdict.PROVEN


def test_a_look_so_early_that_nothing_may_be_said_gives_no_interval() -> None:
    assert planned((0.02, [40, 60])).comparisons[0].interval is None
    assert planned((0.02, [40, 60])).largest is None


def test_what_an_earlier_look_has_proven_stays_proven() -> None:
    claim = planned((0.6, [240, 340]), (1.0, [400, 440]))
    assert claim.comparisons[0].proven == 1


def test_what_was_proven_the_other_way_is_no_proof_for_the_leader() -> None:
    claim = planned((0.6, [340, 240]), (1.0, [400, 440]))
    assert (claim.leader, claim.verdict) == (1, Verdict.LEADER_NOT_PROVEN)


def test_an_experiment_of_one_arm_is_none() -> None:
    with pytest.raises(ValueError):
        claims.on_any_day(rates(3), [1])


def test_a_bucket_is_the_hash_modulo_ten_thousand() -> None:
    # printf 'autumn|u7' | sha256sum: aecd93ee…
    assert assignment.bucket("autumn", "u7") == 1996


def test_arms_get_their_shares_and_salts_are_independent() -> None:
    shares = assignment.equal_shares(3)
    people = [f"u{n}" for n in range(30_000)]
    pairs = [
        (
            assignment.arm_of(assignment.bucket("one", who), shares),
            assignment.arm_of(assignment.bucket("two", who), shares),
        )
        for who in people
    ]
    for arm in range(3):
        assert sum(first == arm for first, _ in pairs) == pytest.approx(10_000, rel=0.03)
        assert sum(pair == (arm, arm) for pair in pairs) == pytest.approx(3_333, rel=0.06)


def test_shares_are_whole() -> None:
    assert [sum(assignment.equal_shares(arms)) for arms in range(2, 6)] == [10_000] * 4
    assert assignment.arm_of(9_999, [5_000, 5_000]) == 1
    with pytest.raises(ValueError):
        assignment.arm_of(3, [5_000, 4_999])
