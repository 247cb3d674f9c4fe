"""The sender's benchmark measures: each way that needs nothing fetched sends."""

import pytest

from benchmarks.sender import once, sink


@pytest.mark.parametrize("way", ["ours", "async", "our_cipher"])
def test_a_way_of_sending_can_be_measured(way: str) -> None:
    with sink(0) as (origin, ca):
        assert once(way, 3, origin, ca).rate > 0
