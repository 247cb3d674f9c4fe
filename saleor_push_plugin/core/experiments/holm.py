"""Several comparisons at once: Holm's procedure (1979), for tests that need not be p-values.

Five arms give four chances to be wrong. The family-wise error, that of any false claim, stays below
alpha: the first claim needs a test at α/m, the next one at α/(m − 1), and so on. With tests of
group-sequential looks, of which the bounds at a smaller level lie outside of those at a larger one,
it holds over all looks (Maurer & Bretz 2013).
"""

from collections.abc import Callable, Mapping
from typing import TypeVar

Name = TypeVar("Name")


def rejected(tests: Mapping[Name, Callable[[float], bool]], alpha: float) -> set[Name]:
    """The names of the comparisons that differ, with a family-wise error of at most alpha.

    A test says whether its comparison differs at a given level.
    """
    differing: set[Name] = set()
    while found := _found(tests, differing, alpha):
        differing |= found
    return differing


def _found(
    tests: Mapping[Name, Callable[[float], bool]], differing: set[Name], alpha: float
) -> set[Name]:
    left = tests.keys() - differing
    return {name for name in left if tests[name](alpha / len(left))}
