"""Which tests of a folder a process runs: a share of them, drawn by a salt and each test's name.

The same salt draws the same tests on every machine, so that a seed repeats a run.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

# Read by tests/conftest.py: slices as `salt:index/count`, separated by semicolons.
VARIABLE = "PUSH_TEST_SLICES"


@dataclass(frozen=True, kw_only=True)
class Slice:
    """One of `count` shares of about the same size; together they are the whole."""

    salt: str
    index: int
    count: int

    def holds(self, test: str) -> bool:
        drawn = hashlib.blake2b(f"{self.salt} {test}".encode(), digest_size=8).digest()
        return int.from_bytes(drawn) % self.count == self.index

    def __str__(self) -> str:
        return f"{self.salt}:{self.index}/{self.count}"


def written(slices: Iterable[Slice]) -> str:
    return ";".join(map(str, slices))


def parse(text: str) -> tuple[Slice, ...]:
    return tuple(_parse_one(one) for one in text.split(";") if one)


def _parse_one(text: str) -> Slice:
    salt, _, share = text.rpartition(":")
    index, _, count = share.partition("/")
    return Slice(salt=salt, index=int(index), count=int(count))
