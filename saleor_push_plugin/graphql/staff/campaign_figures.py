"""The figures of a campaign, as its reader may learn them."""

from collections.abc import Mapping
from typing import Any

from ...campaigns import progress
from ...core.segments.size import size_for


def as_learnt(figures: Mapping[str, Any], *, exact: bool) -> dict[str, Any]:
    """Figures as the caller may learn them: those of one person's push would tell about them."""

    def size(number: int) -> int:
        return size_for(number, exact=exact).people

    return {
        "exact": exact,
        **{name: size(figures[name]) for name in ("people", "waiting", *progress.SEEN)},
        "left_out": {reason: size(number) for reason, number in figures["left_out"].items()},
        "pushes": [[state, reason, size(number)] for state, reason, number in figures["pushes"]],
    }
