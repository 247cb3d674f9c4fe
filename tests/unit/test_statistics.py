"""What a benchmark makes of its figures."""

import pytest

from benchmarks.statistics import compare, percentile

pytestmark = pytest.mark.sandbox_only


def test_each_pair_is_divided_on_its_own() -> None:
    # The machine was three times as slow during the second pair; the ratio does not see it.
    found = compare([(100.0, 110.0), (300.0, 330.0), (100.0, 110.0)])
    assert (found.off, found.on, found.pairs) == (100.0, 110.0, 3)
    assert (found.ratio, found.low, found.high, found.blur) == pytest.approx((1.1, 1.1, 1.1, 0.0))


def test_an_interval_is_as_wide_as_its_pairs_differ() -> None:
    found = compare([(100.0, 100.0 + n) for n in range(41)])
    assert found.ratio == pytest.approx(1.20)
    assert 1.0 < found.low < 1.2 < found.high < 1.4


def test_a_percentile_is_one_of_the_values() -> None:
    hundred = list(range(1, 101))
    assert [percentile(hundred, share) for share in (0.5, 0.95, 1.0)] == [50, 95, 100]
    assert percentile([7.0], 0.95) == 7.0
