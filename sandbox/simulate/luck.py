"""One seed for what is left to chance elsewhere, too: ids and jitter."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Until the end of the block `random`'s own dice and `uuid4` start from `seed`."""
    state = random.getstate()
    random.seed(seed)
    try:
        with mock.patch("os.urandom", random.Random(seed).randbytes):
            yield
    finally:
        random.setstate(state)
