"""The checker of `make simulate` can fail: each kind of violation, planted in a log, is found."""

from __future__ import annotations

import subprocess
import sys

import pytest

from sandbox.simulate.checker import check
from tests.unit.simulated import BAD, GOOD, HOUR, NOON, Plot


def rules(plot: Plot) -> list[str]:
    return [found.rule for found in check(plot, end=NOON + HOUR * 100)]


@pytest.mark.parametrize("plot", GOOD.values(), ids=GOOD)
def test_what_is_as_it_should_be_is_no_violation(plot: Plot) -> None:
    assert rules(plot) == []


@pytest.mark.parametrize(("rule", "plot"), BAD.values(), ids=BAD)
def test_a_violation_is_found(rule: str, plot: Plot) -> None:
    assert rule in rules(plot)


def test_the_checker_knows_nothing_of_the_plugin() -> None:
    """In a Python of its own, where nothing else has imported it."""
    code = "import sys, sandbox.simulate.checker; print('saleor_push_plugin' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
