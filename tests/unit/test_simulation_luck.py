"""A seeded week draws its ids and its jitter from the seed, too."""

import random
from uuid import uuid4

from sandbox.simulate import luck


def drawn(seed: int) -> tuple[float, object]:
    with luck.seeded(seed):
        return random.random(), uuid4()


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    assert drawn(1) == drawn(1)
    assert drawn(1)[0] != drawn(2)[0]
    assert drawn(1)[1] != drawn(2)[1]


def test_afterwards_chance_is_chance_again() -> None:
    state = random.getstate()
    drawn(1)
    assert random.getstate() == state
    assert uuid4() != drawn(1)[1]
